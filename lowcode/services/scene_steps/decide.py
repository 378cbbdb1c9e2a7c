"""Decides a task of a flow."""

from typing import Final

import pydantic

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.decide import DecideStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid
from lowcode.services.flow_messages import VerbRequest
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs
from lowcode.services.task_lists import Inbox, TaskEntry, TaskQuery


class DecidePlay(StepPlay):
    """Decides it by the use cases of flows."""

    kind = "decide"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return that nobody asks, that it was not refused, or that it is not clear which task is meant."""
        assert isinstance(step, DecideStep)
        actor = await stage.actor(step.person)
        tasks = await open_tasks(stage, step.person)
        if step.record is not None:
            tasks = [one for one in tasks if one.record == stage.records[step.record].id]
        if len(tasks) != 1:
            return [] if step.refused and not tasks else [differs(about, "", "tasks", len(tasks), 1)]
        version = (await stage.read(step.record))[0].version if step.record is not None and step.values else None
        given = {
            "verb": await stage.value(step.verb),
            "values": {name: await stage.value(one, actor) for name, one in step.values.items()},
            "version": version,
        }
        try:
            await stage.flows.act_on_task(actor, tasks[0].id, VerbRequest.model_validate(given))
        except (Invalid, Forbidden, Conflict):
            if not step.refused:
                raise
            return []
        except pydantic.ValidationError as error:
            return [differs(about, "/verb", "verb", step.verb, error.errors()[0]["msg"])]
        return [differs(about, "/refused", "refused", None, "something")] if step.refused else []


async def open_tasks(stage: Stage, person: str) -> list[TaskEntry]:
    """Return what flows ask of somebody, or what they may claim."""
    inbox, actor = Inbox(stage.flows), await stage.actor(person)
    return [
        one
        for kind in ("mine", "pool")
        for one in (await inbox.tasks(actor, TaskQuery.model_validate({"list": kind, "limit": 100}))).tasks
    ]


DECIDE: Final = DecidePlay()
"""The kind."""
