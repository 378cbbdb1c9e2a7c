"""Creates a record, or changes one."""

from typing import Any, Final

from lowcode.bundle.scene_step import SceneStep
from lowcode.bundle.scene_steps.save import SaveStep
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.actor import Actor
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.scene_play import StepPlay
from lowcode.services.scene_stage import Known, Stage, differs


class SavePlay(StepPlay):
    """Saves it by the use cases of records."""

    kind = "save"

    async def play(self, stage: Stage, step: SceneStep, about: str) -> list[Diagnostic]:
        """Return that it was not refused, or that other places were."""
        assert isinstance(step, SaveStep)
        actor = await stage.actor(step.person)
        try:
            async with stage.connection.transaction():
                await _saved(stage, step, actor)
        except (Invalid, Forbidden, Conflict, NotFound) as error:
            if step.refused is None:
                raise
            places = sorted({one.path for one in error.diagnostics if one.path})
            wanted = sorted(set(step.refused))
            return [] if places == wanted else [differs(about, "/refused", "refused", places, wanted)]
        return (
            [] if step.refused is None else [differs(about, "/refused", "refused", None, step.refused or "something")]
        )


async def _saved(stage: Stage, step: SaveStep, actor: Actor) -> None:
    """Save it, and let the scene know a new record."""
    values: dict[str, Any] = {name: await stage.value(one, actor) for name, one in step.values.items()}
    owner = None if step.owner is None else stage.people[step.owner]
    writing = stage.tools.records.writing
    if step.form is not None:
        app, form = await stage.place(step.form)
        made = await writing.create(app, actor, form, NewRecord(values=values, owner=owner))
        stage.records[step.record] = Known(app.name, form, made.id)
        return
    app, known = await stage.known(step.record)
    present, _ = await stage.read(step.record)
    for name, changes in step.rows.items():
        rows: list[Any] = [dict(one) for one in present.values.get(name) or ()]
        for row, more in zip(rows, changes, strict=False):
            row |= {key: await stage.value(one) for key, one in more.items()}
        values[name] = rows
    change = RecordChange(version=present.version, values=values, owner=owner)
    await writing.update(app, actor, known.form, known.id, change)


SAVE: Final = SavePlay()
"""The kind."""
