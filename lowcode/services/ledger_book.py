"""`LedgerBook`: the ledgers of an app compiled, and the lines that its records want in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine_forms.field_types.stage import StageField
from engine_forms.field_types.subtable import SubtableField
from engine_forms.form_set import FormSet
from engine_forms.identity import id_in
from engine_forms.situation import Records, Situation, Stored, Tree, tree_of
from engine_rules.expression import expression
from engine_rules.formula import Formula
from engine_rules.ledger import Ledger, LedgerKey, Posting
from engine_rules.ledger_lines import KeyValue, Line, Place, rounded
from engine_rules.values import Value
from lowcode.kernel import clock
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, label
from lowcode.store.form_tables import place_name

KEY_EMPTY: Final = Code(
    "ledger-key-empty",
    label("{posting}: {key} is missing, so it cannot be posted.", "{posting}：缺少{key}，无法记账。"),
    label("Fill it in, then save again.", "请填写后再保存。"),
)
_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Wanted:
    """What a record wants in a ledger, and what keeps it from being posted."""

    lines: list[Line] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


class PostingRule:
    """One rule of one ledger, compiled."""

    def __init__(self, ledger: Ledger, posting: Posting, forms: FormSet) -> None:
        """Take the rule and the forms of the app."""
        self.ledger, self.posting, self.forms = ledger, posting, forms
        self.form = posting.form
        fields = forms.forms[posting.form].fields
        self.stage = next((one.name for one in fields if isinstance(one, StageField)), None)
        self.scope = forms.scope(posting.form)
        self.row_scope = self.scope if posting.rows is None else forms.row_scope(posting.form, posting.rows)
        self.keys = tuple((one, posting.keys.get(one.name)) for one in ledger.keys)
        self.measures = tuple(posting.measures.get(one.name) for one in ledger.measures)
        self.shape = None if posting.rows is None else forms.shaped(posting.form, posting.rows)
        self.tree: Tree = tree_of(self._routes())
        """What it reads of a record."""
        self.row_tree: Tree = self.tree.get(posting.rows, {}) if posting.rows else {}

    def _routes(self) -> Iterator[tuple[str, ...]]:
        """Iterate over what it reads, by the names of the record."""
        if self.stage is not None and self.posting.stages:
            yield (self.stage,)
        if self.posting.when is not None:
            yield from expression(self.posting.when, self.scope).reads
        if self.posting.rows is not None:
            yield (self.posting.rows,)
        given = (self.posting.rows_when, self.posting.at, self.posting.until, *(text for _, text in self.keys))
        for text in (*given, *self.measures):
            if text is None:
                continue
            for route in expression(text, self.row_scope).reads:
                if self.posting.rows is None:
                    yield route
                else:
                    yield route[1:] if route[0] == "parent" else (self.posting.rows, *route)

    def wanted(self, record: Stored, situation: Situation, wanted: Wanted) -> None:
        """Add the lines that a record wants, by its stored values."""
        if self.stage is not None and self.posting.stages and record.get(self.stage) not in self.posting.stages:
            return
        top = situation.record(self.form, record, self.tree) | {"current user": None, "is new": False}
        if self.posting.when is not None and expression(self.posting.when, self.scope).evaluate(top) is not True:
            return
        id_ = UUID(str(record["id"]))
        if self.posting.rows is None:
            self._line(id_, "", top, "", wanted)
            return
        assert isinstance(self.shape, SubtableField)
        for at, row in enumerate(record.get(self.posting.rows) or ()):
            seen = situation.row(self.shape, row, self.row_tree) | {"parent": top, "current user": None}
            self._line(id_, str(row.get("id") or at), seen, f"/{self.posting.rows}/{at}", wanted)

    def _line(self, id_: UUID, row: str, seen: Mapping[str, Value], path: str, wanted: Wanted) -> None:
        """Add the line of one row, or of the record."""
        if self.posting.rows_when is not None and self._value(self.posting.rows_when, seen) is not True:
            return
        amounts = rounded(self.ledger, [self._amount(text, seen) for text in self.measures])
        until = _moment(self._value(self.posting.until, seen), end=True)
        if not any(amounts) or (until is not None and until <= clock.now()):
            return
        keys: list[KeyValue] = []
        for key, text in self.keys:
            value = _key(key, self._value(text, seen))
            if value is None and not key.optional:
                found = KEY_EMPTY.report(None, path, posting=self.posting.label, key=key.label)
                wanted.diagnostics.append(found)
                return
            keys.append(value)
        at = _moment(self._value(self.posting.at, seen), end=False)
        wanted.lines.append(Line(Place(id_, self.posting.name, row, tuple(keys), at), amounts, until))

    def _amount(self, text: Formula | None, seen: Mapping[str, Value]) -> Decimal | None:
        """Return the value of a measure."""
        value = self._value(text, seen)
        return value if isinstance(value, Decimal) else Decimal(value) if isinstance(value, int) else None

    def _value(self, text: Formula | None, seen: Mapping[str, Value]) -> Any:
        """Return the value of an expression over a row, or the record."""
        return None if text is None else expression(text, self.row_scope).evaluate(seen)


class LedgerBook:
    """The ledgers of one version of an app. It is never changed."""

    def __init__(self, app: str, ledgers: Iterable[Ledger], forms: FormSet) -> None:
        """Take the ledgers and the forms of the app."""
        self.app = app
        self.ledgers: dict[str, Ledger] = {
            one.name: one for one in sorted(ledgers, key=lambda one: place_name(app, one.name))
        }
        self.forms = forms
        self.rules: dict[str, dict[str, list[PostingRule]]] = defaultdict(dict)
        """The rules by the form whose records post, then by the ledger, in the order in which ledgers are held."""
        for ledger in self.ledgers.values():
            for posting in ledger.postings:
                rule = PostingRule(ledger, posting, forms)
                self.rules[posting.form].setdefault(ledger.name, []).append(rule)
        self.kept: dict[str, Ledger] = {
            name: one for one in self.ledgers.values() for name in (one.name, one.posting_form)
        }
        """The ledgers by the forms of their balances and lines, which nobody else writes."""

    def concerns(self, form: str) -> bool:
        """Return whether records of a form post."""
        return form in self.rules

    def tree(self, form: str) -> Tree:
        """Return what the rules read of a record of a form."""
        found: Tree = {}
        for rules in self.rules.get(form, {}).values():
            for one in rules:
                _grow(found, one.tree)
        return {name: below for name, below in found.items() if name not in {"current user", "is new"}}

    def wanted(self, form: str, record: Stored, records: Records) -> dict[str, Wanted]:
        """Return what a record wants in each ledger; nothing while it is in the trash."""
        found = {name: Wanted() for name in self.rules.get(form, {})}
        if record.get("trashed at") is not None:
            return found
        situation = Situation(self.forms, records)
        for name, rules in self.rules.get(form, {}).items():
            for one in rules:
                one.wanted(record, situation, found[name])
        return found

    def label(self, form: str) -> Label:
        """Return what people call the records of a form."""
        return self.forms.forms[form].label


def _key(key: LedgerKey, value: Value) -> KeyValue:
    """Return the value of a key as it is kept."""
    if key.to is not None:
        id_ = id_in(value)
        return id_ if isinstance(id_, str) else None
    if key.type == "date":
        return value if isinstance(value, date) and not isinstance(value, datetime) else None
    return value.strip()[:200] or None if isinstance(value, str) else None


def _moment(value: Any, *, end: bool) -> datetime | None:
    """Return a date or date and time as an instant; of a date its beginning, or its end."""
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=clock.zone())
    if isinstance(value, date):
        return datetime.combine(value + _DAY if end else value, time(), clock.zone())
    return None


def _grow(tree: Tree, more: Tree) -> None:
    """Add names to a tree."""
    for name, below in more.items():
        _grow(tree.setdefault(name, {}), below)
