"""The composition root: the only place that knows every class. Reads the settings once and hands them down."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache, partial
from pathlib import Path

import structlog
from pydantic import SecretStr

from app.answering import Answering
from app.cache.key import Keys, code_digest
from app.clients.registry import EVERYBODY, Registry
from app.errors import ConfigurationError, Flaw
from app.http import admin, numbers, observe_page, providers_page
from app.http import app as http_app
from app.http.admission import Gate, LoopLag
from app.http.edge import Asgi
from app.http.envelope import head
from app.http.feedback import FeedbackDoor
from app.http.guard import Guard
from app.http.health import Health
from app.http.lane import Identify, Lane
from app.http.numbers import ClosedNames
from app.http.review import ReviewDoor
from app.http.server import DrainingServer, configure
from app.http.status import Status
from app.http.watchdog import Watchdog
from app.korean.lexicon import LEXICON
from app.korean.normalise import NORMALISERS
from app.linking.connect import PlaceOptions, connect_places
from app.output.checks import check_expression
from app.pipeline import Account, Pipeline
from app.providers import lifecycle
from app.providers.accounts import ProviderSettings
from app.providers.base import Provider
from app.providers.connect import connect, watch_keys
from app.providers.prices import Prices
from app.providers.rules import Rules, warm
from app.quota.limits import SEOUL_AHEAD_S
from app.quota.outbound import Outbound
from app.readers.private import PERSONAL
from app.readers.registry import COMPUTED, READERS
from app.routing.observer import Observer, Unwatched
from app.routing.router import Router
from app.samples.review import Desk
from app.samples.sampler import Sampler
from app.sampling import adopts, feedbacks_of, keep_samples, open_samples, samples_told
from app.settings import Settings
from app.shadow import Shadow
from app.shared_state import SharedState, limits_told, open_shared_state
from app.tasks.catalog import Catalog
from app.tasks.load import Loaded, Vocabulary
from app.tasks.spec import ModelSpec
from app.tasks.watch import Watcher
from app.telemetry.logs import configure_logs
from app.telemetry.observatory import Observatory, open_observatory

EPOCH = date(1970, 1, 1)
CODE_SOURCES = (*PERSONAL, *COMPUTED, "place_search")
EMBEDDED: Account = ("rules", None)


def today_in_seoul() -> date:
    """Korea has had no summer time since 1988: the day changes at the same second of every UTC day."""
    return _day(int(time.time() + SEOUL_AHEAD_S) // 86_400)


@lru_cache(maxsize=2)
def _day(number: int) -> date:
    """The day so many days after 1970-01-01."""
    return date.fromordinal(EPOCH.toordinal() + number)


# ---- tasks -----------------------------------------------------------------------------------------------------------
def vocabulary() -> Vocabulary:
    """Every name a task folder may use that lives in code."""
    return Vocabulary(
        normalisers=NORMALISERS.keys(),
        readers=READERS.keys(),
        sources=CODE_SOURCES,
        lexicon=LEXICON,
        check_expression=check_expression,
        check_model=_unpinned,
    )


def open_catalog(settings: Settings) -> Catalog:
    """The task folders; raises ConfigurationError naming file, line and field."""
    return Catalog(settings.prompts_dir, vocabulary(), tolerate_broken=settings.tolerate_broken_tasks)


def model_news(model: ModelSpec, today: date) -> Iterator[tuple[lifecycle.Severity, str]]:
    """What is known to be wrong with a pin: an alias, no date, an end in sight."""
    for finding in lifecycle.findings(model, today):
        yield finding.severity, finding.message


def _unpinned(model: ModelSpec) -> str | None:
    """Only what the folder's author got wrong refuses to load; that a vendor retires a model is told, not refused."""
    return next((message for severity, message in model_news(model, date.min) if severity == "error"), None)


# ---- the pipeline ----------------------------------------------------------------------------------------------------
def pipeline_of(
    settings: Settings,
    accounts: ProviderSettings,
    today: Callable[[], date] = today_in_seoul,
    observer: Observer | None = None,
) -> Pipeline:
    """The pipeline over every configured account; the rules are always among them."""
    providers: Mapping[Account, Provider] = {**connect(accounts), EMBEDDED: Rules()}
    places = connect_places(place_options(settings))
    router = Router(observer=observer or Unwatched())
    return Pipeline(providers=providers, router=router, pricing=Prices.read(today), places=places)


def embedded_pipeline(settings: Settings) -> Pipeline:
    """A pipeline with the rules alone: what runs with no key and no network."""
    return pipeline_of(settings, ProviderSettings())


def place_options(settings: Settings) -> PlaceOptions:
    """The settings' group about place search; without a key a gazetteer that a task folder brings along."""
    return PlaceOptions(
        kakao_key=_open(settings.kakao_rest_key),
        naver_id=settings.naver_client_id,
        naver_secret=_open(settings.naver_client_secret),
        gazetteer=settings.gazetteer_file or next(settings.prompts_dir.glob("*/*/gazetteer.csv"), None),
    )


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


# ---- the service -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Service:
    """A built service: the public application and what stands beside it."""

    app: Asgi
    health: Health
    catalog: Catalog
    pipeline: Pipeline
    accounts: ProviderSettings
    shared: SharedState
    observatory: Observatory
    lag: LoopLag
    shadow: Shadow
    sampler: Sampler | None
    told: list[str] = field(default_factory=list)
    """What a person at the terminal should know."""

    async def background(self) -> None:
        """Runs in the server's loop for as long as it serves."""
        self.lag.start()
        await self.shared.start()
        await watch_keys(self.accounts, self._key_changed)

    async def aclose(self) -> None:
        """Cancel probes and give connections back."""
        await self.lag.aclose()
        await self.shadow.aclose()
        if self.sampler is not None:
            await self.sampler.aclose()
        await self.pipeline.router.aclose()
        await asyncio.gather(*(provider.aclose() for provider in self.pipeline.providers.values()))
        await self.shared.aclose()
        await asyncio.to_thread(self.observatory.close)

    def _key_changed(self, account: Account) -> None:
        self.pipeline.router.key_changed(*account)
        self.shadow.pipeline.router.key_changed(*account)


def build(
    settings: Settings, *, environ: Mapping[str, str] | None = None, today: Callable[[], date] = today_in_seoul
) -> Service:
    """Everything wired; nothing listens yet. Raises ConfigurationError."""
    catalog = open_catalog(settings)
    accounts = ProviderSettings.from_environ(os.environ if environ is None else environ)
    health, gate = Health(catalog), Gate(ceiling=settings.max_in_flight)
    observatory = open_observatory(settings, ClosedNames(catalog), http_app.VERSION)
    shared = open_shared_state(settings)
    pipeline = pipeline_of(settings, accounts, today, observatory.watch)
    pipeline.outbound = Outbound(shared.quotas)
    pipeline.trace_content = settings.trace_content
    pipeline.router.loop_lag = lambda: gate.lag_s
    shelf = open_samples(settings, shared)
    shadow, sampler = keep_samples(pipeline, shelf)
    keys = Keys(shared.secret, code_digest(Path(__file__).parent))
    made = observatory.watch.metrics.answered
    answering = Answering(pipeline, shared.quotas, shared.cache, keys, head, made)
    identify = _doorkeeper(settings)
    doors = http_app.Doors(
        catalog=catalog,
        health=health,
        watch=observatory.watch,
        lane=Lane(catalog, answering, gate, identify, today),
        guard=Guard(),
        feedback=FeedbackDoor(catalog, feedbacks_of(answering, shared, observatory, sampler), identify, today),
        review=ReviewDoor(catalog, Desk(shelf) if shelf else None, identify, answering, adopts(settings), today),
        status=Status(catalog, pipeline.router, observatory.watch.figures, answering, identify),
        docs=settings.docs,
    )
    for task in catalog.every.values():
        warm(task)
    observatory.add(numbers.of(catalog, pipeline.router, gate, shared, today))
    return Service(
        app=http_app.build(doors),
        health=health,
        catalog=catalog,
        pipeline=pipeline,
        accounts=accounts,
        shared=shared,
        observatory=observatory,
        lag=LoopLag(gate),
        shadow=shadow,
        sampler=sampler,
        told=_told(settings, accounts, catalog, today()),
    )


def serve(settings: Settings) -> int:
    """Serve until a signal; the process's exit code."""
    configure_logs(settings.log_level)
    service = build(settings)
    routes = [*providers_page.routes(service.pipeline.router), *observe_page.routes(service.observatory)]
    beside = admin.AdminThread(admin.build(service.health, routes), settings.admin_host, settings.admin)
    if settings.admin and not beside.start():
        raise ConfigurationError(
            [Flaw("environment", None, "ADMIN_PORT", f"port {settings.admin} cannot be had", "0 switches it off")]
        )
    watcher = Watcher(service.catalog, _reloaded)
    watcher.start()
    watchdog = Watchdog(service.health)
    watchdog.start()
    try:
        _listen(settings, service)
    finally:
        watchdog.stop()
        watcher.stop()
        if settings.admin:
            beside.stop()
    if not service.health.started:
        raise ConfigurationError([Flaw("environment", None, "PORT", f"port {settings.port} cannot be had")])
    return 0


def _listen(settings: Settings, service: Service) -> None:
    longest = max((task.spec.deadline_s for task in service.catalog.every.values()), default=15.0)
    config = configure(
        service.app,
        settings.host,
        settings.port,
        longest_deadline_s=longest,
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )
    server = DrainingServer(
        config,
        service.health,
        settings.drain_s,
        announce=partial(_announce, settings, service),
        background=service.background,
        aclose=service.aclose,
    )
    try:
        server.run()
    except SystemExit:
        return  # uvicorn exits with 1 when it cannot listen; the caller sees that it never started


# ---- telling people --------------------------------------------------------------------------------------------------
def _told(settings: Settings, accounts: ProviderSettings, catalog: Catalog, today: date) -> list[str]:
    """What a person at the terminal should know before the first request."""
    return [
        vendors_told(accounts),
        limits_told(settings),
        f"place search: {place_options(settings).told}",
        samples_told(settings),
        *_news(catalog, today),
    ]


def _announce(settings: Settings, service: Service, port: int) -> None:
    """Tell a person at the terminal where to go and which providers answer."""
    off = [f"switched off: {name} (chaeum check says why)" for name in service.catalog.broken]
    lines = [
        f"Chaeum 채움 listens on http://{settings.host}:{port}",
        *(f"  {line}" for line in [f"tasks: {', '.join(service.catalog.tasks)}", *off, *service.told]),
    ]
    print("\n".join(lines), file=sys.stderr, flush=True)


def vendors_told(accounts: ProviderSettings) -> str:
    """Which providers answer, in words for a person."""
    if not accounts.accounts:
        return "providers: rules (embedded); no vendor key is set, e.g. OPENAI_API_KEY or GEMINI_API_KEY"
    names = [f"{one.provider}@{one.account}" if one.account else one.provider for one in accounts.accounts]
    return f"providers: {', '.join(names)}, then rules (embedded)"


def _news(catalog: Catalog, today: date) -> Iterator[str]:
    """Models of the task folders that end soon or have ended."""
    seen = {model.use: model for task in catalog.every.values() for model in task.spec.models}
    for use, model in seen.items():
        for _, message in model_news(model, today):
            yield f"{use} {message}"


def _reloaded(loaded: Loaded) -> None:
    """One line per reload, with what is wrong."""
    log = structlog.get_logger("chaeum")
    log.info("reloaded", tasks=len(loaded.tasks), disabled=[str(flaw) for flaw in loaded.flaws][:20])


def _doorkeeper(settings: Settings) -> Identify:
    """Who is let in: the clients of the file, or everybody where there is none."""
    if settings.clients_file is None:
        # On loopback whoever asks is whoever runs it.
        mine = settings.loopback
        everybody = replace(EVERYBODY, client=replace(EVERYBODY.client, debug=mine, reviewer=mine))
        return lambda headers: everybody
    return Registry(settings.clients_file).identify
