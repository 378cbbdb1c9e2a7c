"""`Option`: one of the values that a choice offers."""

from collections.abc import Iterator
from typing import ClassVar

import pydantic

from engine_forms import codes, form_codes
from engine_forms.field import ExpressionText, Field, Refused, Use, Vocabulary
from engine_forms.numeric import brief
from engine_rules import types as t
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.names import Label, label
from lowcode.kernel.spec import Spec


class Option(Spec):
    """A value to choose."""

    value: str = pydantic.Field(min_length=1, max_length=60, pattern=r"^[^\s,，、;；][^,，、;；]*$")
    """What is stored; it never changes."""
    label: Label
    """What people read."""
    colour: str | None = None
    """The colour of its tag."""
    when: ExpressionText | None = None
    """When it is offered; always if nothing is said."""
    active: bool = True
    """Whether it can still be chosen; records that have it keep it."""


class OptionsField(Field):
    """A field with a list of options."""

    options: tuple[Option, ...]
    """The values to choose from."""

    separators: ClassVar[str] = ",，、;；\n"
    """What stands between several values in a text; no option has one of them in its value."""

    def uses(self) -> Iterator[Use]:
        """Add the conditions of the options."""
        yield from super().uses()
        for position, option in enumerate(self.options):
            if option.when is not None:
                yield Use(f"/options/{position}/when", option.when, t.BOOLEAN)

    def problems(self, forms: Vocabulary) -> Iterator[Diagnostic]:
        """Report options that are missing or double."""
        yield from super().problems(forms)
        if not self.options:
            yield form_codes.NO_OPTIONS.report(None, "/options")
        seen: set[str] = set()
        for position, option in enumerate(self.options):
            if option.value in seen:
                yield form_codes.OPTION_TWICE.report(None, f"/options/{position}/value", value=option.value)
            seen.add(option.value)

    def objections(self, value: Value, forms: Vocabulary) -> Iterator[Diagnostic]:
        """Object to options that are kept only for the records that have them."""
        yield from super().objections(value, forms)
        for option in self.options:
            if not option.active and option.value in (value if isinstance(value, list) else [value]):
                yield codes.OPTION_NOT_OFFERED.report(found=option.label)

    def demands(self, value: Value) -> Iterator[tuple[str, Diagnostic]]:
        """Demand the conditions of the options chosen."""
        chosen = value if isinstance(value, list) else [value]
        for option in self.options:
            if option.value in chosen and option.when is not None:
                yield option.when, codes.OPTION_NOT_OFFERED.report(found=option.label)

    def option(self, value: str) -> Option | None:
        """Return the option of a value."""
        return next((one for one in self.options if one.value == value), None)

    def chosen(self, raw: object) -> str:
        """Return the value of JSON input. Raises `Refused`."""
        if isinstance(raw, str) and self.option(raw.strip()):
            return raw.strip()
        raise self.not_an_option(raw)

    def meant(self, text: str) -> str:
        """Return the value that a text means: itself, or the label of an option. Raises `Refused`."""
        if self.option(text):
            return text
        for option in self.options:
            if text in {option.label.en, option.label.zh_cn}:
                return option.value
        raise self.not_an_option(text)

    def not_an_option(self, raw: object) -> Refused:
        """Return the refusal of what is no option."""
        shown = self.options[:12]
        en, zh = ", ".join(one.label.en for one in shown), "、".join(one.label.zh_cn for one in shown)
        return Refused(codes.NOT_AN_OPTION, found=brief(raw), options=label(en, zh))
