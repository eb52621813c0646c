"""Who hears of an answer: the shadow version, the samples where there is a place for them, and what users corrected.

Built from the settings, like what the pods share. An answer never waits for any of it.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from functools import partial

import structlog

from app.answering import Answering
from app.domain import Answer
from app.errors import ConfigurationError, Flaw, Problem
from app.feedback import Feedbacks, Judged, Once
from app.pipeline import Pipeline, Request
from app.routing.observer import Unwatched
from app.routing.router import Router
from app.samples import shelf as shelves
from app.samples.sampler import Offered, Sampler
from app.samples.shelf import Shelf
from app.settings import Settings
from app.shadow import Compared, Shadow
from app.shared_state import SharedState
from app.telemetry.observatory import Observatory


def open_samples(settings: Settings, shared: SharedState) -> Shelf | None:
    """Where samples go: the folder that is named, else the shared Redis, else nowhere. Raises ConfigurationError."""
    if settings.samples_dir is not None:
        try:
            return shelves.in_folder(settings.samples_dir)
        except OSError as error:
            flaw = Flaw("environment", None, "SAMPLES_DIR", f"cannot be written: {error.strerror or error}")
            raise ConfigurationError([flaw]) from None
    return shelves.in_redis(shared.link) if shared.link is not None else None


def adopts(settings: Settings) -> bool:
    """Whether the review page may write cases. Raises ConfigurationError where it should and cannot."""
    if settings.review_adopts and not os.access(settings.prompts_dir, os.W_OK | os.X_OK):
        raise ConfigurationError([Flaw("environment", None, "REVIEW_ADOPTS", "the task folders cannot be written")])
    return settings.review_adopts


def samples_told(settings: Settings) -> str:
    """Where samples go, in words for a person."""
    place = "in SAMPLES_DIR" if settings.samples_dir else "in Redis" if settings.redis_url else ""
    adopts = ", which adds cases to the task folders" if settings.review_adopts else ""
    return (
        f"samples: kept {place}, masked, 30 days; /review{adopts}"
        if place
        else "samples: none are kept; set SAMPLES_DIR"
    )


def keep_samples(pipeline: Pipeline, shelf: Shelf | None) -> tuple[Shadow, Sampler | None]:
    """Let the shadow version and the samples hear of every answer of `pipeline`."""
    sampler = Sampler(shelf.samples) if shelf is not None else None
    beside = Router(observer=Unwatched())
    beside.loop_lag = pipeline.router.loop_lag
    shadow = Shadow(replace(pipeline, router=beside), partial(_shadow_ran, sampler))
    pipeline.answered = shadow.answered
    if sampler is not None:
        keep = sampler.offer

        def answered(asked: Request, answer: Answer) -> None:
            shadow.answered(asked, answer)
            keep(Offered(asked.task, asked.source, asked.client.name, answer))

        def failed(asked: Request, problem: Problem) -> None:
            keep(Offered(asked.task, asked.source, asked.client.name, None, problem.slug))

        pipeline.answered, pipeline.failed = answered, failed
    return shadow, sampler


def feedbacks_of(
    answering: Answering, shared: SharedState, observatory: Observatory, sampler: Sampler | None
) -> Feedbacks:
    """Feedback counts as metrics; corrected forms become samples where there is a place for them."""

    def count(judged: Judged) -> None:
        counts = [(path, verdict, number) for (path, verdict), number in judged.fields.items()]
        observatory.watch.metrics.feedback(judged.task, judged.version, judged.provider, counts)

    return Feedbacks(answering, Once(shared.link), count, sampler.offer if sampler is not None else None)


def _shadow_ran(sampler: Sampler | None, run: Compared) -> None:
    """One line per shadow run: which leaves would have been another, never their values; a difference is a sample."""
    if sampler is not None and (run.differing or run.shadow is None):
        shown = run.version, run.shadow.result if run.shadow else None
        asked = run.asked
        sampler.offer(Offered(asked.task, asked.source, asked.client.name, run.stable, run.reason, shown))
    structlog.get_logger("chaeum").info(
        "shadow",
        task=run.stable.task,
        stable=run.stable.version,
        shadow=run.version,
        provider=run.shadow.provider if run.shadow else None,
        cost_usd=run.shadow.cost_usd if run.shadow else None,
        failed=run.reason or None,
        differing=len(run.differing),
        fields=sorted({re.sub(r"/[0-9]+", "", pointer) for pointer in run.differing})[:20],
    )
