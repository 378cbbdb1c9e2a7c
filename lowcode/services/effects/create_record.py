"""Creates a record of a form."""

from typing import Any, Final
from uuid import UUID

from engine_forms.submission import FormLogic
from lowcode.kernel.diagnostics import Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.effect_kind import Doing, EffectKind, values_of
from lowcode.services.record_writing import NewRecord

_WRONG: Final = label("{form}: {reason}", "{form}：{reason}")
_WRONG_IN_ROW: Final = label("{form}, {rows}, row {row}: {reason}", "{form}，{rows}第 {row} 行：{reason}")
_NEXT: Final = label(
    "This would be made as well, so nothing was saved: correct what it is made of, or ask whoever looks after the app.",
    "该记录需要同时生成，因此未保存任何内容：请更正其来源数据，或联系应用管理员。",
)


class CreateRecordWork(EffectKind):
    """Creates it as the record service does, with all rules."""

    kind = "create_record"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the id, the form and the values of the new record. Raises `Invalid`, which names the form."""
        app, form = doing.app(doing.needed("form"))
        owner = next(iter(doing.ids("owner")), None) or _owner(doing)
        new = NewRecord(values=values_of(app, form, doing.get("values") or {}), owner=owner)
        try:
            found = await doing.records.writing.create(app, doing.actor, form, new, cause=doing.cause)
        except Invalid as error:
            raise Invalid(str(error), [_elsewhere(app.logic(form), one) for one in error.diagnostics]) from error
        return {"id": str(found.id), "app": app.name, "form": form, "version": found.version, **found.values}


def _elsewhere(logic: FormLogic, wrong: Diagnostic) -> Diagnostic:
    """Return a mistake so that whoever works with another record knows of which form it is, and in which row."""
    name = logic.form.label
    _, _, inside = wrong.path.partition("/")
    rows, _, rest = inside.partition("/")
    row = rest.partition("/")[0]
    table = logic.forms.forms[logic.form.name].by_name.get(rows)
    if table is not None and row.isdigit():
        told = _WRONG_IN_ROW.filled(form=name, rows=table.label, row=int(row) + 1, reason=wrong.message)
    else:
        told = _WRONG.filled(form=name, reason=wrong.message)
    return Diagnostic(wrong.code, told, _NEXT, wrong.severity)


def _owner(doing: Doing) -> UUID | None:
    """Return whose it is to be when nothing is said."""
    return doing.order.account_id


CREATE_RECORD: Final = CreateRecordWork()
"""The kind."""
