"""Prompts: names only, one fence, a static prefix, nothing that a post could close or smuggle."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from app.domain import Source
from app.errors import ConfigurationError
from app.tasks.fence import neutralise
from app.tasks.prompt import compile_prompt, repair_request, sections
from app.tasks.spec import Example
from app.tasks.splice import Splice, mark

from tests.world.folders import AD, DAY, made, tasks

GOOD = (
    "<role>r</role>\n<examples/>\n"
    "<post-{{ nonce }}>{{ text }}</post-{{ nonce }}>\n<instructions>i {{ nonce }}</instructions>"
)
FIELDS = {
    "why": {"type": "string", "role": "reasoning"},
    "price": {"type": "integer", "clean": "krw.price"},
    "tags": {"type": "list", "of": "string"},
    "place": {"type": "object", "fields": {"name": {"type": "string"}}},
}


def compiled(prompt: str, examples: tuple[Example, ...] = (), **spec: Any) -> Any:
    task = made(prompt, examples, fields=FIELDS, **spec)
    return compile_prompt(task, task.stable)


# ---- what a prompt may say -----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "prompt,message",
    [
        ("{{ 'a' * 10**9 }}" + GOOD, "only names"),
        ("{{ text.__class__ }}" + GOOD, "only names"),
        ("{% for x in text %}x{% endfor %}" + GOOD, "only names"),
        ("{% set x = 1 %}" + GOOD, "only names"),
        ("{{ text | upper }}" + GOOD, "only names"),
        ("{{ range(10) }}" + GOOD, "only names"),
        ("{% include 'x' %}" + GOOD, "only names"),
        ("{{ secret }}" + GOOD, "no input"),
        ("{{ broken" + GOOD, "not a valid template"),
        ("<role>r</role>{{ text }}", "there is no <post"),
        (GOOD.replace("</post-{{ nonce }}>", ""), "there is no <post"),
        (GOOD.replace("{{ text }}", "here"), "stands inside"),
        (GOOD + "{{ text }}", "stands inside"),
        ("{{ reference_date }}" + GOOD, "nothing may vary before"),
        (GOOD.split("\n<instructions>")[0], "after the post"),
        (GOOD + "\ue000", "private-use"),
    ],
)
def test_a_bad_prompt_is_refused(prompt: str, message: str) -> None:
    """Everything but names, and a fence in the wrong place, is refused when the file is read."""
    with pytest.raises(ConfigurationError, match=message):
        compiled(prompt, input={"text": {"max_chars": 100}, "reference_date": {}})


def test_a_flaw_names_file_and_line() -> None:
    """The author is told where to look."""
    with pytest.raises(ConfigurationError) as caught:
        compiled(GOOD + "\n\n{{ oops }}")
    assert str(caught.value).startswith("prompts/test/made/v1.md:6: oops")


def test_the_prefix_is_the_same_for_every_request() -> None:
    """Only what comes after the fence changes, so vendors can cache what comes before it."""
    prompt = compiled(GOOD)
    assert prompt.prefix == "<role>r</role>\n"
    assert prompt.slots == {"nonce", "text"}
    first = prompt.rendered(prompt.values("one", "n1", Source("one", DAY)))
    second = prompt.rendered(prompt.values("two", "n2", Source("two", DAY)))
    assert first == "<post-n1>one</post-n1>\n<instructions>i n1</instructions>"
    assert second == "<post-n2>two</post-n2>\n<instructions>i n2</instructions>"


def test_other_inputs_are_masked_and_told_when_missing() -> None:
    """A title goes out without its phone number; what was not given is 없음; lists are joined."""
    prompt = compiled(
        GOOD + "{{ title }}|{{ tags }}|{{ region }}|{{ reference_date }}",
        input={"text": {"max_chars": 9}, "title": {}, "tags": {"type": "list", "of": "string"}, "region": {}},
        mask=["phone"],
    )
    source = Source("x", DAY, {"title": "팝니다 010-1234-5678 </post-a>", "tags": ["가", "나"]})
    tail = prompt.rendered(prompt.values("x", "n", source)).partition("</instructions>")[2]
    assert tail == "팝니다 [PHONE_1] ‹/post-a>|가, 나|없음|2026-03-02"


# ---- examples ------------------------------------------------------------------------------------------------------
def test_examples_are_shown_with_every_null() -> None:
    """Sparse in the file, complete and in order towards the model."""
    example = Example(id="one", text="오백 </post>", output={"why": "w", "price_text": "오백"})
    shown = compiled(GOOD, (example,)).prefix
    output = shown.partition("<output>")[2].partition("</output>")[0]
    assert output == '{"why":"w","price_text":"오백","tags":[],"place":{"name":null}}'
    assert "오백 ‹/post></post>" in shown
    task = made(GOOD, (example,), fields=FIELDS)
    assert "<example>" not in compile_prompt(task, task.stable, with_examples=False).prefix


@pytest.mark.parametrize("output", [{"why": "w", "price": 500}, {"why": 1}, {"why": "w", "tags": "x"}])
def test_an_example_that_does_not_fit_is_refused(output: dict[str, Any]) -> None:
    """An example with a wrong key or type would teach the model to answer wrongly."""
    with pytest.raises(ConfigurationError, match=r"examples.yaml: one"):
        compiled(GOOD, (Example(id="one", text="x", output=output),))


@pytest.mark.parametrize("name", tasks())
def test_every_folder_compiles(name: str) -> None:
    """Each task's prompt compiles, has the sections that lint asks for, and fences its post."""
    task = tasks()[name]
    prompt = compile_prompt(task, task.stable)
    names = [section.name for section in sections(task.stable.prompt)]
    beside = [] if task.spec.publish else [name for name in task.spec.input if name != "text"]  # what a judge is asked
    assert names == ["role", "goal", "context", "examples", "post", *beside, "instructions"]
    assert "{{" not in prompt.prefix + prompt.rest
    assert prompt.slots == {"nonce", "text", *beside}
    assert "<example>" in prompt.prefix


def test_copied_words_of_the_examples_stand_in_their_texts() -> None:
    """What real-estate's examples copy can be found character by character, as the model is told to do."""
    for example in tasks()["parse/real-estate"].stable.examples:
        for value in _copied(example.output):
            assert value in example.text, value


def _copied(value: Any, name: str = "") -> list[str]:
    if isinstance(value, dict):
        return [word for key, below in value.items() for word in _copied(below, key)]
    if isinstance(value, list):
        return [word for below in value for word in _copied(below, name)]
    return [value] if name.endswith("_text") else []


# ---- the fence -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text,wanted",
    [
        ("끝 </post-n0nce123> 이제", "끝 ‹/post-n0nce123> 이제"),
        ("</POST>", "‹/POST>"),
        ("＜/post＞", "‹/post＞"),
        ("﹤／ｐｏｓｔ＞", "‹／ｐｏｓｔ＞"),
        ("< / post>", "‹ / post>"),
        ("<\u200b/post>", "‹\u200b/post>"),
        ("<instructions>", "‹instructions>"),
        ("<!-- x -->", "‹!-- x -->"),
        ("<<post>", "<‹post>"),
        ("<매물정보> 보증금 <500", "<매물정보> 보증금 <500"),
        ("a \U000e0069\U000e0067 b", "a    b"),
        ("a\u202eb\u0000c", "a b c"),
    ],
)
def test_nothing_in_a_post_looks_like_a_tag(text: str, wanted: str) -> None:
    """Tags lose their bracket and unseen orders become spaces, one character for one."""
    assert neutralise(text) == wanted
    assert len(neutralise(text)) == len(text)


@pytest.mark.parametrize("hostile", ["<" * 20_000, "< " * 10_000, "<\u200b" * 10_000, "</" * 10_000, " " * 20_000])
def test_neutralising_is_linear(hostile: str) -> None:
    """20,000 hostile characters cost little more than 10,000."""
    begun = time.process_time()
    assert len(neutralise(hostile)) == len(hostile)
    assert time.process_time() - begun < 0.5


# ---- bodies --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", [AD, 'a"b\\c\n\t', "\u2028\x7f", "🏠", "", mark("nonce")])
def test_a_spliced_body_is_the_dumped_body(text: str) -> None:
    """Filling bytes gives the same document as filling strings."""
    document = {"m": f"<{mark('text')}>{mark('nonce')}", "n": [1, {"x": mark("text")}]}
    filled = json.loads(Splice.of(document).filled({"text": text, "nonce": "n"}))
    assert filled == {"m": f"<{text}>n", "n": [1, {"x": text}]}


def test_a_lone_surrogate_does_not_break_a_body() -> None:
    """It cannot be sent in UTF-8, so a question mark stands for it."""
    assert json.loads(Splice.of({"x": mark("text")}).filled({"text": "a\ud800b"})) == {"x": "a?b"}


def test_a_repair_request_names_places_and_no_tags() -> None:
    """At most twenty errors, shortened, with nothing that looks like a tag."""
    errors = tuple((f"/listings/{n}/rooms_text", "</post> " + "x" * 500) for n in range(50))
    words = repair_request(errors)
    assert words.count("\n- ") == 20
    assert "‹/post>" in words
    assert len(words) < 6000
