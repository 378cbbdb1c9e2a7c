"""Shows that the same content has the same bytes, and that a document is read and written byte for byte."""

import asyncio
import json
from typing import Any

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lowcode.bundle.canonical import canonical, digest, pointer, readable, same

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def test_order_and_spelling_do_not_matter() -> None:
    one = json.loads('{"b": 1.50, "a": [2.0, 1e2], "名": "中"}')
    other = json.loads('{"名": "中", "a": [2, 100], "b": 1.5}')
    assert canonical(one) == canonical(other) == '{"a":[2,100],"b":1.5,"名":"中"}'.encode()
    assert digest(one) == digest(other) != digest({**other, "b": 1.6})


@given(JSON)
def test_reading_and_writing_again_changes_nothing(document: Any) -> None:
    assert canonical(json.loads(canonical(document))) == canonical(document)
    assert readable(json.loads(readable(document))) == readable(document)
    assert same(json.loads(readable(document)), document)


@pytest.mark.parametrize("document", [1e22, 1e-7, 1.1e300, -0.0, 123456789012345678901234567890, [0.1, 2.50], "\u2028"])
def test_postgresql_changes_nothing(postgres_url: str, document: Any) -> None:
    async def through() -> str:
        connection = await asyncpg.connect(postgres_url)
        try:
            return str(await connection.fetchval("SELECT $1::text::jsonb::text", canonical(document).decode()))
        finally:
            await connection.close()

    assert canonical(json.loads(asyncio.run(through()))) == canonical(document)


def test_what_a_thing_is_stands_first() -> None:
    written = readable({"fields": [], "label": 1, "name": "a", "$schema": "s"}).decode()
    assert list(json.loads(written)) == ["$schema", "name", "label", "fields"]
    assert written.endswith("}\n")


@pytest.mark.parametrize("document", [float("nan"), float("inf"), {1: 2}])
def test_what_json_cannot_say_is_refused(document: Any) -> None:
    with pytest.raises(ValueError, match=r"."):
        canonical(document)


def test_true_is_not_one() -> None:
    assert not same({"a": True}, {"a": 1})
    assert not same([False], [0])
    assert same([1.0, {"a": None}], [1, {"a": None}])
    assert not same({"a": None}, {})


def test_pointers_escape() -> None:
    assert pointer(("a/b", "c~d", 3)) == "/a~1b/c~0d/3"
    assert pointer(()) == ""
