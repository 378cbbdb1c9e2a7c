"""Looks for records: of forms, of balances of ledgers, of their lines."""

from typing import Any, ClassVar, Literal

import pydantic

from lowcode.bundle.scene_step import Acting, RecordName
from lowcode.kernel.names import Ref


class FindStep(Acting):
    """Looks for records that somebody may see. Balances of a ledger and their lines are records of forms too."""

    kind: Literal["find"]
    form: Ref
    """The form, or the ledger: `inventory.stock`, or `inventory.stock_posting`."""
    where: dict[str, Any] = pydantic.Field(default={})
    """Values by which they are found, as JSON; all without it."""
    count: int | None = None
    """How many there have to be."""
    rows: tuple[dict[str, Any], ...] | None = None
    """What they have to be, the oldest first; values that are not named do not matter."""
    names: tuple[RecordName, ...] = ()
    """What the scene calls them from now on, the oldest first; as many as there are."""
    checks: ClassVar[bool] = True
