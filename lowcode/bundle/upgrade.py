"""`upgraded`: brings a document of an older format to the present one, step by step, before anything else reads it."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lowcode.bundle import upgrades
from lowcode.bundle.app import FORMAT
from lowcode.bundle.canonical import Json
from lowcode.kernel.catalog import Catalog
from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label

FORMAT_UNKNOWN: Final = Code(
    "bundle-format-unknown",
    label(
        "The bundle is of format {found}; this version reads 1 to {newest}.",
        "应用包格式为 {found}，本版本支持 1 至 {newest}。",
    ),
    label("Write the format as a number, or update the product.", "请将格式写为数字，或升级产品。"),
)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """One step: from the format in its kind, `format_1`, to the next."""

    kind: str
    """The name of its module."""
    step: Callable[[dict[str, Json]], None]
    """Changes a document, which is the step's own to change."""

    @property
    def reads(self) -> int:
        """Return the format that it starts from."""
        return int(self.kind.removeprefix("format_"))


UPGRADES: Final[Mapping[int, Upgrade]] = {one.reads: one for one in Catalog(upgrades, Upgrade, objects=True).values()}
"""The steps by the format that they start from."""


def upgraded(
    document: Mapping[str, Json], steps: Mapping[int, Upgrade] = UPGRADES, newest: int = FORMAT
) -> dict[str, Json]:
    """Return a document in the present format; the given one stays as it is. Raises `Invalid` for unknown formats."""
    app = document.get("app")
    found = app.get("format") if isinstance(app, Mapping) else None
    if isinstance(found, bool) or not isinstance(found, int) or not 1 <= found <= newest:
        message = "the format of the bundle is not known"
        raise Invalid(message, [FORMAT_UNKNOWN.report(path="app.json/format", found=found, newest=newest)])
    made = dict(document)
    for number in range(found, newest):
        made = copy.deepcopy(made)
        steps[number].step(made)
        made["app"]["format"] = number + 1
    return made
