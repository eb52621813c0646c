"""What the environment may say: one frozen tree, read once in `main`, handed down by group.

Knobs of a task live in its folder, never here. Secrets may come from files: `<NAME>_FILE` names a file whose
content is the value, as Kubernetes mounts them.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import ConfigurationError, Flaw

ROOT = Path(__file__).resolve().parent.parent
Port = Annotated[int, Field(ge=0, le=65_535)]
Share = Annotated[float, Field(ge=0, le=1)]


_SECRETS = ("redis_url", "cache_secret", "kakao_rest_key", "naver_client_secret", "otel_exporter_otlp_headers")


class Settings(BaseSettings):
    """The service's own configuration. Every field is an environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: Port = Field(8000, description="Port of the public API.")
    admin_host: str = Field("127.0.0.1", description="Address of the admin port.")
    admin_port: Port | None = Field(None, description="Metrics, providers, commands; 0 = off, unset = PORT + 1000.")
    prompts_dir: Path = Field(ROOT / "prompts", description="Where the task folders are.")
    allow_anonymous: bool = Field(
        False,
        validation_alias=AliasChoices("CHAEUM_ALLOW_ANONYMOUS", "allow_anonymous"),
        description="Serve without API keys on an address that others can reach.",
    )
    clients_file: Path | None = Field(None, description="YAML with clients and the SHA-256 of their API keys.")
    tolerate_broken_tasks: bool = Field(False, description="A broken task folder switches off only that task.")
    docs: bool = Field(True, description="Serve /docs and /openapi.json.")
    redis_url: SecretStr | None = Field(None, description="Shared cache and quotas; unset = in memory.")
    cache_secret: SecretStr | None = Field(None, description="Encrypts cached answers; required with REDIS_URL.")
    near_cache_s: Annotated[float, Field(ge=0, le=300)] = Field(
        30.0, description="Seconds a shared answer is also kept here."
    )
    replicas: Annotated[int, Field(ge=1, le=10_000)] = Field(1, description="Pods sharing limits while Redis is away.")
    kakao_rest_key: SecretStr | None = Field(None, description="Place search by Kakao Local.")
    naver_client_id: str | None = Field(None, description="Place search by Naver, with NAVER_CLIENT_SECRET.")
    naver_client_secret: SecretStr | None = Field(None, description="Place search by Naver, with NAVER_CLIENT_ID.")
    gazetteer_file: Path | None = Field(None, description="Place search in a CSV file; default: the task's own.")
    max_in_flight: Annotated[int, Field(ge=1, le=10_000)] = Field(512, description="The most requests in the house.")
    drain_s: Annotated[float, Field(ge=0, le=60)] = Field(5.0, description="Serve on for that long after SIGTERM.")
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$")] = "info"
    log_sample: Share = Field(1.0, description="Share of the requests that went well which get a log line.")
    otel_service_name: str = Field("chaeum", description="What traces and metrics call this service.")
    otel_exporter_otlp_endpoint: Annotated[str, Field(pattern=r"^https?://[^\s]+$")] | None = Field(
        None, description="Collector for spans and metrics by OTLP over HTTP; unset = nothing leaves."
    )
    otel_exporter_otlp_headers: SecretStr | None = Field(None, description="name=value,… sent to the collector.")
    otel_traces_exporter: Literal["otlp", "console", "none"] = Field(
        "otlp", description="otlp = to the collector where there is one; console = to stderr."
    )
    otel_metrics_exporter: Literal["otlp", "none"] = Field(
        "otlp", description="Also to the collector, or scraped only."
    )
    otel_traces_sampler_arg: Share = Field(
        0.05,
        description="Share of the requests without a vendor's call whose trace is exported; the others always are.",
    )
    trace_content: bool = Field(
        False,
        validation_alias=AliasChoices("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "trace_content"),
        description="Spans of vendor calls hold the post and the answer, masked.",
    )
    trace_vendors: bool = Field(False, description="Vendors are sent a traceparent; for model servers of one's own.")
    samples_dir: Path | None = Field(
        None, description="Folder for samples of answers, masked; unset = in Redis if REDIS_URL is set, else none."
    )
    review_adopts: bool = Field(
        False, description="The review page may add confirmed samples to eval/adopted.jsonl of the task folders."
    )
    forwarded_allow_ips: str = Field("127.0.0.1", description="Proxies whose X-Forwarded-For is believed.")

    @property
    def admin(self) -> int:
        """The admin port really used; 0 means none."""
        if self.admin_port is not None:
            return self.admin_port
        return self.port + 1000 if 0 < self.port <= 64_535 else 0

    @property
    def traces_to(self) -> str:
        """Where spans go: otlp, console or none."""
        if self.otel_traces_exporter == "otlp" and self.otel_exporter_otlp_endpoint is None:
            return "none"
        return self.otel_traces_exporter

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach the public port."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True for localhost and the loopback ranges."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_settings(environ: Mapping[str, str] | None = None, **given: Any) -> Settings:
    """Settings from the environment and the command line (`given` wins; None means not given).

    Raises ConfigurationError with every flaw at once.
    """
    named = _from_files(os.environ if environ is None else environ)
    given = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**{**named, **given})
    except ValidationError as error:
        problems = error.errors(include_input=False, include_url=False)
        raise ConfigurationError(
            [Flaw("environment", None, ".".join(map(str, p["loc"])).upper(), p["msg"]) for p in problems]
        ) from None
    flaws = list(_contradictions(settings))
    if flaws:
        raise ConfigurationError(flaws)
    return settings


def _from_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Values whose `<NAME>_FILE` is set: a secret never has to stand in the environment itself."""
    found = {}
    for name in _SECRETS:
        path = environ.get(f"{name.upper()}_FILE")
        if path:
            try:
                found[name] = Path(path).read_text("utf-8").strip()
            except OSError as error:
                flaw = Flaw("environment", None, f"{name.upper()}_FILE", f"cannot be read: {error.strerror}")
                raise ConfigurationError([flaw]) from None
    return found


def _contradictions(settings: Settings) -> list[Flaw]:
    flaws = []
    if settings.redis_url and not settings.cache_secret:
        hint = "32 random bytes, the same in every pod"
        flaws.append(Flaw("environment", None, "CACHE_SECRET", "is required with REDIS_URL", hint))
    if not settings.loopback and settings.clients_file is None and not settings.allow_anonymous:
        hint = "set CLIENTS_FILE (see `chaeum clients --help`), or CHAEUM_ALLOW_ANONYMOUS=1 if anybody may use it"
        flaws.append(Flaw("environment", None, "HOST", "others could use the service without a key", hint))
    if settings.admin and settings.admin == settings.port:
        flaws.append(Flaw("environment", None, "ADMIN_PORT", "is the public port"))
    return flaws
