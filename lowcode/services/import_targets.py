"""`NameBook`: the records, people and departments that cells name, found once for a whole run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from engine_forms.field import Refused
from lowcode.kernel.names import Label, label
from lowcode.services.access import FormAccess
from lowcode.services.reader import Reader
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Where
from lowcode.services.transfer_codes import TARGET_AMBIGUOUS, TARGET_UNKNOWN
from lowcode.store import imports
from lowcode.store.statement import Connection

_SHOWN: Final = 3
"""How many candidates a message names."""
_PERSON: Final = label("person", "人员")
_DEPARTMENT: Final = label("department", "部门")

Found = dict[str, str]
"""The ids that a text means, each with what tells it from the others."""


class NameBook:
    """What texts in cells mean, as far as the reader may see it."""

    def __init__(self, app: RecordApp, reader: Reader) -> None:
        """Take the app, and who imports."""
        self.app = app
        self.reader = reader
        self._known: dict[str, dict[str, Found]] = defaultdict(dict)

    async def learn(self, connection: Connection, wanted: Mapping[str, Iterable[str]]) -> None:
        """Find what texts mean that are not known yet; `wanted` has them by the form, or `user`, `department`."""
        for target, texts in wanted.items():
            known = self._known[target]
            fresh = sorted({text for text in texts if text not in known})
            if not fresh:
                continue
            known.update((text, {}) for text in fresh)
            if target == "user":
                await self._people(connection, fresh)
            elif target == "department":
                await self._departments(connection, fresh)
            elif self.app.keeps(target):
                await self._records(connection, self.app.access.of(self.reader, target), fresh)

    def id(self, target: str, text: str) -> str:
        """Return the id of what a text means. Raises `Refused` when it means nothing, or several."""
        found = self._known[target].get(text, {})
        if len(found) == 1:
            return next(iter(found))
        if not found:
            raise Refused(TARGET_UNKNOWN, form=self._called(target), found=text[:80])
        several = list(found.values())[:_SHOWN] + ["…"] * (len(found) > _SHOWN)
        raise Refused(TARGET_AMBIGUOUS, found=text[:80], candidates=", ".join(several))

    def _called(self, target: str) -> Label:
        """Return what people call a target."""
        if target == "user":
            return _PERSON
        if target == "department":
            return _DEPARTMENT
        form = self.app.forms.forms.get(target)
        return form.label if form else label(target, target)

    async def _people(self, connection: Connection, texts: list[str]) -> None:
        """Find people."""
        rows = await imports.PEOPLE.rows(connection, names=texts, folded=[one.lower() for one in texts])
        for text in texts:
            exact = [row for row in rows if text.lower() in {row["name"], row["email"], str(row["id"])}]
            for row in exact or [one for one in rows if one["display_name"] == text]:
                self._known["user"][text][str(row["id"])] = f"{row['display_name']} ({row['name']})"

    async def _departments(self, connection: Connection, texts: list[str]) -> None:
        """Find departments."""
        rows = await imports.DEPARTMENTS.rows(connection, names=texts, folded=[one.lower() for one in texts])
        for text in texts:
            for row in rows:
                if text in {row["name"], row["path"]} or text.lower() == str(row["id"]):
                    self._known["department"][text][str(row["id"])] = row["path"]

    async def _records(self, connection: Connection, access: FormAccess, texts: list[str]) -> None:
        """Find records by their title, by what no two of them share, or by their key."""
        form = self.app.form(access.form)
        where = Where(self.app, access)
        where.parts.append("r.trashed_at IS NULL")
        where.permitted("see")
        listed = where.bound.put(texts)
        title = self.app.forms.expression(form.title_expression, form.name)
        made = where.compiled(title)
        columns: list[str] = []
        if made.text is not None and where.may_read(title.reads, ""):
            columns.append(f"({where.bound.query(made)})::text")
        shape = self.app.tables.shape(form.name)
        exact = [one for one in form.fields if one.unique and one.name in shape.fields]
        for one in exact:
            kept = shape.fields[one.name]
            if len(kept.columns) == 1 and kept.columns[0].storage == "text":
                condition = access.readable(one.name, where.bound)
                columns.append(f'CASE WHEN {condition} THEN r."{kept.names[0]}" END')
        given = [UUID(text) for text in texts if _is_id(text)]
        alternatives = [f"{column} = ANY ({listed}::text[])" for column in columns]
        if given:
            alternatives.append(f"r.id = ANY ({where.bound.put(given)}::uuid[])")
        if not alternatives:
            return
        names = ", ".join(columns) or "NULL::text"
        text = (
            f"SELECT r.id, ARRAY[{names}] AS names FROM {shape.name} AS r "
            f"WHERE {where.sql} AND ({' OR '.join(alternatives)})"
        )
        known = self._known[form.name]
        for row in await connection.fetch(*where.bound.over(text)):
            self._note(known, row)

    def _note(self, known: dict[str, Found], row: Any) -> None:
        """Remember a record under each text that means it."""
        id_ = str(row["id"])
        names = [one for one in row["names"] if one]
        told = " ".join(dict.fromkeys(names)) or id_
        for text in {*names, id_}:
            if text in known:
                known[text][id_] = told


def _is_id(text: str) -> bool:
    """Return whether a text is the key of a record."""
    try:
        UUID(text)
    except ValueError:
        return False
    return len(text) == len("00000000-0000-0000-0000-000000000000")
