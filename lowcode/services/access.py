"""`Access`: who may see and do what with records, compiled to SQL; every way to a record asks it.

What a role may do with the records of a form is a grant: actions, each with a rule for the record, and rights at
fields.
Somebody may do something with a record when one of their grants says so and its rule holds for the record. They have at
a field of it the greatest right that a grant whose rule for seeing holds gives. A rule that is null, that cannot be
computed in SQL, or that reads what is not stored, allows nothing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final

from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.plan import Plan
from engine_rules import types as t
from engine_rules.expression import expression
from engine_rules.reads import Route
from engine_rules.targets.sql.query import DIALECTS, SqlQuery, compile_sql
from engine_rules.targets.sql.source import Source
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import label
from lowcode.services.reader import Reader
from lowcode.services.rights import RANK, FieldRight, FormRights, RoleRights
from lowcode.store.bound import Bound
from lowcode.store.record_tables import RecordTables, reachable

RULE_NOT_COMPUTED: Final = Code(
    "access-rule-not-computed",
    label("The rule reads {name}, which the database does not keep.", "规则读取了 {name}，而数据库并未保存它。"),
    label("Let it read stored fields only; a formula can be stored.", "请仅读取已入库的字段；公式字段可以设置为入库。"),
)

_NOBODY: Final = "FALSE"
_ALL: Final = "TRUE"
_KNOWN_READERS: Final = 500
"""How many readers' compiled rules are kept."""
_CHEAP: Final = (("id",), ("roles",))
"""What is known of the user without asking the database."""
_PREFIX: Final = re.compile(
    r'starts_with\(\(SELECT (t\d+)\."(\w+)" FROM ("\w+") AS \1 WHERE \1\."id" = (\w+\."\w+")\), '
    r"(CAST\(\$\d+ AS text\))\)"
)
"""Whether a text of the record that a reference leads to begins so: asked for each record otherwise."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which records a grant speaks of, compiled; without a query and states all of them."""

    text: str = ""
    """The expression, empty for every record."""
    query: SqlQuery | None = None
    """The condition over the record `r`."""
    impossible: bool = False
    """Whether it can never hold, as what cannot be computed."""
    elsewhere: bool = False
    """Whether it is impossible in this SQL alone: it has to be asked in that of the records."""
    states: tuple[str, ...] = ()
    """Only for records in one of these states."""
    column: str = ""
    """The column of the state as SQL."""
    dialect: str = "postgres"
    """The SQL that it is written in."""

    @property
    def always(self) -> bool:
        """Return whether it holds for every record."""
        return self.query is None and not self.impossible and not self.states

    def sql(self, bound: Bound) -> str:
        """Return it as a condition."""
        if self.impossible:
            return _NOBODY
        parts = [] if self.query is None else [f"({bound.query(self.query)})"]
        if self.states:
            parts.append(_among(self.column, self.states, bound, self.dialect))
        return f"({' AND '.join(parts)})" if parts else _ALL


@dataclass(frozen=True, slots=True)
class Grant:
    """What a reader may do with the records of a form by one of their roles."""

    role: str
    rights: FormRights
    rule: Rule

    def allows(self, action: str) -> bool:
        """Return whether it allows something with some record."""
        return action in self.rights.actions and not self.rule.impossible


class Access:
    """The rights of the roles of one version of an app, compiled for each reader when first asked."""

    def __init__(self, tables: RecordTables, roles: Iterable[RoleRights]) -> None:
        """Take the tables of the forms and the rights of the roles."""
        self.tables = tables
        self.roles = {one.role: one for one in roles}
        self._reads_people: dict[frozenset[str], bool] = {}
        self._readers: dict[str, dict[tuple[str, str, str], FormAccess]] = {}

    def of(self, reader: Reader, form: str, alias: str = "r", dialect: str = "postgres") -> "FormAccess":
        """Return what somebody may do with the records of a form, which statements of `dialect` call `alias`."""
        key = f"{reader.everything}{sorted(reader.actor.roles)!r}{reader.user!r}{clock.zone()!s}"
        known = self._readers.get(key)
        if known is None:
            if len(self._readers) >= _KNOWN_READERS:
                self._readers.clear()
            known = self._readers[key] = {}
        found = known.get((form, alias, dialect))
        if found is None:
            found = known[form, alias, dialect] = FormAccess(self, reader, form, alias, dialect)
        return found

    def reads_people(self, roles: frozenset[str]) -> bool:
        """Return whether rules of some roles, or expressions of forms, read more of the user than id and roles."""
        found = self._reads_people.get(roles)
        if found is None:
            scope = self.tables.forms.scope
            rules = (
                (one.form, one.rows)
                for role in roles & self.roles.keys()
                for one in self.roles[role].grants
                if isinstance(one.rows, str) and one.form in self.tables.forms.forms
            )
            routes = [route for form, text in rules for route in expression(text, scope(form)).reads]
            seen = any(route[0] == "current user" and route[1:2] not in _CHEAP for route in routes)
            found = self._reads_people[roles] = seen or self._forms_read_people
        return found

    @cached_property
    def _forms_read_people(self) -> bool:
        """Whether an expression of a form reads more of the user than id and roles."""
        forms = self.tables.forms
        trees = (Plan(forms, form.name).tree.get("current user") for form in forms)
        return any(tree is not None and (not tree or not tree.keys() <= {"id", "roles"}) for tree in trees)

    def check(self, rights: FormRights) -> Iterator[Diagnostic]:
        """Iterate over why the rule of a grant cannot be computed; for publishing."""
        if isinstance(rights.rows, str):
            somebody = {"current user": _SOMEBODY, "is new": False}
            source = Source(self.tables.source(rights.form), "r", somebody, zone=clock.zone())
            found = expression(rights.rows, self.tables.forms.scope(rights.form))
            problems = [*found.diagnostics, *_unstored(found.reads, source)]
            yield from problems
            if not problems:
                yield from compile_sql(found, source, "postgres", condition=True).diagnostics


_SOMEBODY: Final[Mapping[str, Any]] = {
    "id": "00000000-0000-7000-8000-000000000000",
    "name": "–",
    "email": "–",
    "phone": "–",
    "department": {
        "id": "00000000-0000-7000-8000-000000000000",
        "name": "–",
        "path": "–",
        "head": {"id": "00000000-0000-7000-8000-000000000000", "name": "–"},
    },
    "manager": {"id": "00000000-0000-7000-8000-000000000000", "name": "–"},
    "roles": ["–"],
}


def _unstored(reads: Iterable[Route], source: Source) -> Iterator[Diagnostic]:
    """Iterate over what an expression reads that no table keeps."""
    assert source.table is not None
    for route in sorted(reads):
        if route[0] not in source.values and not reachable(route, source.table):
            yield RULE_NOT_COMPUTED.report(name=".".join(route))


@dataclass
class FormAccess:
    """What one reader may do with the records of one form."""

    access: Access
    reader: Reader
    form: str
    alias: str = "r"
    dialect: str = "postgres"
    _rights: dict[tuple[tuple[bool, ...], str | None], Mapping[str, FieldRight]] = field(default_factory=dict)

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        """The reader's grants, by role."""
        if self.reader.everything:
            return (Grant("", FormRights(self.form, frozenset()), Rule()),)
        roles = self.access.roles
        return tuple(
            Grant(role, rights, self._rule(rights))
            for role in sorted(self.reader.actor.roles)
            for rights in (roles[role].grants if role in roles else ())
            if rights.form == self.form
        )

    def _rule(self, rights: FormRights) -> Rule:
        """Return which records a grant speaks of, compiled for the reader."""
        column = ""
        if rights.states:
            if self.state is None:
                return Rule(impossible=True)
            column = f'{self.alias}."{self.access.tables.shape(self.form).fields[self.state].names[0]}"'
        condition = rights.rows
        if isinstance(condition, bool):
            return Rule(impossible=not condition, states=rights.states, column=column, dialect=self.dialect)
        values = {"current user": dict(self.reader.user), "is new": False}
        source = Source(self.access.tables.source(self.form), self.alias, values, zone=clock.zone())
        found = expression(condition, self.access.tables.forms.scope(self.form))
        if any(one.severity == "error" for one in found.diagnostics) or any(_unstored(found.reads, source)):
            return Rule(condition, impossible=True)
        query = compile_sql(found, source, self.dialect, condition=True)
        if query.text is None:
            there = (
                self.dialect != "postgres" and compile_sql(found, source, "postgres", condition=True).text is not None
            )
            return Rule(condition, impossible=True, elsewhere=there)
        text = _hashed(query.text) if self.dialect == "postgres" else query.text
        return Rule(condition, replace(query, text=text), states=rights.states, column=column, dialect=self.dialect)

    @cached_property
    def told(self) -> bool:
        """Whether all rules can be told in this SQL; otherwise it would show less than may be seen."""
        return not any(grant.rule.elsewhere for grant in self.grants)

    # --- which records ------------------------------------------------------------------------------------------------

    def _rules(self, action: str) -> list[Rule]:
        """Return the rules of all grants for an action."""
        if self.reader.everything:
            return [Rule()]
        return [grant.rule for grant in self.grants if grant.allows(action)]

    def allowed(self, action: str) -> bool:
        """Return whether there can be a record with which the reader may do something."""
        return bool(self._rules(action))

    def always(self, action: str) -> bool:
        """Return whether the reader may do something with every record."""
        return any(rule.always for rule in self._rules(action))

    def predicate(self, action: str, bound: Bound) -> str:
        """Return the condition that the reader may do something with the record; null counts as no."""
        if self.always(action):
            return _ALL
        parts = list(dict.fromkeys(rule.sql(bound) for rule in self._rules(action)))
        return f"({' OR '.join(parts)})" if parts else _NOBODY

    # --- which fields -------------------------------------------------------------------------------------------------

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The fields that nobody sees whole except by asking for each."""
        form = self.access.tables.forms.forms[self.form]
        shaped = self.access.tables.forms.shaped
        found = {one.name for one in form.fields if (shape := shaped(self.form, one.name)) and shape.sensitive}
        for one in form.fields:
            if isinstance(one, SubtableField):
                found |= {f"{one.name}.{inner.name}" for inner in one.fields if inner.sensitive}
        return frozenset(found)

    @cached_property
    def subtables(self) -> Mapping[str, tuple[str, ...]]:
        """The fields in the rows of each sub-table."""
        found: dict[str, tuple[str, ...]] = {}
        for one in self.access.tables.forms.forms[self.form].fields:
            if isinstance(one, SubtableField):
                shape = self.access.tables.forms.shaped(self.form, one.name)
                inner = shape.fields if isinstance(shape, SubtableField) else one.fields
                found[one.name] = tuple(each.name for each in inner)
        return found

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The fields, and those in the rows of sub-tables as `lines.cost`."""
        found: list[str] = []
        for one in self.access.tables.forms.forms[self.form].fields:
            found += [one.name, *(f"{one.name}.{each}" for each in self.subtables.get(one.name, ()))]
        return tuple(found)

    @cached_property
    def state(self) -> str | None:
        """The field with the state of a record."""
        stages = (one for one in self.access.tables.forms.forms[self.form].fields if isinstance(one, StageField))
        return next((one.name for one in stages), None)

    def flags(self, action: str, bound: Bound) -> list[str]:
        """Return for each grant the condition that it allows something with the record, for a SELECT list."""
        if self.reader.everything:
            return [_ALL]
        return [
            f"coalesce({grant.rule.sql(bound)}, FALSE)" if grant.allows(action) else _NOBODY for grant in self.grants
        ]

    def rights(self, holds: Sequence[bool], stage: str | None) -> Mapping[str, FieldRight]:
        """Return the rights at the fields of a record, of which the grants that hold are known, and its state."""
        key = (tuple(holds), stage)
        found = self._rights.get(key)
        if found is None:
            found = self._rights[key] = {name: self._right(name, holds, stage) for name in self.names}
        return found

    def _right(self, name: str, holds: Sequence[bool], stage: str | None) -> FieldRight:
        """Return the greatest right that the grants that hold give at a field."""
        given = (grant.rights.right(name, stage) for grant, one in zip(self.grants, holds, strict=True) if one)
        return max(given, key=RANK.__getitem__, default="hidden")

    def readable(self, name: str, bound: Bound) -> str:
        """Return the condition that the reader may see a field whole, of a record that they may see."""
        if self.reader.everything or name not in self.names:
            return _ALL
        if name in self.sensitive:
            return _NOBODY
        seeing = [grant for grant in self.grants if grant.allows("see")]
        if seeing and all(self._shown_in_all_states(grant.rights, name) for grant in seeing):
            # Whichever grant lets the record be seen, it shows the field: nothing is left to ask.
            return _ALL
        parts = []
        for grant in seeing:
            states = self._states(grant.rights, name, bound)
            if grant.rule.always and states == _ALL:
                return _ALL
            if states != _NOBODY:
                parts.append(f"({grant.rule.sql(bound)} AND {states})")
        return f"coalesce({' OR '.join(parts)}, FALSE)" if parts else _NOBODY

    def _shown_in_all_states(self, rights: FormRights, name: str) -> bool:
        """Return whether a grant lets a field be seen whole in every state of the record."""
        states = [None, *(rights.stages if self.state is not None else ())]
        return all(RANK[rights.right(name, state)] >= RANK["read_only"] for state in states)

    def _states(self, rights: FormRights, name: str, bound: Bound) -> str:
        """Return the condition that a record is in a state in which a grant lets a field be seen whole."""
        whole = RANK[rights.right(name)] >= RANK["read_only"]
        others = [state for state in rights.stages if RANK[rights.right(name, state)] < RANK["read_only"]]
        if not whole or self.state is None or not others:
            return _ALL if whole else _NOBODY
        column = f'{self.alias}."{self.access.tables.shape(self.form).fields[self.state].names[0]}"'
        return f"({column} IS NULL OR NOT {_among(column, others, bound, self.dialect)})"

    # --- why ----------------------------------------------------------------------------------------------------------

    def actions(self) -> tuple[str, ...]:
        """Return the actions that some grant of the reader names."""
        return tuple(sorted({action for grant in self.grants for action in grant.rights.actions}))


def _among(column: str, values: Sequence[str], bound: Bound, dialect: str) -> str:
    """Return the condition that a column holds one of some texts."""
    if dialect == "postgres":
        return f"{column} = ANY ({bound.put(list(values))}::text[])"
    kind = DIALECTS[dialect].sql_type(t.STRING)
    return f"{column} IN ({', '.join(f'CAST({bound.put(one)} AS {kind})' for one in values)})"


def _hashed(text: str) -> str:
    """Return a condition in which the references that lead to a text with a beginning are found first, all at once.

    Where a negation could tell null from false the condition stays as it is.
    """
    if "NOT" in text or "CASE" in text:
        return text
    return _PREFIX.sub(r'\4 IN (SELECT \1."id" FROM \3 AS \1 WHERE starts_with(\1."\2", \5))', text)
