"""Shows that every kind of field keeps its promises: settings, values, columns, texts, schemas, filters, words."""

import inspect
import json
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from engine_forms.field import AnyField, Field, Refused
from engine_forms.fields import FIELDS
from engine_forms.filters import FieldFilter, compiled
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.identity import IdField
from engine_forms.operator import OPERATORS
from engine_forms.situation import Situation
from engine_rules.expression import expression
from engine_rules.targets.sql.query import compile_sql
from engine_rules.targets.sql.source import Source
from engine_rules.values import is_a
from lowcode.kernel import clock
from lowcode.store.record_tables import RecordTables

NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
WORDS = {"en": "Thing", "zh-CN": "东西"}
OPTIONS = [{"value": one, "label": {"en": f"{one} en", "zh-CN": f"{one} 中"}} for one in ("red", "green", "blue")]
SETTINGS: dict[str, dict[str, Any]] = {
    "button": {"effect": "send"},
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "dictionary": {"dictionary": "trades"},
    "formula": {"expression": "1 / 3"},
    "lookup": {"through": "other", "field": "amount"},
    "number": {"digits": 3, "minimum": "-10", "maximum": "1000"},
    "reference": {"to": "other"},
    "rollup": {"over": "rows", "aggregate": "sum", "field": "amount"},
    "serial_number": {"parts": [{"kind": "text", "text": "A-"}, {"kind": "date"}, {"kind": "counter"}]},
    "stage": {"states": [{"name": one["value"], "label": one["label"]} for one in OPTIONS]},
    "subtable": {"fields": [{"kind": "money", "name": "amount", "label": WORDS}]},
}
"""What a kind needs besides name and label."""
VARIANTS: dict[str, dict[str, Any]] = {
    "address/province": {"level": "province", "detail": "none"},
    "barcode/ean13": {"symbology": "ean13"},
    "date/month": {"precision": "month"},
    "date/year": {"precision": "year"},
    "date_range/instants": {"with_time": True},
    "date_time/seconds": {"seconds": True},
    "dictionary/several": {"several": True},
    "formula/date": {"expression": "today()", "result": "date"},
    "formula/switch": {"expression": "1 > 2", "result": "switch"},
    "phone/abroad": {"region": "DE", "mobile": True},
    "rating/half": {"half": True, "stars": 10},
    "reference/several": {"multiple": True},
    "rollup/count": {"aggregate": "count"},
    "rollup/max": {"aggregate": "max"},
    "slider/fine": {"minimum": "-1", "maximum": "1", "step": "0.05"},
    "time/seconds": {"seconds": True},
}
"""Other settings of kinds that change what values are."""
BAD: dict[str, Any] = {
    "address": {"code": "999999"},
    "barcode": "条码",
    "button": "pressed",
    "choice": "yellow",
    "choices": ["red", "yellow"],
    "colour": "reddish",
    "credit_code": "91350100M000100Y44",
    "date": "2026-02-30",
    "date_range": {"from": "2026-05-02", "to": "2026-05-01"},
    "date_time": "2026-05-01T25:00",
    "department": "sales",
    "dictionary": "two words",
    "email": "wang.example.com",
    "file": ["proposal.pdf"],
    "formula": "one",
    "id_card": "11010519491231002Y",
    "image": ["x"],
    "json": {"number": float("nan")},
    "location": {"latitude": "91", "longitude": "0"},
    "long_text": 5,
    "lookup": "abc",
    "money": "12.345",
    "number": "1001",
    "percent": "lots",
    "phone": "12345",
    "rating": "6",
    "reference": "ACME",
    "rich_text": 5,
    "rollup": "abc",
    "serial_number": 17,
    "signature": "Wang",
    "slider": "101",
    "stage": "purple",
    "subtable": [{"colour": "red"}],
    "switch": "perhaps",
    "text": "a" * 256,
    "time": "24:30",
    "url": "javascript:alert(1)",
    "user": "Wang",
    "users": ["Wang"],
}
"""Input that a kind refuses."""


def bad(kind: str) -> Any:
    """Return input that a kind or variant refuses."""
    other: dict[str, Any] = {"dictionary/several": ["two words"], "reference/several": ["ACME"], "rating/half": "0.3"}
    other |= {"date_range/instants": {"from": "2026-05-02 10:00", "to": "2026-05-02 09:00"}, "formula/date": "soon"}
    other |= {"slider/fine": "0.01", "address/province": {"code": "1"}}
    return other.get(kind, BAD[word(kind)])


PYTHON = {
    "text": str,
    "jsonb": str,
    "numeric": Decimal,
    "bigint": int,
    "boolean": bool,
    "date": date,
    "time": time,
    "timestamptz": datetime,
    "uuid": uuid.UUID,
    "text[]": list,
    "uuid[]": list,
}
TEXTLESS = {"button", "subtable"}
"""Kinds whose values are not written into one cell of a table."""

ADAPTER = TypeAdapter[Field](AnyField)

every_kind = pytest.mark.parametrize("kind", [*FIELDS, *VARIANTS])


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with clock.held(NOW):
        yield


def word(kind: str) -> str:
    """Return the kind of a variant."""
    return kind.partition("/")[0]


def made(kind: str) -> Field:
    """Return a field of a kind."""
    given = {**SETTINGS.get(word(kind), {}), **VARIANTS.get(kind, {})}
    return ADAPTER.validate_python({"kind": word(kind), "name": "thing", "label": WORDS, **given})


@cache
def surrounded(kind: str) -> FormSet:
    """Return a form with a field of a kind, and what such a field may mention."""
    amount = {"kind": "money", "name": "amount", "label": WORDS}
    fields: list[Any] = [made(kind), ADAPTER.validate_python(amount)]
    if word(kind) == "lookup":
        reference = {"kind": "reference", "name": "other", "label": WORDS, "to": "other"}
        fields.append(ADAPTER.validate_python(reference))
    if word(kind) == "rollup":
        rows = {"kind": "subtable", "name": "rows", "label": WORDS, "fields": [amount]}
        fields.append(ADAPTER.validate_python(rows))
    other = Form.model_validate({"name": "other", "label": WORDS, "fields": [amount]})
    return FormSet([Form.model_validate({"name": "form", "label": WORDS, "fields": fields}), other])


@cache
def shaped(kind: str) -> Field:
    """Return the field that says how values of a kind are stored and written."""
    found = surrounded(kind).shaped("form", "thing")
    assert found is not None
    return found


def seeds(kind: str) -> Iterator[Any]:
    """Iterate over some values of a kind."""
    field = shaped(kind)
    for seed in range(5):
        yield field.sample(Random(seed))


# --- settings and words -----------------------------------------------------------------------------------------------


@every_kind
def test_the_settings_survive_being_written_and_read(kind: str) -> None:
    adapter = ADAPTER
    field = made(kind)
    assert adapter.validate_json(adapter.dump_json(field)) == field
    assert adapter.validate_python(adapter.dump_python(field, mode="json", exclude_defaults=True)) == field


@every_kind
def test_every_setting_is_explained(kind: str) -> None:
    schema = TypeAdapter(FIELDS[word(kind)]).json_schema()
    own = schema.get("properties") or schema["$defs"][FIELDS[word(kind)].__name__]["properties"]
    assert [name for name, one in own.items() if name != "kind" and not one.get("description")] == []
    assert own["kind"]["const"] == word(kind)


@every_kind
def test_it_has_words_for_people(kind: str) -> None:
    palette = FIELDS[word(kind)].palette
    for text in (palette.label, palette.about):
        assert text.en
        assert text.zh_cn != text.en or kind == "json"
    assert palette.icon
    assert inspect.getdoc(FIELDS[word(kind)]) != inspect.getdoc(Field)


def test_no_two_kinds_look_the_same() -> None:
    icons = [one.palette.icon for one in FIELDS.values()]
    assert sorted(icons) == sorted(set(icons))


# --- values -----------------------------------------------------------------------------------------------------------


@every_kind
@settings(max_examples=25)
@given(seed=st.integers(0, 2**32))
def test_a_value_survives_json_columns_and_text(kind: str, seed: int) -> None:
    with clock.held(NOW):
        field = shaped(kind)
        value = field.sample(Random(seed))
        sent = json.loads(json.dumps(field.to_json(value)))
        assert field.clean(sent) == value
        assert field.to_json(field.clean(sent)) == field.to_json(value)
        if field.columns():
            assert field.from_columns(field.to_columns(value)) == value
        if kind not in TEXTLESS:
            for language in ("en", "zh-CN"):
                text = field.text(value, language)
                assert text
                assert field.text(field.read_text(text), language) == text


@every_kind
def test_a_value_has_the_type_that_expressions_expect(kind: str) -> None:
    forms = surrounded(kind)
    field = shaped(kind)
    expected = field.value_type(forms.vocabulary("form"))
    situation = Situation(forms)
    for value in seeds(kind):
        seen = situation.value(field, value, {})
        ids_only = isinstance(field, IdField)
        assert seen is None or ids_only or is_a(seen, expected)


@every_kind
def test_columns_hold_what_they_say(kind: str) -> None:
    field = shaped(kind)
    columns = field.columns()
    assert len({one.suffix for one in columns}) == len(columns)
    assert field.to_columns(None) == (None,) * len(columns)
    for value in seeds(kind):
        parts = field.to_columns(value) if columns else ()
        assert len(parts) == len(columns)
        for column, part in zip(columns, parts, strict=True):
            assert part is None or type(part) is PYTHON[column.storage], column
            if isinstance(part, Decimal) and column.precision is not None:
                assert part == round(part, column.scale or 0)


@every_kind
def test_nothing_is_null(kind: str) -> None:
    field = shaped(kind)
    nothing: Any = [] if kind == "subtable" else None
    assert field.clean(None) == nothing
    assert field.clean("") == nothing or kind == "json"
    assert field.to_json(None) == nothing
    assert field.text(None) in {"", "0 rows"}


@every_kind
def test_input_that_does_not_fit_is_refused_with_advice(kind: str) -> None:
    field = shaped(kind)
    with pytest.raises(Refused) as refused:
        field.clean(bad(kind))
    found = refused.value.diagnostic
    assert found.hint is not None
    for text in (found.message, found.hint):
        assert text.en
        assert text.zh_cn
        assert "{" not in text.en.replace('{"', "") or "{#" in text.en
        assert text.en != text.zh_cn
    assert found.severity == "error"


JUNK: list[Any] = [
    True,
    -1.5,
    10**40,
    "￿\u0000",
    "x" * 20_001,
    [[]],
    [None],
    {"a": {}},
    {"id": 1},
    [{"id": []}],
    [1, "a"],
]


@every_kind
def test_junk_never_breaks_anything(kind: str) -> None:
    field = shaped(kind)
    for junk in JUNK:
        try:
            value = field.clean(junk)
        except Refused:
            continue
        assert field.clean(field.to_json(value)) == value


@every_kind
@settings(max_examples=30)
@given(text=st.text(max_size=40))
def test_no_text_breaks_an_import(kind: str, text: str) -> None:
    with clock.held(NOW):
        field = shaped(kind)
        try:
            value = field.read_text(text)
        except Refused:
            return
        assert field.clean(field.to_json(value)) == value


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "code", "from", "to", "amount", "latitude", "longitude", "label", "detail", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@every_kind
@settings(max_examples=40)
@given(raw=JSON)
def test_no_input_breaks_a_field_and_what_is_taken_can_be_stored(kind: str, raw: Any) -> None:
    with clock.held(NOW):
        field = shaped(kind)
        try:
            value = field.clean(raw)
            parts = field.to_columns(value) if field.columns() else ()
        except Refused:
            return
        for part in parts:
            if isinstance(part, str):
                assert "\x00" not in part
                part.encode()
        assert field.clean(field.to_json(value)) == value
        json.dumps(field.to_json(value)).encode()


# --- schemas and filters ----------------------------------------------------------------------------------------------


@every_kind
def test_the_schema_accepts_its_samples_and_refuses_junk(kind: str) -> None:
    field = shaped(kind)
    schema = field.json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for value in seeds(kind):
        validator.validate(json.loads(json.dumps(field.to_json(value))))
    if kind != "json":
        assert any(not validator.is_valid(junk) for junk in JUNK)


@every_kind
def test_its_operators_become_expressions_and_conditions_of_the_database(kind: str) -> None:
    forms = surrounded(kind)
    field = shaped(kind)
    tables = RecordTables("app", forms)
    assert field.filters() or kind == "button"
    for name in field.filters():
        operator = OPERATORS[name]
        value = next(one for one in seeds(kind) if one is not None)
        raw: Any = field.to_json(value) if operator.takes in {"one", "two", "many"} else None
        if name in {"contains", "not_contains", "starts_with", "ends_with"}:
            raw = "a"
        elif word(kind) == "date_range" and raw:
            raw = raw["from"]
        elif word(kind) == "address" and raw:
            raw = raw["code"]
        elif isinstance(raw, list) and raw:
            raw = raw[0]
        given_value = {"none": None, "one": raw, "two": [raw, raw], "many": [raw], "days": 7, "period": "this_week"}
        text = compiled(
            FieldFilter(kind="field", field="thing", operator=name, value=given_value[operator.takes]), forms, "form"
        )
        found = expression(text, forms.scope("form"))
        assert [one.text() for one in found.errors] == [], text
        assert found.type.name == "boolean", text
        if field.columns():
            person = {"id": str(uuid.UUID(int=1)), "department": {"id": str(uuid.UUID(int=2))}}
            source = Source(tables.source("form"), values={"current user": person}, zone=clock.zone())
            query = compile_sql(found, source, "postgres", condition=True)
            assert [one.text() for one in query.diagnostics] == [], text
