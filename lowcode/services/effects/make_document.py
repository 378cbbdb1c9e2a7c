"""Prints a record as a PDF."""

from collections.abc import AsyncIterator
from typing import Any, Final

from lowcode.kernel.errors import Invalid
from lowcode.services.effect_codes import NO_RECORD_HERE
from lowcode.services.effect_kind import Doing, EffectKind
from lowcode.services.print_document import Document, printed
from lowcode.services.record_writing import NewRecord


class MakeDocumentWork(EffectKind):
    """Prints it, keeps the PDF as a file, and lets a field of the record have it if one is named."""

    kind = "make_document"

    async def carry_out(self, doing: Doing) -> dict[str, Any]:
        """Return the file: `id`, `name`, `size`."""
        document = await document_of(doing, doing.text("template"))
        name = doing.text("file_name", "") or document.name
        files = doing.tools.workspace.files
        kept = await files.upload(doing.actor, name if name.endswith(".pdf") else f"{name}.pdf", _pieces(document))
        field = doing.text("field", "")
        if field and doing.order.record_id is not None:
            app, form = doing.app()
            shape = app.logic(form).shapes[field]
            present: Any = None
            if getattr(shape, "several", False):
                view = await doing.records.reading.get(app, doing.actor, form, doing.order.record_id)
                present = [*(view.values.get(field) or []), str(kept.id)]
            change = NewRecord(values={field: present or str(kept.id)})
            changes = {doing.order.record_id: change}
            await doing.records.writing.update_many(app, doing.actor, form, changes, cause=doing.cause)
        return {"id": str(kept.id), "name": kept.name, "size": kept.size}


async def document_of(doing: Doing, template: str) -> Document:
    """Return the record of an effect as a PDF. Raises `Invalid` without a record."""
    if doing.order.record_id is None:
        message = "there is no record"
        raise Invalid(message, [NO_RECORD_HERE.report()])
    app, _ = doing.app()
    async with doing.database.connection() as connection:
        return await printed(
            connection,
            doing.records.reading,
            doing.tools.workspace.settings,
            app,
            actor=doing.actor,
            template=template,
            record_id=doing.order.record_id,
        )


async def _pieces(document: Document) -> AsyncIterator[bytes]:
    """Iterate over a document as it is uploaded."""
    yield document.content


MAKE_DOCUMENT: Final = MakeDocumentWork()
"""The kind."""
