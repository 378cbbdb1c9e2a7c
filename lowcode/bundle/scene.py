"""`Scene`: plays a part of the business with the whole product, and shows what comes of it."""

from collections.abc import Iterator
from typing import Any

import pydantic

from lowcode.bundle.scene_kinds import AnySceneStep
from lowcode.bundle.scene_step import Told
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Name, Ref, label
from lowcode.kernel.spec import Spec

UNKNOWN: Code = Code(
    "test-scene-unknown",
    label("The scene has no {what} `{name}` at this step.", "该步骤之前，场景中没有名为 `{name}` 的{what}。"),
    label("Name it in an earlier step, or among the people.", "请在之前的步骤或人员中定义它。"),
)


class ScenePerson(Spec):
    """Somebody who works in a scene."""

    roles: tuple[Ref, ...] = ()
    """What they are, with the app if that is another: `seller`, `finance.manager`."""
    manager: Name | None = None
    """Who stands above them."""
    department: Told = ""
    """Where they work."""
    head: bool = False
    """Whether they head it."""


class Scene(Spec):
    """A part of the business, played with the whole product: records, rights, flows, rules, ledgers and the clock.

    It is played in a workspace that is made for it and thrown away, by the same code that serves people. After each
    step all jobs are done that are due. Nothing leaves it: mails are kept, and calls of other systems are not made.
    """

    about: Told = ""
    """What it shows."""
    people: dict[Name, ScenePerson] = pydantic.Field(default={})
    """Who works in it, by names by which values mean them: `@sam`."""
    steps: tuple[AnySceneStep, ...] = pydantic.Field(min_length=1)
    """What is done and seen, one after the other. The scene ends at the first step that does not come out."""

    def problems(self) -> Iterator[Diagnostic]:
        """Iterate over people and records that steps speak of before there are any."""
        known = set(self.people)
        for name, one in self.people.items():
            if one.manager is not None and one.manager not in known:
                yield UNKNOWN.report(None, f"/people/{name}/manager", what="person", name=one.manager)
        records: set[str] = set()
        for at, step in enumerate(self.steps):
            told: dict[str, Any] = step.model_dump()
            new = step.kind == "save" and told["form"] is not None
            for key in ("person", "owner"):
                if told.get(key) is not None and told[key] not in known:
                    yield UNKNOWN.report(None, f"/steps/{at}/{key}", what="person", name=told[key])
            if told.get("record") is not None and not new and told["record"] not in records:
                yield UNKNOWN.report(None, f"/steps/{at}/record", what="record", name=told["record"])
            records |= {told["record"]} if new else set()
            records |= {*told.get("made", ()), *told.get("names", ())}
