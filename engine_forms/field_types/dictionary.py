"""`dictionary`: an entry of a data dictionary."""

from collections.abc import Iterator
from random import Random
from typing import Any, ClassVar, Literal

from engine_forms import codes, form_codes
from engine_forms.column import Column
from engine_forms.field import ExpressionText, Field, Json, Palette, Refused, Use, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import LISTS, OPTIONS
from engine_forms.textual import kept
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Language, Ref, label

LONGEST_KEY = 60


class DictionaryField(Field):
    """An entry, or several, of a dictionary that many forms share; in expressions it is the entry's key."""

    kind: Literal["dictionary"]
    dictionary: Ref
    """The dictionary."""
    several: bool = False
    """Whether more than one entry can be chosen."""
    leaves_only: bool = True
    """Whether only entries without others inside can be chosen."""
    filter: ExpressionText | None = None
    """Which entries are offered, by their `key`, `label` and `parent`, and by the fields of the `record`."""

    palette: ClassVar[Palette] = Palette(
        "choice",
        "book",
        label("Dictionary", "数据字典"),
        label("An entry of a list or tree that many forms share.", "多个表单共用的列表或树中的条目。"),
    )
    operators: ClassVar[tuple[str, ...]] = OPTIONS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return t.ListType(t.STRING) if self.several else t.STRING

    def columns(self) -> tuple[Column, ...]:
        return (Column("text[]" if self.several else "text"),)

    def json_schema(self) -> dict[str, Json]:
        key = {"type": "string", "pattern": r"^[^\s,]{1,60}$"}
        return {"type": "array", "items": key, "uniqueItems": True} if self.several else key

    def uses(self) -> Iterator[Use]:
        yield from super().uses()
        if self.filter is not None:
            yield Use("/filter", self.filter, t.BOOLEAN, "entry")

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        if forms.dictionary(self.dictionary) is None:
            yield form_codes.NO_SUCH_DICTIONARY.report(None, "/dictionary", name=self.dictionary)

    def objections(self, value: Value, forms: Vocabulary) -> Iterator[Diagnostic]:
        known = forms.dictionary(self.dictionary)
        for key in value if isinstance(value, list) else [value]:
            way = known.by_key.get(key) if known else None
            if way is None:
                yield codes.NO_ENTRY.report(found=key)
            elif self.leaves_only and way[-1].entries:
                yield codes.NOT_A_LEAF.report(found=way[-1].label)
            elif not all(one.active for one in way):
                yield codes.OPTION_NOT_OFFERED.report(found=way[-1].label)

    def filters(self) -> tuple[str, ...]:
        return LISTS if self.several else OPTIONS

    def filter_value(self, raw: Json) -> Value:
        return self._key(raw)

    def accepted(self, raw: Json) -> Value:
        if not self.several:
            return self._key(raw)
        if not isinstance(raw, list):
            raise Refused(codes.NOT_A_LIST)
        return list(dict.fromkeys(self._key(one) for one in raw))

    def _key(self, raw: Json) -> str:
        text = kept(raw).strip() if isinstance(raw, str) else ""
        if not 0 < len(text) <= LONGEST_KEY or "," in text or text.split() != [text]:
            raise Refused(codes.NO_ENTRY, found=brief(raw))
        return text

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return list(parts[0]) if self.several else parts[0]

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - whoever has the dictionary writes labels
        return ",".join(value) if self.several else str(value)

    def understood(self, text: str) -> Value:
        return self.clean([part for part in text.split(",") if part.strip()] if self.several else text)

    def sample(self, random: Random) -> Value:
        key = f"D{random.randint(1, 9):02d}"
        return [key] if self.several else key
