"""`BoundedField`: a number between two bounds that the designer sets."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from engine_forms import form_codes
from engine_forms.field import Vocabulary
from engine_forms.numeric import NumericField
from lowcode.kernel.diagnostics import Diagnostic


class BoundedField(NumericField):
    """A number with a least and a greatest value."""

    minimum: Decimal | None = None
    """The least value."""
    maximum: Decimal | None = None
    """The greatest value."""

    @property
    def bounds(self) -> tuple[Decimal | None, Decimal | None]:
        """Return the bounds set."""
        return self.minimum, self.maximum

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        """Report bounds the wrong way round."""
        yield from super().problems(forms)
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            yield form_codes.LEAST_ABOVE_MOST.report(None, "/minimum")

    def between(self, random: Random, low: Decimal, high: Decimal) -> Decimal:
        """Return a number between two usual ones, moved inside the bounds, with the digits of the field."""
        low = low if self.minimum is None else max(low, self.minimum)
        high = max(low, high if self.maximum is None else min(high, self.maximum))
        steps = int((high - low).scaleb(self.scale))
        value = low + Decimal(random.randint(0, max(steps, 0))).scaleb(-self.scale)
        return self.rounded(value)
