"""What a second-hand post offers, for how much, and how it changes hands (TASKS.md extract/listing)."""

from __future__ import annotations

import pytest
from app.domain import Leaf, values

from tests.tasks.listing import item, reading, result


class TestPrices:
    @pytest.mark.parametrize(
        ("words", "won"),
        [
            ("가격 10만", 100_000),
            ("38,000원", 38_000),
            ("3만5에 팔아요", 35_000),
            ("만오천원", 15_000),
            ("18만 → 15만 → 최종 13만", 130_000),
            ("희망가 40만원인데 신품은 90 가까이 하더라구요", 400_000),
            ("당근에 보니 12~15 하던데 저는 그냥 11만원에 드릴게요", 110_000),
            ("23만원 (배송비 3000원)", 230_000),
            ("58만, 쿨거시 55만", 580_000),
            ("4.5 반택 가능", 45_000),
        ],
    )
    def test_asking_price(self, words: str, won: int) -> None:
        """The asking price among the other amounts of the post."""
        assert item(f"코베아 텐트\n{words}")["price"] == won

    @pytest.mark.parametrize("words", ["23만원~25만원", "1~3만원 사이로 생각해요", "10만원대"])
    def test_a_range_is_no_price(self, words: str) -> None:
        """A range has no single value, and the answer warns of it."""
        got = reading(f"코베아 텐트 팔아요\n{words}")
        assert "price" not in values(got.tree)["items"][0]
        assert "amount_is_a_range" in {w.code for w in got.warnings}

    @pytest.mark.parametrize("words", ["가격 협의", "23 / 6", "가격은 제시해주세요", "256기가"])
    def test_no_price(self, words: str) -> None:
        """A number without money's context, or no number, is no price."""
        assert "price" not in item(f"아이패드 팔아요 {words}")

    @pytest.mark.parametrize(
        "words",
        ["28에 샀는데 12만원에 팔아요", "28만원 주고 산 거예요 12만원", "12만원 (구매가 28만)", "정가 28만 가격 12만"],
    )
    def test_original_price(self, words: str) -> None:
        """What the writer paid is the original price, however it is told."""
        thing = item(f"휘슬러 냄비 {words}")
        assert (thing["price"], thing["original_price"]) == (120_000, 280_000)

    def test_an_earlier_asking_price_is_no_original_price(self) -> None:
        """A lowered price leaves no original price behind."""
        assert "original_price" not in item("텐트 18만 → 15만")

    @pytest.mark.parametrize(
        ("words", "value"),
        [
            ("네고 X", False),
            ("네고는 죄송합니다", False),
            ("네고문의 정중히 사절", False),
            ("에눌X", False),
            ("네고 가능", True),
            ("쿨거시 네고 해드려요", True),
            ("조금은 조율 가능합니다", True),
        ],
    )
    def test_negotiable(self, words: str, value: bool) -> None:
        """A refusal and an offer to talk about the price; a refusal wins."""
        assert item(f"의자 3만원 {words}")["negotiable"] is value

    def test_not_said_is_not_no(self) -> None:
        """A post that says nothing of it has no value."""
        assert "negotiable" not in item("의자 3만원")

    def test_giveaway_is_free(self) -> None:
        """나눔 is a price of 0, proven by the word."""
        got = reading("화장대 무료나눔합니다")
        price = got.tree["items"][0]["price"]
        assert isinstance(price, Leaf)
        assert price.value == 0
        assert price.span is not None

    def test_one_price_for_all(self) -> None:
        """One price for several things is the bundle's, the items have none."""
        got = result("이케아 라그캅텐 책상이랑 마르쿠스 의자 세트로 8만원에 드립니다")
        assert got["bundle_price"] == 80_000
        assert [(i["brand"], i["model"], "price" in i) for i in got["items"]] == [
            ("이케아", "라그캅텐", False),
            ("이케아", "마르쿠스", False),
        ]

    def test_per_piece(self) -> None:
        """장당 gives the price of one, and the count is the quantity."""
        thing = item("콘서트 티켓 2장 양도 장당 12만원")
        assert (thing["price"], thing["quantity"]) == (120_000, 2)


class TestItems:
    def test_price_list(self) -> None:
        """A list has an item a line, in the order of the text."""
        got = result(
            "원룸 정리\n1. 일렉트로룩스 전자레인지 2.5\n2. 행거 1.0\n3. 테이블 만원\n4. 건조대 - 나눔\n일괄 4만"
        )
        assert [(i["product_type"], i["price"]) for i in got["items"]] == [
            ("전자레인지", 25_000),
            ("행거", 10_000),
            ("테이블", 10_000),
            ("건조대", 0),
        ]
        assert got["bundle_price"] == 40_000

    def test_counts_are_not_prices(self) -> None:
        """패딩2 바지5 = 총 7벌 counts pieces."""
        got = result("남아 110 옷 정리\n패딩2 바지5 = 총 7벌 일괄 3만")
        assert [(i["product_type"], i["quantity"]) for i in got["items"]] == [("패딩", 2), ("바지", 5)]
        assert got["bundle_price"] == 30_000

    def test_things_side_by_side(self) -> None:
        """And between two nouns makes two items."""
        got = result("아기욕조랑 목욕의자 드림해요")
        assert [i["product_type"] for i in got["items"]] == ["아기욕조", "목욕의자"]

    def test_extras_are_no_items(self) -> None:
        """A list of extras belongs to the one thing."""
        thing = item("캐논 카메라 38만원. 여분배터리, 메모리카드, 스트랩 드려요")
        assert thing["accessories"] == ["여분배터리", "메모리카드", "스트랩"]

    def test_product_noun_keeps_its_compound(self) -> None:
        """The noun as written, compounds kept, particles cut."""
        assert item("접이식테이블을 팝니다 만원")["product_type"] == "접이식테이블"

    def test_brand_and_kind_follow_from_the_model(self) -> None:
        """아이폰 tells the brand and the kind; both are marked as inferred."""
        got = reading("아이폰12 미니 15만원").tree["items"][0]
        assert (got["brand"].value, got["brand"].match) == ("애플", "inferred")
        assert (got["product_type"].value, got["product_type"].match) == ("스마트폰", "inferred")

    def test_words_of_everyday_language_are_no_brand(self) -> None:
        """자라 in 남자라서 and 보스 in 보스턴 are no brands."""
        assert "brand" not in item("제가 남자라서 안 써요 거울 만원에 팔아요")

    def test_a_shop_is_no_brand_of_the_goods(self) -> None:
        """A place to meet lends its name to nothing."""
        assert "brand" not in item("의자 만원에 팔아요\n다이소 앞에서 직거래")

    def test_title_words_are_cited_from_the_title(self) -> None:
        """Words that stand only in the title carry of="title"; the others are cited from the text."""
        tree = reading("상태 좋아요\n서랍장 2만원", "무인양품 서랍장").tree["items"][0]
        assert tree["brand"].of == "title"
        assert tree["product_type"].of == "text"

    @pytest.mark.parametrize(
        ("words", "condition"),
        [
            ("미개봉 새상품", "new"),
            ("택도 안 뗐어요 미착용", "new"),
            ("거의 새것이에요", "like_new"),
            ("S급", "like_new"),
            ("1회 사용", "like_new"),
            ("상태 좋아요", "good"),
            ("사용감 없어요", "good"),
            ("A급", "good"),
            ("B급", "fair"),
            ("사용감 있어요", "fair"),
            ("고장나서 부품용으로", "for_parts"),
            ("보통이에요", None),
            ("본체만", None),
        ],
    )
    def test_condition(self, words: str, condition: str | None) -> None:
        """The ladder of conditions, and what is no condition."""
        assert item(f"선풍기 만원에 팔아요 {words}").get("condition") == condition

    def test_missing_extras_and_absent_damage_are_left_out(self) -> None:
        """Negations count."""
        thing = item("노트북 30만원 박스 있음 충전기는 없어요\n찍힘 있고 스크래치는 없어요")
        assert thing["accessories"] == ["박스"]
        assert thing["defects"] == ["찍힘"]

    @pytest.mark.parametrize(
        ("words", "defect"),
        [
            ("먼지망 찢어짐", "먼지망 찢어짐"),
            ("다리에 스티커자국 있음", "스티커자국"),
            ("우측 시프트키 불량, 나머지는 이상없음", "우측 시프트키 불량"),
            ("서랍레일 고장났어요", "서랍레일 고장"),
        ],
    )
    def test_defects(self, words: str, defect: str) -> None:
        """Damage with the part it concerns."""
        assert item(f"중고 화장대 2만원\n{words}")["defects"] == [defect]

    def test_purchase_date(self) -> None:
        """As precise as written; last year is counted from the reference date."""
        assert item("피아노 40만원 2021년 3월에 샀어요")["purchase_date"] == "2021-03"
        assert item("피아노 40만원 작년 12월 구매")["purchase_date"] == "2025-12"
        assert "purchase_date" not in item("피아노 40만원 2019년식")

    def test_keywords_are_few_and_distinct(self) -> None:
        """At most ten, no duplicates."""
        words = item("나이키 덩크로우 판다 265 운동화 블랙 10만원 나이키 나이키")["keywords"]
        assert 3 <= len(words) <= 10
        assert len(words) == len(set(words))
        assert {"265", "블랙"} <= set(words)


class TestTrade:
    @pytest.mark.parametrize(
        ("words", "ways"),
        [
            ("직거래만", ["direct"]),
            ("직거래 택배 다 됩니다", ["direct", "delivery"]),
            ("반값택배 가능", ["convenience_store"]),
            ("안전결제 환영", ["safe_payment"]),
            ("택배는 깨질까봐 안합니다", []),
            ("직거래: X 택배 o", ["delivery"]),
            ("강남역에서 만나요", ["direct"]),
        ],
    )
    def test_methods(self, words: str, ways: list[str]) -> None:
        """What the seller agrees to; a place to meet is direct."""
        assert result(f"의자 만원에 팔아요\n{words}").get("trade_methods", []) == ways

    @pytest.mark.parametrize(
        ("words", "shipping", "fee"),
        [
            ("택배 착불", "extra", None),
            ("택배비 4000원 별도", "extra", 4000),
            ("배송비 3000원", "extra", 3000),
            ("무료배송", "included", None),
            ("직거래", None, None),
        ],
    )
    def test_shipping(self, words: str, shipping: str | None, fee: int | None) -> None:
        """Who pays the postage, and how much it is."""
        got = result(f"의자 5만원에 팔아요\n{words}")
        assert (got.get("shipping"), got.get("shipping_fee")) == (shipping, fee)

    @pytest.mark.parametrize(
        ("words", "places"),
        [
            ("수원시청역 앞에서 직거래", ["수원시청역"]),
            ("세종 새롬동", ["세종 새롬동"]),
            ("문정역이나 가락시장역 가능합니다", ["문정역", "가락시장역"]),
            ("영통역 5번출구 쪽에서 봬요", ["영통역 5번출구"]),
            ("롯데백화점에서 구매했어요", []),
            ("정상작동 확인", []),
        ],
    )
    def test_meet_places(self, words: str, places: list[str]) -> None:
        """Places to meet without 앞 and 근처, not where the thing was bought."""
        assert result(f"의자 5만원에 팔아요\n{words}").get("meet_places", []) == places
