"""A reading, settled: the full declared shape, the proofs, the warnings, and personal data in its one place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from app.domain import Leaf, Reading, Source, Span, Warn
from app.errors import Garbled
from app.output.messages import MESSAGES, told
from app.output.settle import Settled, settle_reading
from app.output.validate import validate
from app.tasks.spec import TaskSpec
from app.tasks.task import Task

FIELDS: dict[str, Any] = {
    "analysis": {"type": "string", "role": "reasoning"},
    "intent": {
        "type": "enum",
        "role": "gate",
        "opens": ["offer"],
        "words": {"offer": [], "question": []},
        "critical": True,
    },
    "listings": {
        "type": "list",
        "max": 3,
        "fields": {
            "kind": {"type": "enum", "words": {"one_room": ["원룸"], "villa": ["빌라"]}},
            "deals": {
                "type": "list",
                "fields": {
                    "deposit": {"type": "integer", "clean": "krw.deposit", "usual": [500_000, 520_000_000]},
                    "rent": {"type": "integer", "clean": "krw.rent"},
                    "rent_period": {"type": "enum", "words": {"month": [], "year": []}, "default": "month"},
                },
            },
            "floor": {
                "type": "object",
                "clean": "floor",
                "fields": {"number": {"type": "integer", "minimum": -10}, "total": {"type": "integer"}},
            },
            "maintenance": {
                "type": "object",
                "fields": {
                    "amount": {"type": "integer", "clean": "krw.fee"},
                    "included": {"type": "list", "of": "enum", "words": {"water": [], "gas": []}},
                },
            },
            "options": {"type": "list", "of": "enum", "words": {"bed": [], "desk": []}, "clean": "options"},
            "address": {"type": "object", "fields": {"text": {"type": "string"}, "dong": {"type": "string"}}},
            "elevator": {"type": "boolean"},
        },
    },
    "private": {
        "type": "object",
        "fields": {
            "phones": {"type": "list", "of": "string", "by": "code", "from": "pii.phone"},
            "unit": {"type": "string", "by": "code", "from": "pii.unit"},
            "names": {"type": "list", "of": "string"},
        },
    },
    "missing": {"type": "list", "of": "string", "by": "code", "from": "required_by_law"},
}
CHECKS = [
    {
        "warn": "ambiguous",
        "over": "listings",
        "path": "floor",
        "when": "floor.number != null and floor.number > floor.total",
    }
]


def task(**words: Any) -> Task:
    given = {
        "title": "t",
        "owner": "o",
        "input": {"text": {"max_chars": 1000}, "title": {}, "known_fields": {"type": "object", "like": "/listings"}},
        "mask": ["phone", "unit"],
        "versions": {"stable": "v1"},
        "models": [{"use": "rules"}],
        "fields": FIELDS,
        "checks": CHECKS,
    }
    return Task("test/task", Path(), TaskSpec.model_validate({**given, **words}), {})


def settle(text: str, tree: dict[str, Any], *warnings: Warn, **inputs: Any) -> Settled:
    source = Source(text, date(2026, 3, 2), inputs)
    return settle_reading(task(), source, Reading(tree, list(warnings)))


def at(text: str, words: str, value: Any = None, **more: Any) -> Leaf:
    start = text.index(words)
    return Leaf(words if value is None else value, Span(start, start + len(words)), **more)


def codes(settled: Settled) -> list[tuple[str, str]]:
    return [(one.code, one.path) for one in settled.warnings]


def test_an_empty_reading_has_every_declared_key() -> None:
    """Nulls and empty lists, and no reasoning."""
    settled = settle("안녕", {})
    assert settled.result == {"intent": None, "listings": [], "private": None, "missing": []}
    assert settled.evidence == {}


def test_a_sparse_listing_is_filled_in() -> None:
    """Null leaves, [] lists, defaults; an object of which nothing is said is null."""
    text = "원룸 500/45"
    deal = {"deposit": at(text, "500", 5_000_000), "rent": at(text, "45", 450_000)}
    tree = {"intent": "offer", "listings": [{"kind": at(text, "원룸", "one_room"), "deals": [deal]}]}
    listing = settle(text, tree).result["listings"][0]
    assert listing == {
        "kind": "one_room",
        "deals": [{"deposit": 5_000_000, "rent": 450_000, "rent_period": "month"}],
        "floor": None,
        "maintenance": None,
        "options": [],
        "address": None,
        "elevator": None,
    }


def test_evidence_says_how_words_and_value_belong_together() -> None:
    """Copied as written: exact; folded: normalized; judged from words: inferred; judged from all: nothing."""
    text = "원룸 ５００/45 3/5층 신림동 엘베"
    tree = {
        "intent": "offer",
        "listings": [
            {
                "kind": at(text, "원룸", "one_room"),
                "deals": [{"deposit": at(text, "５００", 5_000_000), "rent": at(text, "45", 450_000)}],
                "floor": {"number": at(text, "3", 3), "total": at(text, "5층", 5)},
                "address": {"text": at(text, "신림동"), "dong": at(text, "신림동", "신림")},
                "elevator": at(text, "엘베", True),
            }
        ],
    }
    settled = settle(text, tree)
    proofs = {pointer.removeprefix("/listings/0/"): proof for pointer, proof in settled.evidence.items()}
    assert {pointer: proof.match for pointer, proof in proofs.items()} == {
        "kind": "inferred",
        "deals/0/deposit": "normalized",
        "deals/0/rent": "exact",
        "floor/number": "exact",
        "floor/total": "exact",
        "address/text": "exact",
        "address/dong": "exact",
        "elevator": "inferred",
    }
    assert all(text[proof.span.start : proof.span.end] == proof.quote for proof in proofs.values())


def test_a_readers_own_word_on_the_match_stands() -> None:
    """A reader that knows better says so; a name that is written otherwise is inferred by itself."""
    text = "빌라 NIKE"
    listing = {"kind": at(text, "빌라", "villa", match="fuzzy"), "address": {"text": at(text, "NIKE", "나이키")}}
    settled = settle(text, {"intent": "offer", "listings": [listing]})
    assert [proof.match for proof in settled.evidence.values()] == ["fuzzy", "inferred"]


def test_words_of_the_title_are_cited_as_such() -> None:
    """Evidence that stands in another input says in which."""
    listing = {"kind": Leaf("one_room", Span(0, 2), of="title")}
    settled = settle("본문", {"intent": "offer", "listings": [listing]}, title="원룸 월세")
    proof = settled.evidence["/listings/0/kind"]
    assert (proof.quote, proof.of) == ("원룸", "title")


def test_spans_outside_the_text_prove_nothing() -> None:
    """A wrong span never becomes evidence."""
    listing = {"kind": Leaf("one_room", Span(5, 99)), "elevator": Leaf(True, Span(2, 2))}
    settled = settle("원룸", {"intent": "offer", "listings": [listing]})
    assert settled.evidence == {}
    assert settled.result["listings"][0]["kind"] == "one_room"


def test_empty_elements_fall_away_and_pointers_move_up() -> None:
    """Evidence and warnings of later elements point at where they now stand."""
    text = "빌라 엘베"
    tree = {"intent": "offer", "listings": [{}, {"deals": [{}]}, {"kind": at(text, "빌라", "villa")}]}
    settled = settle(text, tree, Warn("ambiguous", "/listings/2/kind"), Warn("unit_inferred", "/listings/1/deals/0"))
    assert len(settled.result["listings"]) == 1
    assert list(settled.evidence) == ["/listings/0/kind"]
    assert codes(settled) == [("ambiguous", "/listings/0/kind"), ("unit_inferred", "/listings")]


def test_long_lists_end_at_their_limit() -> None:
    """The first three of five, with a warning."""
    text = "빌라"
    tree = {"intent": "offer", "listings": [{"kind": at(text, "빌라", "villa")} for _ in range(5)]}
    settled = settle(text, tree)
    assert len(settled.result["listings"]) == 3
    assert codes(settled) == [("listings_truncated", "/listings")]


def test_the_same_option_twice_is_one() -> None:
    """A list of enums is a set; one leaf may carry the whole list."""
    text = "침대 침대 책상"
    options = [at(text, "침대", "bed"), Leaf("bed", Span(3, 5)), Leaf("desk", Span(6, 8))]
    settled = settle(text, {"intent": "offer", "listings": [{"options": options}]})
    assert settled.result["listings"][0]["options"] == ["bed", "desk"]
    assert settled.evidence["/listings/0/options/1"].quote == "책상"
    whole = settle(text, {"intent": "offer", "listings": [{"options": Leaf(["bed", "desk"], Span(0, 8))}]})
    assert whole.result["listings"][0]["options"] == ["bed", "desk"]


def test_a_closed_gate_empties_everything_but_private() -> None:
    """A question has no listings, whatever a reader found; its phone number is still private data."""
    text = "원룸 010-1234-5678"
    tree = {
        "intent": "question",
        "listings": [{"kind": at(text, "원룸", "one_room")}],
        "private": {"phones": [at(text, "010-1234-5678")]},
    }
    settled = settle(text, tree)
    assert settled.result["listings"] == []
    assert settled.result["private"] == {"phones": ["010-1234-5678"], "unit": None, "names": []}
    assert list(settled.evidence) == ["/private/phones/0"]


def test_personal_data_stands_under_private_only() -> None:
    """A phone or unit in another value is cut out or drops it, and no other quote shows it."""
    text = "신림동 101동 1203호 12층 문의 010-1234-5678"
    tree = {
        "intent": "offer",
        "listings": [
            {
                "address": {"text": at(text, "신림동 101동 1203호"), "dong": Leaf("010 1234 5678")},
                "floor": {"number": at(text, "1203호 12층", 12)},
                "elevator": at(text, "010-1234-5678", True),
            }
        ],
        "private": {"unit": at(text, "101동 1203호")},
    }
    settled = settle(text, tree)
    listing = settled.result["listings"][0]
    assert listing["address"] == {"text": "신림동", "dong": None}
    assert listing["floor"]["number"] == 12
    assert settled.evidence["/listings/0/floor/number"].quote == "12층"
    assert "/listings/0/elevator" not in settled.evidence
    assert ("private_removed", "/listings/0/address/dong") in codes(settled)
    public = [proof.quote for pointer, proof in settled.evidence.items() if not pointer.startswith("/private")]
    assert not any("1203호" in quote or "5678" in quote for quote in public)


def test_unusual_values_are_warned_of_and_kept() -> None:
    """Outside the declared range a value stands, with a warning; zero is a statement of its own."""
    text = "9억/45 0/50"
    deals = [{"deposit": at(text, "9억", 900_000_000)}, {"deposit": at(text, "0", 0), "rent": at(text, "50", 500_000)}]
    settled = settle(text, {"intent": "offer", "listings": [{"deals": deals}]})
    assert codes(settled) == [("value_unusual", "/listings/0/deals/0/deposit")]


def test_contradictions_to_the_form_are_warned_of() -> None:
    """The text says villa, the form says one room; what either leaves open is no contradiction."""
    text = "빌라 3층"
    listing = {"kind": at(text, "빌라", "villa"), "floor": {"number": at(text, "3층", 3)}}
    known = {"kind": "one_room", "elevator": True, "floor": {"number": 3}, "options": ["bed"]}
    settled = settle(text, {"intent": "offer", "listings": [listing]}, known_fields=known)
    assert codes(settled) == [("conflicts_with_known_field", "/listings/0/kind")]


def test_checks_of_the_folder_run_over_the_finished_values() -> None:
    """Floor 7 of 5 is warned of, at the path the check names."""
    text = "7층/5층"
    listing = {"floor": {"number": at(text, "7층", 7), "total": at(text, "5층", 5)}}
    settled = settle(text, {"intent": "offer", "listings": [listing]})
    assert codes(settled) == [("ambiguous", "/listings/0/floor")]


def test_what_the_schema_forbids_is_dropped() -> None:
    """A reader's mistake costs its value, not the answer; later elements keep their proofs."""
    text = "침대 책상 1층"
    options = [Leaf("sofa", Span(0, 2)), Leaf("desk", Span(3, 5))]
    listing = {"options": options, "floor": {"number": Leaf(-99, Span(6, 8)), "total": Leaf(1, Span(6, 8))}}
    settled = settle(text, {"intent": "offer", "listings": [listing]})
    out = settled.result["listings"][0]
    assert out["options"] == ["desk"]
    assert settled.evidence["/listings/0/options/0"].quote == "책상"
    assert out["floor"] == {"number": None, "total": 1}
    assert {code for code, _ in codes(settled)} == {"invalid_dropped"}
    assert task().result_validator.is_valid(settled.result)


def test_what_cannot_be_mended_is_garbled() -> None:
    """A result that stays invalid is never returned: it is Garbled, with the places and without the values."""
    with pytest.raises(Garbled) as caught:
        validate(task(), {"intent": "offer"}, {})
    assert caught.value.paths == ("/", "/", "/")
    assert "offer" not in str(caught.value)


def test_code_fills_what_no_model_sees() -> None:
    """`by: code` fields come from what code found, or are computed from the finished result."""
    text = "원룸 010-1234-5678"
    settled = settle_reading(
        task(),
        Source(text, date(2026, 3, 2)),
        Reading({"intent": "offer", "listings": [{"kind": at(text, "원룸", "one_room")}]}),
        codes={
            "pii.phone": [at(text, "010-1234-5678")],
            "required_by_law": lambda result: ["deals"] if not result["listings"][0]["deals"] else [],
        },
    )
    assert settled.result["private"]["phones"] == ["010-1234-5678"]
    assert settled.result["missing"] == ["deals"]


def test_every_warning_has_a_sentence_without_the_text() -> None:
    """Messages come from one table; a reader's own message stays."""
    assert all(told(Warn(code, "/x")).message for code in (*MESSAGES, "deals_truncated", "something_new"))
    assert told(Warn("ambiguous", "/x", "직접")).message == "직접"


def test_the_same_warning_is_given_once() -> None:
    """A reader and the code noticing the same is one warning."""
    text = "9억"
    tree = {"intent": "offer", "listings": [{"deals": [{"deposit": at(text, "9억", 900_000_000)}]}]}
    settled = settle(text, tree, Warn("value_unusual", "/listings/0/deals/0/deposit"))
    assert codes(settled) == [("value_unusual", "/listings/0/deals/0/deposit")]
