"""`PrintTemplate`: how a record looks on paper."""

import re
from collections.abc import Iterator
from typing import Final, Literal

import pydantic

from lowcode.kernel.names import Label, Language, Name
from lowcode.kernel.spec import Spec

_PLACE: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)


class PrintTemplate(Spec):
    """A page for the records of a form: HTML with expressions between double braces."""

    name: Name
    """Its name in the app."""
    label: Label
    """What people choose it by."""
    form: Name
    """The form whose records it prints."""
    language: Language = "zh-CN"
    """The language that values are written in."""
    page: Literal["A4", "A5", "letter"] = "A4"
    """The paper."""
    landscape: bool = False
    """Whether the longer side is on top."""
    body: str = pydantic.Field(min_length=1, max_length=200_000)
    """The HTML; `{{customer.name}}` is replaced by the value of the expression."""

    def expressions(self) -> Iterator[str]:
        """Iterate over the expressions in the body."""
        return (found[1].strip() for found in _PLACE.finditer(self.body))
