"""`printed`: a record as a PDF by a print template, with what its reader may see of it."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any, Final
from uuid import UUID

from engine_forms.field_types.subtable import SubtableField
from engine_forms.identity import IdField
from engine_forms.situation import tree_of
from engine_rules.expression import Expression, expression
from engine_rules.values import Value
from lowcode.bundle.print_template import PrintTemplate
from lowcode.kernel.errors import NotFound
from lowcode.kernel.names import Language
from lowcode.services.actor import Actor
from lowcode.services.effect_codes import NO_TEMPLATE
from lowcode.services.print_page import pdf_of
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_reading import Reading
from lowcode.services.record_view import MASK
from lowcode.services.seen_contexts import SeenContexts
from lowcode.settings import Settings
from lowcode.store.statement import Connection

_PLACE: Final = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_ROWS: Final = re.compile(r"<table([^>]*?)\sdata-rows=\"([a-z0-9_]+)\"([^>]*)>\s*</table>", re.DOTALL)
_COLUMNS: Final = re.compile(r"data-columns=\"([a-z0-9_, ]+)\"")


@dataclass(frozen=True, slots=True)
class Document:
    """A record on paper."""

    name: str
    """What the file is called."""
    content: bytes
    """The PDF."""
    body: str = ""
    """The page that was printed, as HTML."""


async def printed(
    connection: Connection,
    reading: Reading,
    settings: Settings,
    app: RecordApp,
    *,
    actor: Actor,
    template: str,
    record_id: UUID,
) -> Document:
    """Return a record as a PDF. Raises `NotFound`, and `Forbidden` when no role lets the actor print it.

    In the body `{{expression}}` is replaced by its value, a field's as people read it, and
    `<table data-rows="lines" data-columns="product, quantity"></table>` by the rows of a sub-table. What the reader may
    not see stays hidden.
    """
    found = app.prints.get(template)
    if found is None:
        message = f"there is no print template {template}"
        raise NotFound(message, [NO_TEMPLATE.report(name=template[:60])])
    reader = await reading.reader(connection, actor)
    access = reading.access(app, reader, found.form, "see" if reader.everything else "print")
    loaded = await reading.one(connection, app, access, record_id)
    await reading.live(connection, app, reader, found.form, [loaded.values])
    rights = reading.seen(app, access).rights(loaded.values, loaded.holds)
    held = frozenset(name for name, right in rights.items() if right in {"hidden", "masked"})
    sheet = _Sheet(app, found, reader, loaded.values, held | access.sensitive if not reader.everything else held)
    await sheet.fetch(connection, reading)
    body = sheet.body()
    title = sheet.title()
    content = await asyncio.to_thread(
        pdf_of, body, title=title, paper=found.page, landscape=found.landscape, font=settings.print_font
    )
    name = _UNSAFE.sub("_", title).strip("_") or "document"
    return Document(f"{name}.pdf", content, body)


class _Sheet:
    """Fills one template with one record."""

    def __init__(
        self,
        app: RecordApp,
        template: PrintTemplate,
        reader: Reader,
        values: Mapping[str, Value],
        held: frozenset[str],
    ) -> None:
        """Take the record, and the fields that the reader may not read."""
        self.app, self.template, self.reader, self.values, self.held = app, template, reader, values, held
        self.language: Language = template.language
        self.shapes = app.logic(template.form).shapes
        scope = app.forms.scope(template.form)
        self.formulas: dict[str, Expression] = {text: expression(text, scope) for text in template.expressions()}
        self.heading = app.forms.expression(app.forms.forms[template.form].title_expression, template.form)
        self.titles: dict[str, str] = {}
        self.seen: dict[str, Value] = {}

    async def fetch(self, connection: Connection, reading: Reading) -> None:
        """Fetch what the expressions read, and what the records are called that the rows refer to."""
        form = self.template.form
        routes = {route for one in [*self.formulas.values(), self.heading] for route in one.reads}
        mine = str(self.values["id"])
        found = await SeenContexts(reading, connection, self.app, self.reader).of(form, [mine], tree_of(routes))
        self.seen = {**found.get(mine, {}), "current user": dict(self.reader.user), "is new": False}
        wanted: dict[str, set[UUID]] = {}
        for name, shape in self.shapes.items():
            fields = shape.fields if isinstance(shape, SubtableField) else [shape]
            rows = self.values.get(name) or [] if isinstance(shape, SubtableField) else [self.values]
            for one in (one for one in fields if isinstance(one, IdField)):
                for row in rows:
                    ids = row.get(one.name) if isinstance(row, Mapping) else None
                    for id_ in ids if isinstance(ids, list) else [ids]:
                        if isinstance(id_, str):
                            wanted.setdefault(one.target, set()).add(UUID(id_))
        for target, ids in wanted.items():
            self.titles |= await reading.titles_of(connection, self.app, self.reader, target, sorted(ids))

    def title(self) -> str:
        """Return what the document is called: the template and the record."""
        if any(route and route[0] in self.held for route in self.heading.reads):
            return self.template.label.text(self.language)
        return f"{self.template.label.text(self.language)} {self.heading.evaluate(self.seen) or ''}".strip()

    def body(self) -> str:
        """Return the HTML with values in it."""
        with_rows = _ROWS.sub(self._rows, self.template.body)
        return _PLACE.sub(lambda found: self._value(found[1].strip()), with_rows)

    def _value(self, text: str) -> str:
        """Return the value of an expression as people read it, safe inside HTML."""
        made = self.formulas[text]
        if any(route and route[0] in self.held for route in made.reads):
            return MASK
        shape = self.shapes.get(text)
        if shape is not None and not isinstance(shape, SubtableField):
            return self._shown(shape, self.values.get(text))
        return escape(self._told(made.evaluate(self.seen)))

    def _rows(self, found: re.Match[str]) -> str:
        """Return the table of a sub-table, with a heading."""
        shape = self.shapes.get(found[2])
        if not isinstance(shape, SubtableField) or found[2] in self.held:
            return ""
        said = _COLUMNS.search(found[1] + found[3])
        names = [one.strip() for one in said[1].split(",")] if said else [one.name for one in shape.fields]
        fields = [
            one for name in names for one in shape.fields if one.name == name and f"{found[2]}.{name}" not in self.held
        ]
        rows = self.values.get(found[2]) or []
        places = [_place(row.get(one.name) for row in rows) for one in fields]
        head = "".join(
            f"<th{place}>{escape(one.label.text(self.language))}</th>"
            for one, place in zip(fields, places, strict=True)
        )
        lines = "".join(
            "<tr>"
            + "".join(
                f"<td{place}>{self._shown(one, row.get(one.name))}</td>"
                for one, place in zip(fields, places, strict=True)
            )
            + "</tr>"
            for row in rows
        )
        return f"<table{found[1]}{found[3]}><tr>{head}</tr>{lines}</table>"

    def _shown(self, shape: Any, value: Value) -> str:
        """Return a field's value as people read it, safe inside HTML."""
        if value is None:
            return ""
        if isinstance(shape, IdField):
            ids = value if isinstance(value, list) else [value]
            return escape("、".join(self.titles.get(str(one), "") for one in ids))
        # Braces of a value are no places of the template.
        return escape(shape.text(value, self.language)).replace("{{", "&#123;&#123;")

    def _told(self, value: Value) -> str:
        """Return a value that is no field's as people read it."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return ("是" if value else "否") if self.language == "zh-CN" else ("yes" if value else "no")
        if isinstance(value, Decimal):
            return f"{value:,f}"
        if isinstance(value, datetime):
            return value.strftime("%Y-%m-%d %H:%M")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, list):
            return "、".join(self._told(one) for one in value)
        if isinstance(value, dict):
            return self._told(value.get("name") or value.get("title") or self.titles.get(str(value.get("id"))))
        return str(value)


def _place(values: Iterable[Value]) -> str:
    """Return how a column is aligned: numbers stand on the right, so that their digits are below each other."""
    there = [one for one in values if one is not None]
    numbers = there and all(isinstance(one, Decimal | int) and not isinstance(one, bool) for one in there)
    return ' align="right"' if numbers else ""
