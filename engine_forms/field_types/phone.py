"""`phone`: a telephone number."""

import re
from functools import cache
from random import Random
from typing import Any, ClassVar, Final, Literal

import phonenumbers
import pydantic

from engine_forms import codes
from engine_forms.field import Json, Palette, Refused
from engine_forms.operator import TEXTS
from engine_forms.textual import TextualField
from engine_rules.values import Value
from lowcode.kernel.names import Language, label

_MOBILE: Final = frozenset({phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE})
_STARTS: Final = ("138", "139", "150", "158", "186", "133", "189", "199")


class PhoneField(TextualField):
    """A telephone number; kept as E.164 (`+8613800138000`), with `;ext=` and digits for an extension (RFC 3966)."""

    kind: Literal["phone"]
    region: str = pydantic.Field(default="CN", pattern="^[A-Z]{2}$")
    """The country (ISO 3166) of numbers that are written without a country's code."""
    mobile: bool = False
    """Whether only mobile numbers are accepted."""

    palette: ClassVar[Palette] = Palette(
        "people",
        "phone",
        label("Telephone", "电话"),
        label("A number that is really possible, ready to be dialled.", "真实有效、可直接拨打的号码。"),
    )
    operators: ClassVar[tuple[str, ...]] = TEXTS

    def json_schema(self) -> dict[str, Json]:
        return {"type": "string", "maxLength": 60, "pattern": r"[0-9０-９]{3}", "examples": ["+8613800138000"]}

    def normal(self, text: str) -> str:
        if self.region == "CN" and _chinese_mobiles().fullmatch(text):
            return f"+86{text}"
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_valid_number(number) or len(text) > 60:
            raise Refused(codes.NOT_A_PHONE, found=text[:40])
        if self.mobile and phonenumbers.number_type(number) not in _MOBILE:
            raise Refused(codes.NOT_A_MOBILE, found=text)
        extension = number.extension
        number.extension = None
        digits = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        return f"{digits};ext={extension}" if extension else str(digits)

    def shown(self, value: Value, language: Language) -> str:  # noqa: ARG002 - digits are the same in both
        number = phonenumbers.parse(value, self.region)
        at_home = phonenumbers.region_code_for_number(number) == self.region
        formats = phonenumbers.PhoneNumberFormat
        return str(phonenumbers.format_number(number, formats.NATIONAL if at_home else formats.INTERNATIONAL))

    def sample(self, random: Random) -> Value:
        if self.region == "CN":
            return f"+86{random.choice(_STARTS)}{random.randint(10_000_000, 99_999_999)}"
        kind = phonenumbers.PhoneNumberType.MOBILE if self.mobile else phonenumbers.PhoneNumberType.FIXED_LINE
        example = phonenumbers.example_number_for_type(self.region, kind)
        return str(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)) if example else None


@cache
def _chinese_mobiles() -> re.Pattern[str]:
    """Return what mobile numbers of mainland China look like: most of what is entered, and quickly known as valid."""
    known: Any = phonenumbers.PhoneMetadata.metadata_for_region("CN")
    return re.compile(known.mobile.national_number_pattern, re.ASCII)
