"""Moves a record to another stage."""

from typing import Any, Final

from engine_forms.field_types.stage import StageField
from lowcode.kernel.errors import Invalid
from lowcode.services.effect_codes import NO_STATE
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.record_writing import NewRecord


class SetStageWork(EffectKind):
    """Moves it by the stage field that has such a state; the transition has to be one of the form."""

    kind = "set_stage"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the ids and how many there are."""
        app, form = doing.app(doing.get("form"))
        stage, ids = doing.text("stage"), doing.record_ids()
        stages = [one for one in app.form(form).fields if isinstance(one, StageField)]
        field = next((one for one in stages if any(state.name == stage for state in one.states)), None)
        if field is None:
            message = f"the form {form} has no state {stage}"
            raise Invalid(message, [NO_STATE.report(state=stage[:60])])
        changes = dict.fromkeys(ids, NewRecord(values={field.name: stage}))
        await doing.records.writing.update_many(app, doing.actor, form, changes, cause=doing.cause)
        return {"ids": [str(one) for one in ids], "count": len(ids)}


SET_STAGE: Final = SetStageWork()
"""The kind."""
