"""Circles: no record stands below itself in a tree, or waits for itself on a line of time."""

from collections.abc import Sequence
from typing import Final

from lowcode.kernel.diagnostics import Code
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import label
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.store.statement import Connection

CIRCLE: Final = Code(
    "record-circle",
    label("{field}: the record would stand above itself.", "{field}：记录会成为自己的上级，形成循环。"),
    label("Choose a record that does not stand below this one.", "请选择不在该记录之下的其他记录。"),
)


async def refuse_circles(connection: Connection, app: RecordApp, form: str, drafts: Sequence[Draft]) -> None:
    """Refuse changes, written in this transaction, that close a circle. Raises `Invalid`.

    Two people may put each of two records below the other at once: the check is made by one transaction at a time, and
    sees what those before it have written.
    """
    for name in sorted(app.lines.get(form, ())):
        ids = [one.id for one in drafts if name in one.changed and one.values.get(name) is not None]
        if not ids:
            continue
        shape = app.tables.shape(form)
        column = shape.fields[name].names[0]
        await connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{app.name}.{form}.{name}")
        found = await connection.fetchval(
            f'WITH RECURSIVE above (start, id) AS (SELECT r.id, r."{column}" FROM {shape.name} AS r '
            f'WHERE r.id = ANY ($1::uuid[]) UNION SELECT above.start, r."{column}" FROM above '
            f"JOIN {shape.name} AS r ON r.id = above.id WHERE above.id <> above.start) "
            "SELECT start FROM above WHERE id = start LIMIT 1",
            ids,
        )
        if found is not None:
            field = app.logic(form).shapes[name].label
            at = f"/{ids.index(found)}" if len(drafts) > 1 else ""
            message = "the record would stand above itself"
            raise Invalid(message, [CIRCLE.report(path=f"{at}/{name}", field=field)])
