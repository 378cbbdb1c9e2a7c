"""`money`: an amount of money."""

import re
from collections.abc import Iterator
from decimal import Decimal
from random import Random
from typing import ClassVar, Final, Literal

import pydantic

from engine_forms import form_codes
from engine_forms.bounds import BoundedField
from engine_forms.currencies import CURRENCIES
from engine_forms.field import Palette, Vocabulary
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Language, Name, label

_SIGNS: Final = re.compile(r"^\s*(?:[A-Z]{3}|RMB|[¥￥$€£₩])\s*|\s*(?:[A-Z]{3}|RMB|元|円)\s*$")


class MoneyField(BoundedField):
    """An amount of money; the value is the number, the currency is fixed or stands in another field."""

    kind: Literal["money"]
    currency: str = "CNY"
    """The currency (ISO 4217)."""
    currency_from: Name | None = None
    """The field of the form that holds the currency of each record."""
    digits: int = pydantic.Field(default=2, ge=0, le=8)
    """Digits after the point."""
    in_words: bool = False
    """Whether the amount is also shown in capital Chinese numerals (大写金额)."""

    palette: ClassVar[Palette] = Palette(
        "number",
        "pay-circle",
        label("Money", "金额"),
        label("An amount in one currency, exact to the last digit.", "某种货币的金额，分毫不差。"),
    )

    @property
    def scale(self) -> int:
        return self.digits

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        yield from super().problems(forms)
        if self.currency not in CURRENCIES:
            yield form_codes.UNKNOWN_CURRENCY.report(None, "/currency", found=self.currency)
        if self.currency_from is not None and forms.sibling(self.currency_from) is None:
            yield form_codes.NO_SUCH_FIELD.report(None, "/currency_from", name=self.currency_from, known="–")

    def shown(self, value: Value, language: Language) -> str:
        digits = super().shown(value, language)
        if self.currency_from is not None:
            return digits
        sign = CURRENCIES.get(self.currency, f"{self.currency} ")
        return f"-{sign}{digits[1:]}" if digits.startswith("-") else f"{sign}{digits}"

    def understood(self, text: str) -> Value:
        minus = "-" if text.lstrip().startswith("-") else ""
        return super().understood(minus + _SIGNS.sub("", _SIGNS.sub("", text.strip().removeprefix("-"))))

    def sample(self, random: Random) -> Value:
        return self.between(random, Decimal(100), Decimal(800_000))
