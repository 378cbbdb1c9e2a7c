"""`barcode`: what a bar code or QR code says."""

import re
from collections.abc import Mapping
from random import Random
from typing import ClassVar, Final, Literal

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.operator import TEXTS
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import label

_DIGITS: Final[Mapping[str, int]] = {"ean13": 13, "ean8": 8, "upc_a": 12, "itf14": 14}
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "code39": re.compile(r"[0-9A-Z \-.$/+%]{1,80}"),
    "code128": re.compile(r"[\x20-\x7e]{1,80}"),
    "qr": re.compile(r".{1,2000}", re.DOTALL),
    "data_matrix": re.compile(r".{1,1500}", re.DOTALL),
}


class BarcodeField(TextualField):
    """What a code says, scanned by a camera or a scanner; the check digits of goods are checked (GS1)."""

    kind: Literal["barcode"]
    symbology: Literal["qr", "code128", "code39", "ean13", "ean8", "upc_a", "itf14", "data_matrix"] = "code128"
    """The kind of code, in which it is also printed."""

    palette: ClassVar[Palette] = Palette(
        "special",
        "barcode",
        label("Barcode or QR", "条码/二维码"),
        label("Scanned with the camera, printed as a code.", "用摄像头扫描，可打印成码。"),
    )
    operators: ClassVar[tuple[str, ...]] = TEXTS

    def json_schema(self) -> dict[str, Json]:
        if self.symbology in _DIGITS:
            return {"type": "string", "pattern": rf"^\s*[\d\s-]{{{_DIGITS[self.symbology]},40}}\s*$"}
        return {"type": "string", "maxLength": 2_000}

    def normal(self, text: str) -> str:
        count = _DIGITS.get(self.symbology)
        if count is None:
            if not _SHAPES[self.symbology].fullmatch(text):
                raise Refused(codes.NOT_A_BARCODE, found=text[:40], symbology=self.symbology)
            return text
        digits = re.sub(r"[\s-]", "", text)
        if not re.fullmatch(rf"[0-9]{{{count}}}", digits):
            raise Refused(codes.NOT_A_BARCODE, found=text[:40], symbology=self.symbology)
        wanted = check_digit(digits[:-1])
        if digits[-1] != wanted:
            raise Refused(codes.BARCODE_CHECK, found=digits, wanted=wanted)
        return digits

    def sample(self, random: Random) -> Value:
        count = _DIGITS.get(self.symbology)
        if count is None:
            return f"LC{random.randint(100_000, 999_999)}"
        body = "690" + "".join(str(random.randint(0, 9)) for _ in range(count - 4))
        return body + check_digit(body)


def check_digit(body: str) -> str:
    """Return the digit that follows `body` in a GS1 number (GS1 General Specifications, section 7.9)."""
    total = sum(int(digit) * (3 if position % 2 == 0 else 1) for position, digit in enumerate(reversed(body)))
    return str(-total % 10)
