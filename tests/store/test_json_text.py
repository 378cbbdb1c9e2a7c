"""Shows that JSON for PostgreSQL is what the standard library writes."""

import json
import math
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lowcode.store.ids import new_id, new_ids
from lowcode.store.json_text import json_text

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_values_come_back_as_they_were(value: Any) -> None:
    assert json.loads(json_text(value)) == value


def test_what_json_cannot_say_is_refused() -> None:
    for value in (math.nan, {"a": [math.inf]}):
        with pytest.raises(ValueError, match="JSON"):
            json_text(value)
    for other in (datetime.now(UTC), {1, 2}):
        with pytest.raises(TypeError):
            json_text(other)


def test_ids_grow_singly_and_by_the_thousand() -> None:
    found = [new_id(), *new_ids(3000), new_id(), *new_ids(2), *new_ids(0)]
    assert found == sorted(set(found))
    assert {one.version for one in found} == {7}
    assert {one.variant for one in found} == {uuid.RFC_4122}
