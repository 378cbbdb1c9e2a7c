"""`credit_code`: the unified social credit code of a Chinese organisation."""

import re
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.operator import TEXTS
from engine_forms.regions import regions
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import label

_SIGNS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}", re.ASCII)
_WEIGHTS: Final = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)


class CreditCodeField(TextualField):
    """A unified social credit code (统一社会信用代码, GB 32100-2015) with its check character."""

    kind: Literal["credit_code"]

    palette: ClassVar[Palette] = Palette(
        "people",
        "bank",
        label("Social credit code", "统一社会信用代码"),
        label("The 18 characters on a Chinese business licence, checked.", "营业执照上的 18 位代码，自动校验。"),
    )
    operators: ClassVar[tuple[str, ...]] = TEXTS

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "pattern": r"^\s*[0-9A-Za-z][0-9A-Za-z\s-]{16,24}\s*$"}

    def normal(self, text: str) -> str:
        code = text.replace(" ", "").replace("-", "").upper()
        if not _SHAPE.fullmatch(code):
            raise Refused(codes.CREDIT_CODE_SHAPE, found=text[:40])
        if check_character(code) != code[17]:
            raise Refused(codes.CREDIT_CODE_CHECK, found=code)
        return code

    def sample(self, random: Random) -> Value:
        region = random.choice([code for code in regions() if not code.endswith("00")])
        body = "".join(random.choice(_SIGNS[:31]) for _ in range(8))
        code = f"91{region}{body}{organisation_check(body)}"
        return code + check_character(code)


def check_character(code: str) -> str:
    """Return the last character that the first 17 demand (GB 32100-2015, section 5.6: MOD 31-3)."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def organisation_check(body: str) -> str:
    """Return the check character of an organisation's code of eight characters (GB 11714-1997, MOD 11)."""
    total = sum(int(sign, 36) * weight for sign, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]
