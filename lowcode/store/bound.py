"""`Bound`: a statement that grows part by part, with the values bound in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine_rules.targets.sql.query import SqlQuery

_PLACE: Final = re.compile(r"\$(\d+)")


@dataclass(slots=True)
class Bound:
    """The values of a statement in the making; parts are texts that speak of them as `$1`, `$2`, …."""

    values: list[Any] = field(default_factory=list)

    def put(self, value: Any) -> str:
        """Return the text that stands for a value."""
        self.values.append(value)
        return f"${len(self.values)}"

    def part(self, text: str, values: Sequence[Any]) -> str:
        """Return a text with values of its own as a part of the statement."""
        shift = len(self.values)
        self.values.extend(values)
        return _PLACE.sub(lambda found: f"${int(found[1]) + shift}", text)

    def over(self, text: str) -> list[Any]:
        """Return the whole statement with the values that it speaks of: PostgreSQL takes none that it does not."""
        places: dict[int, int] = {}

        def numbered(found: re.Match[str]) -> str:
            return f"${places.setdefault(int(found[1]), len(places) + 1)}"

        whole = _PLACE.sub(numbered, text)
        return [whole, *(self.values[place - 1] for place in places)]

    def query(self, query: SqlQuery) -> str:
        """Return a compiled expression as a part of the statement, its clock filled in now."""
        assert query.text is not None
        text = query.text
        if query.dialect.marker != "$":
            text = re.sub(rf"{re.escape(query.dialect.marker)}(\d+)", r"$\1", text)
        return self.part(text, query.bind())
