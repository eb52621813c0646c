"""Every name that leaves the process in a span: OpenTelemetry's own where there is one, `chaeum.` for the rest.

The GenAI conventions (open-telemetry/semantic-conventions-genai, status Development) are followed as published with
opentelemetry-util-genai 1.3b0; `tests/tables/genai_conventions.json` holds the names and types a test compares with.
"""

from __future__ import annotations

from typing import Final

# ---- OpenTelemetry: HTTP and errors (stable) -----------------------------------------------------------------------
HTTP_METHOD: Final = "http.request.method"
HTTP_ROUTE: Final = "http.route"
HTTP_STATUS: Final = "http.response.status_code"
URL_SCHEME: Final = "url.scheme"
URL_PATH: Final = "url.path"
"""Set where it is a route of ours; the path of an unknown address may hold anything."""
ERROR_TYPE: Final = "error.type"
SERVER_ADDRESS: Final = "server.address"
SERVER_PORT: Final = "server.port"

# ---- OpenTelemetry: GenAI (development) ----------------------------------------------------------------------------
OPERATION: Final = "gen_ai.operation.name"
PROVIDER: Final = "gen_ai.provider.name"
REQUEST_MODEL: Final = "gen_ai.request.model"
MAX_TOKENS: Final = "gen_ai.request.max_tokens"
REASONING_LEVEL: Final = "gen_ai.request.reasoning.level"
OUTPUT_TYPE: Final = "gen_ai.output.type"
PROMPT_NAME: Final = "gen_ai.prompt.name"
PROMPT_VERSION: Final = "gen_ai.prompt.version"
RESPONSE_MODEL: Final = "gen_ai.response.model"
RESPONSE_ID: Final = "gen_ai.response.id"
FINISH_REASONS: Final = "gen_ai.response.finish_reasons"
INPUT_TOKENS: Final = "gen_ai.usage.input_tokens"
OUTPUT_TOKENS: Final = "gen_ai.usage.output_tokens"
CACHED_TOKENS: Final = "gen_ai.usage.cache_read.input_tokens"
CACHE_WRITE_TOKENS: Final = "gen_ai.usage.cache_write.input_tokens"
REASONING_TOKENS: Final = "gen_ai.usage.reasoning.output_tokens"
INPUT_MESSAGES: Final = "gen_ai.input.messages"
OUTPUT_MESSAGES: Final = "gen_ai.output.messages"
TOKEN_TYPE: Final = "gen_ai.token.type"  # noqa: S105  no password
CHAT: Final = "chat"

PUBLISHED_PROVIDERS: Final = {"openai": "openai", "gemini": "gcp.gemini"}
"""Our names of vendors → the conventions'; a server of one's own keeps the name it has here."""

# ---- ours ----------------------------------------------------------------------------------------------------------
REQUEST_ID: Final = "chaeum.request.id"
CLIENT: Final = "chaeum.client"
TASK: Final = "chaeum.task"
VERSION: Final = "chaeum.task.version"
VERSION_DIGEST: Final = "chaeum.task.digest"
CACHE_STATE: Final = "chaeum.cache"
DEGRADED: Final = "chaeum.degraded"
QUOTA_DECISION: Final = "chaeum.quota.decision"
QUOTA_MODE: Final = "chaeum.quota.mode"
QUOTA_LIMIT: Final = "chaeum.quota.limit"
ATTEMPT_KIND: Final = "chaeum.attempt.kind"
ATTEMPT_OUTCOME: Final = "chaeum.attempt.outcome"
ATTEMPT_ROW: Final = "chaeum.attempt.row"
ATTEMPT_TIMEOUT_S: Final = "chaeum.attempt.timeout_s"
DEADLINE_LEFT_S: Final = "chaeum.deadline.left_s"
BREAKER_STATE: Final = "chaeum.breaker.state"
ACCOUNT: Final = "chaeum.account"
COST_USD: Final = "chaeum.cost_usd"
VENDOR: Final = "chaeum.provider"
"""Our own name of a provider, beside the conventions'."""
VENDOR_STATUS: Final = "chaeum.vendor.status"
DRIFTED: Final = "chaeum.model.drifted"
ECHOED: Final = "chaeum.example.echoed"
ATTEMPT_REASON: Final = "chaeum.attempt.reason"
PASSED_OVER: Final = "chaeum.passed_over"
"""Models of the plan that were not asked, each with the reason."""
CACHE_FOUND: Final = "chaeum.cache.found"
SHADOW: Final = "shadow"
"""Name of the span around a version that answers nobody; what is below it is not the request's own work."""

CONTENT: Final = frozenset({INPUT_MESSAGES, OUTPUT_MESSAGES})
"""Attributes that hold words, only ever masked ones; off unless asked for, and never shown by `explain`."""
INHERITED: Final = (ATTEMPT_KIND, BREAKER_STATE, DEADLINE_LEFT_S, ACCOUNT)
"""What a call of a vendor has from the attempt it belongs to."""
