"""`AppTest`: shows that the forms and flows of an app do what they should: given this, that comes of it."""

from typing import Any

import pydantic

from lowcode.bundle.scene import Scene
from lowcode.bundle.walk import Walk
from lowcode.kernel.names import Label, Name, Ref
from lowcode.kernel.spec import Spec


class Expected(Spec):
    """What has to come of a submission."""

    values: dict[str, Any] = pydantic.Field(default={})
    """Values of fields as JSON; those that are not named do not matter. A sub-table is a list of such rows."""
    refused: tuple[str, ...] | None = None
    """The places of all errors, as `/lines/0/quantity`; none when nothing is refused, null when it does not matter."""
    hidden: tuple[Name, ...] = ()
    """Fields that are not shown."""


class Case(Spec):
    """One submission."""

    about: str = ""
    """What it shows."""
    stored: dict[str, Any] | None = None
    """The record as it is stored, as JSON; a new record without it."""
    changes: dict[str, Any] = pydantic.Field(default={})
    """What is handed in."""
    expect: Expected
    """What comes of it."""


class AppTest(Spec):
    """Cases for one form, runs of the flows of its records, and scenes of the business."""

    name: Name
    """Its name in the app."""
    label: Label
    """What it shows."""
    scenarios: tuple[str, ...] = ()
    """The business scenarios that it belongs to."""
    form: Name
    """The form."""
    records: dict[Ref, dict[str, dict[str, Any]]] = pydantic.Field(default={})
    """Other records that expressions read: by form, then by id."""
    today: str | None = pydantic.Field(default=None, pattern=r"^\d{4}-\d{2}-\d{2}$")
    """The day on which it happens; the present one without it."""
    cases: tuple[Case, ...] = ()
    """What is tried with the form."""
    walks: tuple[Walk, ...] = ()
    """Runs of flows that work with records of the form."""
    scenes: tuple[Scene, ...] = ()
    """Parts of the business that are played with the whole product, in a workspace that is thrown away."""

    @pydantic.model_validator(mode="after")
    def _something(self) -> "AppTest":
        """Refuse a test of nothing."""
        if not self.cases and not self.walks and not self.scenes:
            msg = "give `cases`, `walks` or `scenes`"
            raise ValueError(msg)
        return self
