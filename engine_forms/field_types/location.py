"""`location`: a place on the earth."""

import re
from decimal import Decimal
from random import Random
from typing import Any, ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.column import Column
from engine_forms.field import Field, Json, Palette, Refused, Vocabulary
from engine_forms.numeric import as_number
from engine_forms.operator import EMPTINESS
from engine_forms.textual import kept
from engine_rules import types as t
from engine_rules.numbers import plain
from engine_rules.values import Value
from lowcode.kernel.names import Language, label

_STEP: Final = Decimal("0.000001")
"""About eleven centimetres."""
_TYPE: Final = t.ContextType({"latitude": t.NUMBER, "longitude": t.NUMBER, "label": t.STRING})
_TEXT: Final = re.compile(r"\s*(-?[\d.]+)\s*[,，]\s*(-?[\d.]+)\s*(.*)", re.DOTALL)


class LocationField(Field):
    """A place by latitude and longitude in degrees (WGS 84), such as that of a check-in."""

    kind: Literal["location"]
    here_only: bool = False
    """Whether only the place of the device can be given, and none be chosen."""
    radius: int | None = None
    """Metres around the place that still count as being there."""

    palette: ClassVar[Palette] = Palette(
        "special",
        "aim",
        label("Location", "定位"),
        label("A place on the map, such as that of a check-in.", "地图上的位置，例如签到地点。"),
    )
    operators: ClassVar[tuple[str, ...]] = EMPTINESS

    def value_type(self, forms: Vocabulary) -> t.Type:  # noqa: ARG002 - the same in all forms
        return _TYPE

    def columns(self) -> tuple[Column, ...]:
        return (
            Column("numeric", "_latitude", 9, 6),
            Column("numeric", "_longitude", 9, 6),
            Column("text", "_label"),
        )

    def json_schema(self) -> dict[str, Json]:
        number = {"type": ["string", "number"], "pattern": r"^-?\d{1,3}(\.\d+)?$"}
        return {
            "type": "object",
            "properties": {"latitude": number, "longitude": number, "label": {"type": ["string", "null"]}},
            "required": ["latitude", "longitude"],
            "additionalProperties": False,
        }

    def accepted(self, raw: Json) -> Value:
        if not isinstance(raw, dict):
            raise Refused(codes.NOT_A_LOCATION)
        try:
            latitude = as_number(raw.get("latitude")).quantize(_STEP)
            longitude = as_number(raw.get("longitude")).quantize(_STEP)
        except (Refused, ArithmeticError):
            raise Refused(codes.NOT_A_LOCATION) from None
        if abs(latitude) > 90 or abs(longitude) > 180:
            raise Refused(codes.NOT_A_LOCATION)
        name = " ".join(kept(str(raw.get("label") or "")).split())[:255]
        return {"latitude": latitude, "longitude": longitude, "label": name or None}

    def written(self, value: Value) -> Json:
        return {
            "latitude": plain(value["latitude"]),
            "longitude": plain(value["longitude"]),
            "label": value["label"],
        }

    def packed(self, value: Value) -> tuple[Any, ...]:
        return value["latitude"], value["longitude"], value["label"]

    def unpacked(self, parts: tuple[Any, ...]) -> Value:
        return {"latitude": parts[0], "longitude": parts[1], "label": parts[2]}

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - digits are the same in both
        place = f"{plain(value['latitude'])}, {plain(value['longitude'])}"
        return f"{place} {value['label']}" if value["label"] else place

    def understood(self, text: str) -> Value:
        match = _TEXT.fullmatch(text)
        if not match:
            raise Refused(codes.NOT_A_LOCATION)
        return self.clean({"latitude": match[1], "longitude": match[2], "label": match[3]})

    def sample(self, random: Random) -> Value:
        latitude = Decimal(random.randint(22_000_000, 41_000_000)) * _STEP
        longitude = Decimal(random.randint(102_000_000, 122_000_000)) * _STEP
        return {"latitude": latitude, "longitude": longitude, "label": random.choice(("公司", "客户现场", None))}
