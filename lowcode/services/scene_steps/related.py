"""Walks from a record to those that belong together with it."""

from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.related import RelatedStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.record_chain import RecordChain
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Stage, differs


class RelatedPlay(StepPlay):
    """Walks by the use case of chains."""

    kind = "related"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return which records are not found, and which should not have been."""
        assert isinstance(step, RelatedStep)
        app, known = await stage.known(step.record)
        chain = RecordChain(stage.tools.records.reading, stage.tools.record_apps)
        found = {
            one.id
            for one in (await chain.of_record(app, await stage.actor(step.person), known.form, known.id)).documents
        }
        lost = [one for one in step.reaches if stage.records[one].id not in found]
        seen = [one for one in step.misses if stage.records[one].id in found]
        made = [differs(about, "/reaches", "not found", lost, None)] if lost else []
        return made + ([differs(about, "/misses", "found", seen, None)] if seen else [])


RELATED: Final = RelatedPlay()
"""The kind."""
