"""The composition root: the only place that knows every class. Reads the settings once and hands them down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog
from fastapi import Request
from pydantic import SecretStr

from app.domain import ANONYMOUS, Client
from app.errors import ConfigurationError, Flaw
from app.http import admin
from app.http import app as http_app
from app.http.edge import Asgi
from app.http.health import Health
from app.http.server import DrainingServer, configure
from app.korean.lexicon import LEXICON
from app.korean.normalise import NORMALISERS
from app.linking.connect import PlaceOptions, connect_places
from app.linking.port import PlaceSearch
from app.output.checks import check_expression
from app.pipeline import Account, Pipeline
from app.providers.base import Provider, Usage
from app.providers.rules import Rules
from app.readers.private import PERSONAL
from app.readers.registry import COMPUTED, READERS
from app.routing.router import Router
from app.settings import Settings
from app.tasks.catalog import Catalog
from app.tasks.lint.rule import Severity
from app.tasks.load import Loaded, Vocabulary
from app.tasks.watch import Watcher
from app.telemetry import RequestLog, configure_logs

SEOUL = ZoneInfo("Asia/Seoul")
CODE_SOURCES = (*PERSONAL, *COMPUTED, "place_search")


def vocabulary() -> Vocabulary:
    """Every name a task folder may use that lives in code."""
    return Vocabulary(
        normalisers=NORMALISERS.keys(),
        readers=READERS.keys(),
        sources=CODE_SOURCES,
        lexicon=LEXICON,
        check_expression=check_expression,
    )


def open_catalog(settings: Settings) -> Catalog:
    """The task folders; raises ConfigurationError naming file, line and field."""
    return Catalog(settings.prompts_dir, vocabulary(), tolerate_broken=settings.tolerate_broken_tasks)


def lifecycle(model: str, undated_ok: bool, today: date) -> tuple[Severity, str] | None:
    """What is wrong with pinning this model, or None."""
    return None


def today_in_seoul() -> date:
    return datetime.now(SEOUL).date()


def embedded_pipeline() -> Pipeline:
    """A pipeline with the rules alone: what runs with no key and no network."""
    return pipeline_of({("rules", None): Rules()}, connect_places(place_options(Settings())))


class NoPrices:
    """Until the price table is wired."""

    def cost_usd(self, provider: str, model: str, usage: Usage | None) -> float | None:
        return None


def pipeline_of(providers: dict[Account, Provider], places: PlaceSearch | None) -> Pipeline:
    """The pipeline over these providers, with a breaker for each model."""
    return Pipeline(providers=providers, router=Router(), pricing=NoPrices(), places=places)


def place_options(settings: Settings) -> PlaceOptions:
    """The settings' group about place search. The shipped gazetteer is a sample of a neighbourhood or three."""
    return PlaceOptions(
        kakao_key=_open(settings.kakao_rest_key),
        naver_id=settings.naver_client_id,
        naver_secret=_open(settings.naver_client_secret),
        gazetteer=settings.gazetteer_file or next(settings.prompts_dir.glob("*/*/gazetteer.csv"), None),
    )


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret is not None else None


@dataclass(frozen=True, slots=True)
class Service:
    """A built service: the public application, its state, and the admin application beside it."""

    app: Asgi
    health: Health
    catalog: Catalog
    pipeline: Pipeline


def build(settings: Settings, *, today: Callable[[], date] = today_in_seoul) -> Service:
    """Everything wired; nothing listens yet. Raises ConfigurationError."""
    catalog = open_catalog(settings)
    health = Health(catalog)
    pipeline = pipeline_of({("rules", None): Rules()}, connect_places(place_options(settings)))
    doors = http_app.Doors(
        catalog=catalog,
        pipeline=pipeline,
        health=health,
        log=RequestLog(),
        today=today,
        authenticate=_everybody,
        docs=settings.docs,
    )
    return Service(http_app.build(doors), health, catalog, pipeline)


def serve(settings: Settings) -> int:
    """Serve until a signal; the process's exit code."""
    configure_logs(settings.log_level)
    service = build(settings)
    beside = admin.AdminThread(admin.build(service.health, []), settings.admin_host, settings.admin)
    if settings.admin and not beside.start():
        raise ConfigurationError(
            [Flaw("environment", None, "ADMIN_PORT", f"port {settings.admin} cannot be had", "0 switches it off")]
        )
    longest = max((task.spec.deadline_s for task in service.catalog.every.values()), default=15.0)
    config = configure(
        service.app,
        settings.host,
        settings.port,
        longest_deadline_s=longest,
        forwarded_allow_ips=settings.forwarded_allow_ips,
    )
    server = DrainingServer(config, service.health, settings.drain_s, lambda port: _announce(settings, service, port))
    watcher = Watcher(service.catalog, _reloaded)
    watcher.start()
    try:
        server.run()
    except SystemExit:
        pass  # uvicorn exits with 1 when it cannot listen; our exit code for that is 2
    finally:
        watcher.stop()
        if settings.admin:
            beside.stop()
    if not service.health.started:
        raise ConfigurationError([Flaw("environment", None, "PORT", f"port {settings.port} cannot be had")])
    return 0


def _announce(settings: Settings, service: Service, port: int) -> None:
    """Tell a person at the terminal where to go and which providers answer."""
    print(f"Chaeum 채움 listens on http://{settings.host}:{port}", file=sys.stderr)
    print(f"  tasks: {', '.join(service.catalog.tasks)}", file=sys.stderr)
    for name in service.catalog.broken:
        print(f"  switched off: {name} (chaeum check says why)", file=sys.stderr)
    for line in vendors_told(settings):
        print(f"  {line}", file=sys.stderr)
    sys.stderr.flush()


def _reloaded(loaded: Loaded) -> None:
    """One line per reload, with what is wrong."""
    log = structlog.get_logger("chaeum")
    log.info("reloaded", tasks=len(loaded.tasks), disabled=[str(flaw) for flaw in loaded.flaws][:20])


def vendors_told(settings: Settings) -> list[str]:
    """Which providers answer, in words for a person."""
    return ["providers: rules (embedded); no vendor key is set, e.g. OPENAI_API_KEY or GEMINI_API_KEY"]


def _everybody(request: Request) -> Client:
    return ANONYMOUS
