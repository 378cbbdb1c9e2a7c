"""`address`: a region of China and the rest of an address."""

from random import Random
from typing import Any, ClassVar, Final, Literal

from engine_forms import codes
from engine_forms import regions as r
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.numeric import brief
from engine_forms.operator import EMPTINESS
from engine_forms.textual import kept
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.names import Language, label

LONGEST: Final = 255
_TYPE: Final = t.ContextType(dict.fromkeys(("code", "province", "city", "district", "detail"), t.STRING))
_WORDS: Final = {
    "province": label("province", "省份"),
    "city": label("city", "城市"),
    "district": label("district", "区县"),
}


class AddressField(Field):
    """An address: province, city, district by their code (GB/T 2260), and the street."""

    kind: Literal["address"]
    level: Literal["province", "city", "district"] = "district"
    """How exact the region has to be."""
    detail: Literal["none", "optional", "required"] = "optional"
    """Whether the rest of the address is asked for."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "environment",
        label("Address", "地址"),
        label("Province, city and district from the list, and the street.", "省、市、区县选择加详细地址。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("inside", *EMPTINESS)

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return _TYPE

    def columns(self) -> tuple[Column, ...]:
        return Column("text", "_code"), Column("text", "_detail")

    def json_schema(self) -> dict[str, Json]:
        text = {"type": ["string", "null"]}
        return {
            "type": "object",
            "properties": {
                "code": {"type": "string", "pattern": r"^\d{6}$"},
                **dict.fromkeys(r.LEVELS, text),
                "detail": {"type": ["string", "null"], "maxLength": LONGEST},
            },
            "required": ["code"],
            "additionalProperties": False,
        }

    def operand(self) -> str:
        return f"{self.name}.code"

    def filter_value(self, raw: Json) -> Value:
        if not isinstance(raw, str) or raw not in r.regions():
            raise Refused(codes.NO_REGION, found=brief(raw))
        return r.prefix(raw)

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, dict) or not isinstance(raw.get("detail") or "", str):
            raise Refused(codes.NOT_AN_ADDRESS)
        code, detail = raw.get("code"), " ".join(kept(str(raw.get("detail") or "")).split())
        if not isinstance(code, str) or code not in r.regions():
            raise Refused(codes.NO_REGION, "/code", found=brief(code or raw.get("province") or ""))
        missing = self._missing(code)
        if missing:
            raise Refused(codes.COARSE_REGION, "/code", found=r.regions()[code], level=_WORDS[missing])
        if len(detail) > LONGEST:
            raise Refused(codes.TOO_LONG_TEXT, "/detail", found=len(detail), limit=LONGEST)
        if self.detail == "required" and not detail:
            raise Refused(codes.NO_DETAIL, "/detail")
        return _context(code, None if self.detail == "none" else detail)

    def _missing(self, code: str) -> str | None:
        """Return the level that a region lacks; regions without parts are exact enough."""
        has, wanted = r.LEVELS.index(r.level(code)), r.LEVELS.index(self.level)
        return r.LEVELS[has + 1] if has < wanted and r.is_divided(code) else None

    def written(self, value: Value) -> Json:
        return dict(value)

    def packed(self, value: Value) -> tuple[Any, ...]:
        return value["code"], value["detail"]

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return _context(parts[0], parts[1])

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - an address has one language
        parts = dict.fromkeys(value[level] for level in r.LEVELS if value[level])
        return "".join(parts) + (f" {value['detail']}" if value["detail"] else "")

    def understood(self, text: str) -> Value:
        head, _, rest = text.partition(" ")
        found = r.split(head)
        if found and not found[1]:
            return self.clean({"code": found[0], "detail": rest})
        found = r.split(text)
        if found is None:
            raise Refused(codes.NO_REGION, found=brief(text))
        return self.clean({"code": found[0], "detail": found[1]})

    def sample(self, random: Random) -> Value:
        wanted = [code for code in r.regions() if r.level(code) == self.level and not code.startswith(("71", "8"))]
        street = random.choice(("人民路", "中山路", "建设大道", "科技园路", "世纪大道"))
        detail = None if self.detail == "none" else f"{street} {random.randint(1, 999)} 号"
        return _context(random.choice(wanted), detail)


def _context(code: str, detail: str | None) -> dict[str, Value]:
    """Return the value with the names of the code."""
    province, city, district = r.names(code)
    return {"code": code, "province": province, "city": city, "district": district, "detail": detail or None}
