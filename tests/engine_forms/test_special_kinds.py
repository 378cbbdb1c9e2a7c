"""Shows that kinds with rules of their own tell right values from wrong ones, with numbers that are really in use."""

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter

from engine_forms.field import AnyField, Field, Refused
from engine_forms.field_types.serial_number import SerialNumberField
from engine_forms.field_types.text import TextField
from engine_forms.similarity import normalised, shingles, similar, similarity
from engine_rules.values import Range
from lowcode.kernel import clock

ADAPTER = TypeAdapter[Field](AnyField)


def made(kind: str, **settings: Any) -> Any:
    words = {"en": "Thing", "zh-CN": "东西"}
    return ADAPTER.validate_python({"kind": kind, "name": "thing", "label": words, **settings})


def code(field: Field, raw: object) -> str:
    """Return the code of the refusal of a value."""
    with pytest.raises(Refused) as refused:
        field.clean(raw)
    return refused.value.diagnostic.code


# --- people -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["11010519491231002X", "110105 19491231 002x", "440524188001010014"])
def test_an_identity_card_is_accepted(number: str) -> None:
    assert made("id_card").clean(number) == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("110105194912310021", "id-card-check"),
        ("11010519491231001X", "id-card-check"),
        ("990105194912310029", "id-card-region"),
        ("110105194902300020", "id-card-birthday"),
        ("110105203912310020", "id-card-birthday"),
        ("110105187512310026", "id-card-birthday"),
        ("11010519491231002", "id-card-shape"),
        ("1101051949123100X2", "id-card-shape"),
    ],
)
def test_an_identity_card_is_refused_for_its_reason(number: str, wanted: str) -> None:
    assert code(made("id_card"), number) == wanted


def test_an_identity_card_is_masked() -> None:
    field = made("id_card")
    assert field.sensitive
    assert field.masked("11010519491231002X") == "1101**********002X"


@pytest.mark.parametrize("number", ["91350100M000100Y43", "91110000802100433B", "91440300708461136T"])
def test_a_credit_code_is_accepted(number: str) -> None:
    assert made("credit_code").clean(f" {number.lower()} ") == number


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        ("91350100M000100Y44", "credit-code-check"),
        ("91350100M000100Y34", "credit-code-check"),
        ("91350100I000100Y43", "credit-code-shape"),
        ("91350100M000100Y4", "credit-code-shape"),
        ("9135010OM000100Y43", "credit-code-shape"),
    ],
)
def test_a_credit_code_is_refused_for_its_reason(number: str, wanted: str) -> None:
    assert code(made("credit_code"), number) == wanted


@pytest.mark.parametrize(
    ("written", "kept", "shown"),
    [
        ("138 0013 8000", "+8613800138000", "138 0013 8000"),
        ("+86 13800138000", "+8613800138000", "138 0013 8000"),
        ("010-62551111", "+861062551111", "010 6255 1111"),
        ("+1 212 555 2368", "+12125552368", "+1 212-555-2368"),
        ("021-68881234 ext. 12", "+862168881234;ext=12", "021 6888 1234 ext. 12"),
    ],
)
def test_a_telephone_number_is_kept_in_one_form(written: str, kept: str, shown: str) -> None:
    field = made("phone")
    assert field.clean(written) == kept
    assert field.text(kept) == shown
    assert field.read_text(shown) == kept


def test_a_mobile_number_is_one() -> None:
    assert code(made("phone", mobile=True), "010-62551111") == "not-a-mobile"
    assert code(made("phone"), "12800138000") == "not-a-phone"
    assert made("phone", mobile=True).clean("19912345678") == "+8619912345678"


@pytest.mark.parametrize("address", ["wang@example.com", "王伟@example.cn", "a.b+c@mail.example.co.uk"])
def test_an_email_address_is_accepted(address: str) -> None:
    assert made("email").clean(address) == address


@pytest.mark.parametrize(
    "address", ["wang", "wang@", "@example.com", "a b@example.com", "a@b", "a..b@example.com", "a@-x.com"]
)
def test_what_is_no_email_address_is_refused(address: str) -> None:
    assert code(made("email"), address) == "not-an-email"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "https://", "http://x y.com", "https://a:b@example.com", "ftp://x.com"]
)
def test_what_is_no_web_address_is_refused(address: str) -> None:
    assert code(made("url"), address) == "not-a-url"


def test_a_web_address_gets_its_scheme() -> None:
    assert made("url").clean("www.example.com/产品?a=1") == "https://www.example.com/产品?a=1"


# --- places -----------------------------------------------------------------------------------------------------------


def test_an_address_gets_its_names_from_its_code() -> None:
    field = made("address")
    value = field.clean({"code": "310115", "province": "wrong", "detail": " 世纪大道  1 号 "})
    assert value == {
        "code": "310115",
        "province": "上海市",
        "city": "上海市",
        "district": "浦东新区",
        "detail": "世纪大道 1 号",
    }
    assert field.text(value) == "上海市浦东新区 世纪大道 1 号"
    assert field.from_columns(field.to_columns(value)) == value


@pytest.mark.parametrize(
    ("text", "region", "detail"),
    [
        ("广东省深圳市南山区科技园路 8 号", "440305", "科技园路8号"),
        ("上海市浦东新区世纪大道1号", "310115", "世纪大道1号"),
        ("广东省东莞市 长安镇", "441900", "长安镇"),
        ("河南省济源市", "419001", None),
    ],
)
def test_a_written_address_is_understood(text: str, region: str, detail: str | None) -> None:
    value = made("address").read_text(text)
    assert (value["code"], value["detail"]) == (region, detail)


def test_an_address_is_as_exact_as_it_has_to_be() -> None:
    assert code(made("address"), {"code": "310000"}) == "coarse-region"
    assert made("address", level="province").clean({"code": "310000"})["province"] == "上海市"
    assert made("address").clean({"code": "441900"})["city"] == "东莞市"
    assert code(made("address", detail="required"), {"code": "310115"}) == "no-address-detail"


def test_a_location_is_on_the_earth() -> None:
    field = made("location")
    value = field.clean({"latitude": 31.2304161, "longitude": "121.473701"})
    assert value == {"latitude": Decimal("31.230416"), "longitude": Decimal("121.473701"), "label": None}
    assert code(field, {"latitude": 31, "longitude": 181}) == "not-a-location"
    assert field.read_text("31.23, 121.47 公司")["label"] == "公司"


# --- codes, numbers and dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbology", "good", "bad"),
    [
        ("ean13", "6901028075862", "6901028075863"),
        ("ean13", "4006381333931", "4006381333391"),
        ("ean8", "73513537", "73513538"),
        ("upc_a", "036000291452", "036000291453"),
    ],
)
def test_the_check_digit_of_goods_is_checked(symbology: str, good: str, bad: str) -> None:
    field = made("barcode", symbology=symbology)
    assert field.clean(good) == good
    assert code(field, bad) == "barcode-check"


def test_numbers_are_exact() -> None:
    field = made("money", digits=2)
    assert field.clean("12345678901234567890.12") == Decimal("12345678901234567890.12")
    assert field.to_json(Decimal("0.10")) == "0.1"
    assert field.clean(0.1) == Decimal("0.1")
    assert field.text(Decimal("-1234.5")) == "-¥1,234.50"
    assert field.read_text("-¥1,234.50") == Decimal("-1234.5")
    assert field.read_text("１，２３４．５元") == Decimal("1234.5")
    assert field.adopted(Decimal("0.125")) == Decimal("0.13")
    assert code(field, [True]) == "not-a-number"
    assert code(field, "1e500") == "not-a-number"
    assert code(field, "1" * 27) == "number-too-large"


def test_a_percentage_is_a_fraction() -> None:
    field = made("percent")
    assert field.read_text("15.5%") == Decimal("0.155")
    assert field.read_text("0.155") == Decimal("0.155")
    assert field.text(Decimal("0.155")) == "15.5%"


@pytest.mark.parametrize(
    "text", ["2026-05-31", "2026/5/31", "2026.5.31", "2026年5月31日", "20260531", "2026-05-31 00:00:00"]
)
def test_a_date_is_read_as_people_write_it(text: str) -> None:
    assert made("date").read_text(text) == date(2026, 5, 31)


def test_an_instant_without_zone_is_of_the_reader() -> None:
    field = made("date_time")
    with clock.zoned(ZoneInfo("Asia/Shanghai")):
        value = field.read_text("2026-05-31 9:30")
        assert value.utcoffset() == timedelta(hours=8)
        assert field.text(value) == "2026-05-31 09:30"
    assert field.to_json(value) == "2026-05-31T01:30:00Z"
    assert field.clean("2026-05-31T09:30:00+08:00") == value
    assert value == datetime(2026, 5, 31, 9, 30, tzinfo=timezone(timedelta(hours=8)))


def test_a_range_has_an_order() -> None:
    field = made("date_range")
    value = field.clean({"from": "2026-05-01", "to": "2026-05-31"})
    assert value == Range(date(2026, 5, 1), date(2026, 5, 31), low_included=True, high_included=True)
    assert [one.suffix for one in field.columns()] == ["_from", "_to"]
    assert code(field, {"from": "2026-05-02", "to": "2026-05-01"}) == "reversed-range"
    assert code(field, {"from": "2026-05-02"}) == "not-a-date-range"


def test_a_slider_stops_at_its_steps() -> None:
    field = made("slider", minimum="-1", maximum="1", step="0.25")
    assert field.clean("0.75") == Decimal("0.75")
    assert code(field, "0.7") == "not-a-step"


# --- texts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("<p onclick='x()'>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<img src="x" onerror="alert(1)">', '<img src="x">'),
        ('<a href="javascript:alert(1)">a</a>', '<a rel="noopener noreferrer nofollow">a</a>'),
        ("<iframe src=x></iframe><b>b</b>", "<b>b</b>"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", None),
        ("<p> <br></p>", None),
    ],
)
def test_formatted_text_is_harmless(raw: str, kept: str | None) -> None:
    field = made("rich_text")
    value = field.clean(raw)
    assert value == kept or "onerror" not in str(value)
    assert field.clean(value) == value


def test_a_pattern_has_its_own_words() -> None:
    words = {"en": "Two letters and digits.", "zh-CN": "两个字母加数字。"}
    field = made("text", pattern=r"[A-Z]{2}\d+", pattern_message=words)
    assert field.clean("AB12") == "AB12"
    with pytest.raises(Refused) as refused:
        field.clean("12")
    assert refused.value.diagnostic.hint is not None
    assert refused.value.diagnostic.hint.zh_cn == "两个字母加数字。"


def test_a_catastrophic_pattern_ends() -> None:
    field = made("text", pattern="(a+)+(b+)+c", max_length=10_000)
    assert code(field, "a" * 5_000 + "b" * 4_000) == "wrong-pattern"
    assert isinstance(field, TextField)


def test_choices_are_understood_by_their_labels() -> None:
    options = [
        {"value": "a", "label": {"en": "Red, dark", "zh-CN": "深红"}},
        {"value": "b", "label": {"en": "Blue", "zh-CN": "蓝"}},
    ]
    field = made("choices", options=options, most=1)
    assert field.read_text("深红") == ["a"]
    assert made("choices", options=options).read_text("蓝、深红") == ["a", "b"]
    assert made("choices", options=options).read_text("Red, dark; Blue") == ["a", "b"]
    assert code(field, ["a", "b"]) == "too-many-values"
    assert code(made("choices", options=options), ["a", "a"]) == "value-twice"


def test_json_fits_its_structure() -> None:
    field = made("json", structure={"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]})
    assert field.clean({"n": 5}) == {"n": Decimal(5)}
    assert code(field, {"n": "5"}) == "json-does-not-fit"
    remote = made("json", structure={"$ref": "https://example.com/schema.json"})
    assert code(remote, {"n": 5}) == "json-does-not-fit"
    assert made("json").from_columns(made("json").to_columns({"a": Decimal("0.1234567890123456789")})) == {
        "a": Decimal("0.1234567890123456789")
    }


def test_a_serial_number_counts_by_its_period_and_field() -> None:
    parts = [
        {"kind": "field", "field": "region", "restart": True},
        {"kind": "text", "text": "-"},
        {"kind": "date", "format": "yymm"},
        {"kind": "text", "text": "-"},
        {"kind": "counter", "digits": 3, "start": 10},
    ]
    field = made("serial_number", parts=parts, reset="monthly")
    assert isinstance(field, SerialNumberField)
    day = date(2026, 5, 31)
    assert field.number({"region": "SH"}, day, 1) == "SH-2605-010"
    assert field.number({"region": "SH"}, day, 2000) == "SH-2605-2009"
    assert field.counter_key({"region": "SH"}, day) == field.counter_key({"region": "SH"}, date(2026, 5, 1))
    assert field.counter_key({"region": "SH"}, day) != field.counter_key({"region": "SH"}, date(2026, 6, 1))
    assert field.counter_key({"region": "SH"}, day) != field.counter_key({"region": "BJ"}, day)


# --- names of companies -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("上海华创科技有限公司", "华创科技（上海）有限公司"),
        ("上海华创科技有限公司", "上海市华创科技股份有限公司"),
        ("ACME Co., Ltd.", "Acme Company Limited"),
        ("中国石油化工集团有限公司", "中国石油化工股份有限公司"),
    ],
)
def test_the_same_company_is_recognised(first: str, second: str) -> None:
    assert similarity(first, second) >= 0.7
    assert similarity(first, second) == similarity(second, first)
    assert set(shingles(first)) & set(shingles(second))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("上海华创科技有限公司", "上海恒信贸易有限公司"),
        ("上海华创科技有限公司", "北京瑞丰科技有限公司"),
        ("ACME Ltd", "Apex Ltd"),
    ],
)
def test_different_companies_stay_apart(first: str, second: str) -> None:
    assert similarity(first, second) < 0.6


def test_a_name_keeps_what_tells_it_apart() -> None:
    assert normalised("深圳市云帆软件有限公司") == "云帆软件"
    assert normalised("有限公司") == "有限公司"
    assert similar("华创科技", ["上海华创科技有限公司", "恒信"], 0.75) == [("上海华创科技有限公司", 1.0)]
