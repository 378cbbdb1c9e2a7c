"""Looks for records: of forms, of balances of ledgers, of their lines."""

from typing import Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.find import FindStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.services.record_query import MOST_RECORDS, Query
from lowcode.services.record_view import RecordView
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Known, Stage, differs


class FindPlay(StepPlay):
    """Lists them by the use cases of records."""

    kind = "find"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return that there are more or fewer than there have to be, or others."""
        assert isinstance(step, FindStep)
        app, form = await stage.place(step.form)
        found = await _found(stage, step)
        shapes = app.logic(form).shapes
        made = []
        if step.count is not None and len(found) != step.count:
            made.append(differs(about, "/count", step.form, len(found), step.count))
        if step.rows is not None:
            if len(found) != len(step.rows):
                made.append(differs(about, "/rows", step.form, len(found), len(step.rows)))
            for at, (wanted, one) in enumerate(zip(step.rows, found, strict=False)):
                made += await stage.differences(about, f"/rows/{at}", wanted, one.values, shapes)
        if step.names and len(step.names) != len(found):
            made.append(differs(about, "/names", step.form, len(found), len(step.names)))
        for name, one in zip(step.names, found, strict=False):
            stage.records[name] = Known(app.name, form, one.id)
        return made


async def _found(stage: Stage, step: FindStep) -> list[RecordView]:
    """Return the records, the oldest first. Raises `Forbidden` when the person may not see the form."""
    app, form = await stage.place(step.form)
    actor = await stage.actor(step.person)
    reading = stage.tools.records.reading
    page = await reading.page(app, actor, form, Query(limit=MOST_RECORDS))
    shapes = app.logic(form).shapes
    found = []
    for one in sorted(page.records, key=lambda each: (each.created_at, each.id)):
        view = await reading.get(app, actor, form, one.id)
        if not await stage.differences("", "", step.where, view.values, shapes):
            found.append(view)
    return found


FIND: Final = FindPlay()
"""The kind."""
