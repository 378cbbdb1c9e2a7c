"""`SceneStep`: the base of the kinds of steps of a scene; each is a file of `lowcode/bundle/scene_steps`."""

import re
from typing import Annotated, ClassVar, Final

import pydantic

from lowcode.kernel.names import Name
from lowcode.kernel.spec import Spec

Told = Annotated[str, pydantic.StringConstraints(max_length=300)]
"""A few words."""
RecordName = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""What a scene calls a record. Values of later steps name it as `@order`, and one of its fields as `@order.number`."""
NAMED: Final = re.compile(r"@([a-z][a-z0-9_]*)(?:\.([a-z][a-z0-9_]*))?")
"""How values name records and people of the scene."""


class SceneStep(Spec):
    """Something that is done in a scene, or has to be so. The kind is the name of its file."""

    about: Told = ""
    """What it shows."""
    checks: ClassVar[bool] = False
    """Whether it only looks."""


class Acting(SceneStep):
    """A step that somebody does."""

    person: Name | None = None
    """Who, of the people of the scene; the product itself without one, which may do everything."""
