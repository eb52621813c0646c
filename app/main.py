"""The composition root: the only place that knows every class. Reads the settings once and hands them down."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request

from app.domain import ANONYMOUS, Client
from app.errors import ConfigurationError, Flaw
from app.http import admin, app as http_app
from app.http.edge import Asgi
from app.http.health import Health
from app.http.server import DrainingServer, configure
from app.korean.lexicon import LEXICON
from app.korean.normalise import NORMALISERS
from app.output.checks import check_expression
from app.pipeline import Account, Pipeline
from app.providers.base import Provider
from app.providers.rules import Rules
from app.readers.registry import READERS
from app.settings import Settings
from app.tasks.catalog import Catalog
from app.tasks.load import Vocabulary
from app.telemetry import RequestLog, configure_logs

SEOUL = ZoneInfo("Asia/Seoul")
CODE_SOURCES = (
    *(f"pii.{kind}" for kind in ("phone", "name", "messenger", "unit", "door_code", "account")),
    "required_by_law",
    "place_search",
)


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


def today_in_seoul() -> date:
    return datetime.now(SEOUL).date()
