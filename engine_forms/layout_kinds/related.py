"""`related`: records of another form that refer to this one."""

from typing import Literal

import pydantic

from engine_forms.layout import LayoutItem
from lowcode.kernel.names import Name


class RelatedItem(LayoutItem):
    """A list of the records that refer to this one, with a button to create one."""

    kind: Literal["related"]
    name: Name
    """What the reference calls them: `contacts` of a customer."""
    columns: tuple[Name, ...] = ()
    """The fields shown; those of the form's first list view if nothing is said."""
    rows: int = pydantic.Field(default=5, ge=1, le=50)
    """How many are shown at once."""
