"""Paste a text and the form fills; every field shows its words, and every word its field."""

from __future__ import annotations

import json
import shlex
import unicodedata
import urllib.request

import pytest

from tests.e2e.conftest import Watched, screenshot

DEPOSIT = "/listings/0/deals/0/deposit"
RENT = "/listings/0/deals/0/rent"
AD = "봉천동 분리형 원룸\n보증금 1000만원 / 월세 55만원\n관리비 7만원, 3층 남향, 엘베 있음"
BROKER = AD + "\n새벽공인중개사사무소 010-0000-1234"
NFD = unicodedata.normalize("NFD", "한강뷰 원룸 ")
BEFORE = {
    "plain": "",
    "emoji": "🌸🏠 ",
    "family": "👨‍👩‍👧‍👦 가족 ",
    "flag": "🇰🇷1️⃣ ",
    "nfd": NFD,
    "full_width": "ＡＢＣ１２３　",
    "invisible": "\u200b\u2060관악 ",
    "all": f"🌸{NFD}ＷＩＦＩ👍🏽 ",
}


def value(watched: Watched, pointer: str) -> str:
    return str(watched.cell(pointer).locator("input, select").first.input_value())


def test_a_paste_fills_the_form_within_one_request(wide: Watched) -> None:
    """Pasting alone is enough: one request goes out and the price stands in its fields."""
    wide.fill(AD)
    assert value(wide, DEPOSIT) == "10,000,000"
    assert value(wide, RENT) == "550,000"
    assert wide.cell(DEPOSIT).locator(".said").text_content() == "1,000만 원"
    assert len(wide.posts) == 1
    assert wide.posts[0]["body"]["text"] == AD


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_hover_lights_the_right_characters(wide: Watched, before: str) -> None:
    """Whatever stands before the price, hovering a field lights exactly its words and nothing beside them."""
    wide.fill(f"{before}{AD}")
    for pointer, words in ((DEPOSIT, "1000"), (RENT, "55")):
        wide.page.mouse.move(0, 0)
        wide.cell(pointer).hover()
        lit = wide.lit()
        assert words in lit
        assert len(lit) <= len(words) + 6
    shown = wide.page.evaluate("document.querySelector('.paper .layer').textContent.slice(0, -1)")
    assert shown == wide.page.evaluate("document.querySelector('#text').value")


def test_marks_lie_under_their_words(wide: Watched) -> None:
    """The layer with the marks has the size, the font and the wrapping of the textarea before it."""
    wide.fill("긴 글 " * 120 + AD)
    unlike = wide.page.evaluate("""() => {
      const [layer, area] = ['.paper .layer', '#text'].map((s) => document.querySelector(s));
      const names = ['fontFamily', 'fontSize', 'fontWeight', 'lineHeight', 'letterSpacing', 'wordSpacing', 'whiteSpace',
        'wordBreak', 'overflowWrap', 'tabSize', 'textIndent', 'textTransform', 'paddingLeft', 'paddingRight',
        'paddingTop', 'borderLeftWidth', 'direction'];
      const [a, b] = [getComputedStyle(layer), getComputedStyle(area)];
      const [x, y] = [layer.getBoundingClientRect(), area.getBoundingClientRect()];
      const box = ['left', 'top', 'width', 'height'].filter((n) => Math.abs(x[n] - y[n]) > 0.5);
      const scrolls = area.scrollHeight > area.clientHeight + 1 ? ['scrolls'] : [];
      return [...names.filter((n) => a[n] !== b[n]), ...box, ...scrolls];
    }""")
    assert unlike == []


def test_the_mouse_over_a_word_lights_its_field(wide: Watched) -> None:
    """Pointing at the words of the rent lights the rent, and a tip names it."""
    wide.fill(AD)
    wide.cell(RENT).hover()
    box = wide.page.locator(".paper mark.is-active").first.bounding_box()
    assert box
    wide.page.mouse.move(0, 0)
    wide.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert "is-active" in (wide.cell(RENT).get_attribute("class") or "")
    assert "월세" in (wide.page.locator("#tip").text_content() or "")


def test_the_caret_in_a_word_lights_its_field(wide: Watched) -> None:
    """Without a mouse the caret does the same, and leaving the word puts the light out."""
    wide.fill(AD)
    wide.page.evaluate("at => document.querySelector('#text').setSelectionRange(at, at)", AD.index("1000") + 1)
    wide.page.keyboard.press("ArrowRight")
    assert "is-active" in (wide.cell(DEPOSIT).get_attribute("class") or "")
    wide.page.evaluate("document.querySelector('#text').setSelectionRange(0, 0)")
    wide.page.keyboard.press("ArrowLeft")
    assert "is-active" not in (wide.cell(DEPOSIT).get_attribute("class") or "")


def test_inferred_and_guessed_values_look_different(wide: Watched) -> None:
    """A value that was inferred, and an amount without a unit, are marked and say so."""
    wide.fill("신림동 원룸 전세 1.2 3층")
    kinds = {DEPOSIT: ("unit", "dotted"), "/listings/0/property_type": ("inferred", "dashed")}
    for pointer, (state, border) in kinds.items():
        assert wide.cell(pointer).get_attribute("data-state") == state
        control = wide.cell(pointer).locator("input, select").first
        assert control.evaluate("node => getComputedStyle(node).borderTopStyle") == border
    assert wide.cell(DEPOSIT).locator(".tag-unit").count() == 1
    assert wide.cell(DEPOSIT).locator(".warning[data-code=unit_inferred]").count() == 1


def test_an_edit_of_the_text_takes_the_marks_away(wide: Watched) -> None:
    """Evidence of the old text is not shown over a new one."""
    wide.fill(AD)
    wide.page.locator("#text").press("End")
    wide.page.keyboard.type("!")
    assert wide.page.locator(".paper mark").count() == 0
    assert "이전 글" in (wide.page.locator("#said").text_content() or "")


def test_what_the_law_wants_and_the_text_does_not_say_is_listed(wide: Watched) -> None:
    """A broker's ad lists its gaps; choosing one goes to the field."""
    wide.fill(BROKER)
    gaps = wide.page.locator(".missing button")
    assert gaps.count() > 0
    gaps.filter(has_text="사용승인일").click()
    assert wide.page.evaluate("document.activeElement.closest('.cell').dataset.field") == "approval_date"


def test_several_listings_and_deals_are_tabs(wide: Watched) -> None:
    """Each listing has a tab, each deal of it too; arrow keys move between them."""
    wide.fill("[푸른공인] 오늘 나온 방\n1. 신림동 원룸 500/45 2층\n2. 봉천동 투룸 2000/65, 3000/60도 가능 1층")
    tabs = wide.page.locator('[data-tab^="/listings/"]:not([data-tab*="deals"])')
    assert tabs.count() == 2
    tabs.first.focus()
    wide.page.keyboard.press("ArrowRight")
    assert tabs.nth(1).get_attribute("aria-selected") == "true"
    assert value(wide, "/listings/1/deals/0/deposit") == "20,000,000"
    wide.page.locator('[data-tab="/listings/1/deals/1"]').click()
    assert value(wide, "/listings/1/deals/1/deposit") == "30,000,000"


def test_a_click_on_words_opens_the_tab_of_their_listing(wide: Watched) -> None:
    """Words of the second listing lead to the second tab."""
    text = "1. 신림동 원룸 500/45 2층\n2. 봉천동 투룸 2000/65 1층"
    wide.fill(text)
    wide.page.evaluate("at => document.querySelector('#text').setSelectionRange(at, at)", text.index("2000") + 1)
    wide.page.keyboard.press("ArrowRight")
    assert wide.page.locator('[data-tab="/listings/1"]').get_attribute("aria-selected") == "true"


def test_private_data_is_masked_until_it_is_asked_for(wide: Watched) -> None:
    """The phone number stands nowhere in the form until its button is pressed, and is left out of the copied JSON."""
    wide.fill(BROKER)
    form = wide.page.locator("#form")
    number = "010-0000-1234"
    assert number not in form.inner_text()
    assert number not in form.evaluate("node => [...node.querySelectorAll('input')].map((input) => input.value)")
    assert number not in copied(wide, "#copy-json")
    wide.page.locator("[data-secret=phones]").click()
    assert number in [node.input_value() for node in wide.page.locator(".secret input").all()]
    assert json.loads(copied(wide, "#copy-json"))["private"]["phones"] == [number]


def copied(watched: Watched, button: str) -> str:
    watched.page.evaluate("document.querySelector('#copied').replaceChildren()")
    watched.page.locator(button).click()
    watched.page.wait_for_selector("#copied:not(:empty)", state="attached")
    return str(watched.page.evaluate("navigator.clipboard.readText()"))


def test_the_copied_curl_asks_the_same_question(wide: Watched) -> None:
    """The shell command carries the same body, quotes and all, and gets the same result."""
    wide.fill("사장님's 방\n" + AD)
    words = shlex.split(copied(wide, "#copy-curl").replace("\\\n", " "))
    url = next(word for word in words if word.startswith("http"))
    body = words[words.index("--data-binary") + 1].encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, {"content-type": "application/json"})) as reply:
        answer = json.load(reply)
    assert answer["result"]["listings"] == json.loads(copied(wide, "#copy-json"))["listings"]


def test_a_correction_is_kept_shown_and_taken_back(wide: Watched) -> None:
    """A person's value is marked, understood as people write it, and one press restores what was read."""
    wide.fill(AD)
    field = wide.cell(DEPOSIT).locator("input")
    field.fill("1억 2,000만")
    field.press("Tab")
    assert field.input_value() == "120,000,000"
    assert wide.cell(DEPOSIT).get_attribute("data-state") == "edited"
    assert "1개" in (wide.page.locator("[data-fact=edits]").text_content() or "")
    assert json.loads(copied(wide, "#copy-json"))["listings"][0]["deals"][0]["deposit"] == 120_000_000
    wide.cell(DEPOSIT).locator(".undo").click()
    assert value(wide, DEPOSIT) == "10,000,000"
    assert wide.page.locator("[data-fact=edits]").count() == 0


def test_corrections_go_along_when_the_text_is_read_again(wide: Watched) -> None:
    """The next request tells what the form holds, and the person's value outlives the answer."""
    wide.fill(AD)
    wide.cell(DEPOSIT).locator("input").fill("2000만")
    wide.cell(DEPOSIT).locator("input").press("Tab")
    wide.page.locator("#run").click()
    wide.settled()
    assert wide.posts[-1]["body"]["known_fields"] == {"deals": [{"deposit": 20_000_000}]}
    assert value(wide, DEPOSIT) == "20,000,000"


def test_no_number_is_no_correction(wide: Watched) -> None:
    """Letters in an amount are refused where they stand and change nothing."""
    wide.fill(AD)
    field = wide.cell(DEPOSIT).locator("input")
    field.fill("많이")
    field.press("Tab")
    assert field.get_attribute("aria-invalid") == "true"
    assert json.loads(copied(wide, "#copy-json"))["listings"][0]["deals"][0]["deposit"] == 10_000_000


def test_a_wanted_ad_fills_nothing_and_says_why(wide: Watched) -> None:
    """A text of another kind is no failure: one sentence says what it is."""
    wide.fill("방 구해요! 합정이나 망원 쪽 보증금 1000에 월 60 이하")
    assert "구해요" in (wide.page.locator("#said").text_content() or "")
    assert wide.page.locator(".card:not(.private)").count() == 0


def test_every_sample_of_every_task_fills_its_form(wide: Watched) -> None:
    """The five tasks each answer their own samples without an error in the page."""
    names = wide.page.locator("#tasks a")
    assert names.count() >= 5
    for index in range(names.count()):
        names.nth(index).click()
        wide.page.wait_for_selector(f"#tasks a:nth-child({index + 1})[aria-current]")
        samples = wide.page.locator(".sample")
        assert samples.count() >= 1
        for which in range(samples.count()):
            samples.nth(which).click()
            wide.settled()
            assert wide.page.locator(".trouble").count() == 0
        samples.first.click()
        wide.settled()
        assert wide.page.locator("#fields .cell:not([data-state=empty])").count() >= 2
        screenshot(wide.page, f"task-{index}")


def test_words_of_the_title_are_lit_in_the_title(wide: Watched) -> None:
    """Evidence may point into another input than the text."""
    wide.open("/#extract/listing")
    wide.page.locator("textarea.one-line").fill("아이폰14프로 256 딥퍼플")
    wide.fill("생활기스 있고 액정은 깨끗해요\n78에 팝니다")
    marks = wide.page.locator(".input mark")
    assert marks.count() > 0
    assert all(text in "아이폰14프로 256 딥퍼플" for text in marks.all_text_contents())


def test_the_language_changes_and_the_answer_stays(wide: Watched) -> None:
    """English words around the same values, and the choice is remembered."""
    wide.fill(AD)
    wide.page.locator("#lang").click()
    assert wide.page.locator("html").get_attribute("lang") == "en"
    assert value(wide, DEPOSIT) == "10,000,000"
    assert wide.cell(DEPOSIT).locator("label").text_content() == "Deposit"
    wide.page.reload()
    wide.page.wait_for_selector("html[data-ready=yes][lang=en]", state="attached")
    wide.page.locator("#lang").click()
