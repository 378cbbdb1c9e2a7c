"""`id_card`: the number of a Chinese identity card."""

import re
from datetime import date
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.regions import regions
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.names import label

_SHAPE: Final = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"
_OTHERS: Final = frozenset({"71", "81", "82", "83"})
"""Provinces of residence permits for people from Taiwan, Hong Kong and Macao."""


class IdCardField(TextualField):
    """A citizen identification number (GB 11643-1999) with its region, birthday and check character."""

    kind: Literal["id_card"]
    sensitive: bool = True
    """Whether it is masked, and each look at it recorded."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "idcard",
        label("Identity card", "身份证号"),
        label("The 18 characters of a Chinese identity card, checked.", "18 位居民身份证号码，自动校验。"),
    )
    operators: ClassVar[tuple[str, ...]] = ("equals", "starts_with", "empty", "not_empty")

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": r"^\s*[1-9][\d\s]{16,22}[\dXx]\s*$"}

    def normal(self, text: str) -> str:
        number = text.replace(" ", "").upper()
        if not _SHAPE.fullmatch(number):
            raise Refused(codes.ID_CARD_SHAPE, found=text[:40])
        if f"{number[:2]}0000" not in regions() and number[:2] not in _OTHERS:
            raise Refused(codes.ID_CARD_REGION, found=number[:2])
        if birthday(number) is None:
            raise Refused(codes.ID_CARD_BIRTHDAY, found=f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
        if check_character(number) != number[17]:
            raise Refused(codes.ID_CARD_CHECK, found=number)
        return number

    def sample(self, random: Random) -> Value:
        region = random.choice([code for code in regions() if not code.endswith("00")])
        day = f"{random.randint(1960, 2004)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
        number = f"{region}{day}{random.randint(1, 999):03d}"
        return number + check_character(number)


def check_character(number: str) -> str:
    """Return the last character that the first 17 digits demand (ISO 7064, MOD 11-2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def birthday(number: str) -> date | None:
    """Return the birthday in a number, None when it is no day, or one in the future or 150 years ago."""
    try:
        day = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    today = clock.now().date()
    return day if day <= today and today.year - day.year <= 150 else None
