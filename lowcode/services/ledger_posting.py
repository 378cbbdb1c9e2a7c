"""Posting: what records that were written make of the balances of ledgers, in the transaction that writes them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from engine_forms.situation import Situation, tree_of
from engine_rules.expression import expression
from engine_rules.formula import Formula
from engine_rules.ledger import Check, Ledger
from engine_rules.ledger_lines import Line, Movement, Shortage, difference, movements, shortage
from engine_rules.values import Value
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.errors import Invalid
from lowcode.kernel.names import Label, label
from lowcode.services.ledger_book import Wanted
from lowcode.services.record_app import RecordApp
from lowcode.services.record_drafts import Draft
from lowcode.services.record_observer import Observers
from lowcode.services.record_sources import Fetched
from lowcode.services.record_spread import Changed, Spreading
from lowcode.store.jobs import NewJob, enqueue
from lowcode.store.records import Author
from lowcode.store.statement import Connection

BALANCE_SHORT: Final = Code(
    "ledger-balance-short",
    label(
        "{ledger} ({keys}): {wanted} wanted, {there} there, {missing} missing.",
        "{ledger}（{keys}）不足：需要 {wanted}，可用 {there}，缺少 {missing}。",
    ),
    label("Take less, or wait until there is more.", "请减少数量，或待余额充足后再试。"),
)
_MOST_ROUNDS: Final = 5
"""How often balances change records that change balances."""

Records = Sequence[tuple[str, Sequence[Draft]]]
"""Records that were written, by form."""


async def post(
    connection: Connection,
    app: RecordApp,
    author: Author,
    written: Records,
    *,
    observers: Observers | None = None,
    checked: bool = True,
) -> int:
    """Post what records that were written want, take back what they want no more, and return how many lines that took.

    The records are held by the transaction. Raises `Invalid` when a balance would be beyond a limit of its ledger.
    """
    count = 0
    waiting = written
    for _ in range(_MOST_ROUNDS):
        posting = _Posting(connection, app, author, observers, checked=checked)
        spreading = await posting.run(waiting)
        count += posting.count
        if spreading is None:
            break
        waiting = spreading.written
    return count


class _Posting:
    """One round of posting."""

    def __init__(
        self, connection: Connection, app: RecordApp, author: Author, observers: Observers | None, *, checked: bool
    ) -> None:
        """Take the transaction, and who changes something."""
        self.connection, self.app, self.author, self.observers = connection, app, author, observers
        self.checked = checked
        self.book = app.ledgers
        self.drafts: dict[UUID, Draft] = {}
        self.forms: dict[UUID, str] = {}
        self.first: Sequence[Draft] = ()
        self.places: dict[UUID, str] = {}
        self.count = 0

    async def run(self, written: Records) -> Spreading | None:
        """Post, and return what was computed anew because of it, if something was."""
        # What is posted without checks is posted anew: also what rules have posted that are no more.
        everything = not self.checked and bool(self.book.ledgers)
        concerned = [(form, drafts) for form, drafts in written if drafts and (everything or self.book.concerns(form))]
        if not concerned:
            return None
        self.first = written[0][1]
        if len(self.first) > 1:
            self.places = {one.id: f"/{at}" for at, one in reversed(list(enumerate(self.first)))}
        for form, drafts in concerned:
            self.drafts |= {one.id: one for one in drafts}
            self.forms |= dict.fromkeys((one.id for one in drafts), form)
        wanted = await self._wanted()
        standing = await self._standing()
        found: list[Diagnostic] = []
        changed: dict[str, list[UUID]] = {}
        for name, ledger in self.book.ledgers.items():
            lines = difference(standing.get(name, ()), wanted[name].lines if name in wanted else ())
            if not lines:
                continue
            self.count += len(lines)
            place = self.app.place(name)
            moved = movements(place, lines)
            home = place.partition(".")[0]
            # A line names its record's form as the ledger's own app does, from whichever app it is posted.
            forms = {id_: self.app.place(form).removeprefix(f"{home}.") for id_, form in self.forms.items()}
            after = await self.app.ledger_statements(name).post(self.connection, self.author, moved, forms)
            if self.checked:
                found += await self._check(ledger, moved, {id_: amounts for id_, (_, amounts) in after.items()})
            if found:
                break
            await self._tell(ledger, moved, after)
            changed[name] = [one.id for one in moved]
        if found:
            message = "a balance would be beyond its limit"
            raise Invalid(message, found)
        await self._expire(one for each in wanted.values() for one in each.lines)
        return await self._spread(changed)

    # --- what is wanted, what stands ----------------------------------------------------------------------------------

    async def _wanted(self) -> dict[str, Wanted]:
        """Return what the records want in each ledger. Raises `Invalid` when a key is missing."""
        fetched = Fetched(self.app)
        by_form: dict[str, list[Draft]] = defaultdict(list)
        for id_, form in self.forms.items():
            by_form[form].append(self.drafts[id_])
        all_wanted: dict[str, Wanted] = defaultdict(Wanted)
        for form, drafts in by_form.items():
            tree = self.book.tree(form)
            await fetched.fetch(self.connection, form, [one.values for one in drafts], tree)
            for one in drafts:
                record = {**one.values, "id": str(one.id)}
                for name, wanted in self.book.wanted(form, record, fetched).items():
                    all_wanted[name].lines += wanted.lines
                    place = self._path(one)
                    all_wanted[name].diagnostics += [each.at(place) for each in wanted.diagnostics]
        found = [each for wanted in all_wanted.values() for each in wanted.diagnostics]
        if found and self.checked:
            message = "the record cannot be posted"
            raise Invalid(message, found)
        return all_wanted

    async def _standing(self) -> dict[str, list[Line]]:
        """Return the lines of the records that stand in each ledger."""
        old = [str(one.id) for one in self.drafts.values() if one.stored is not None]
        if not old:
            return {}
        names = sorted({name for form in set(self.forms.values()) for name in self.book.rules.get(form, {})})
        names = names if self.checked else sorted(self.book.ledgers)
        statements = {name: self.app.ledger_statements(name) for name in names}
        text = " UNION ALL ".join(one.standing for one in statements.values())
        found: dict[str, list[Line]] = defaultdict(list)
        for row in await self.connection.fetch(text, old):
            found[row["ledger"]].append(statements[row["ledger"]].line(row))
        return found

    def _path(self, draft: Draft) -> str:
        """Return the path of a record in what was handed in: empty for a single one."""
        return self.places.get(draft.id, "")

    # --- checks -------------------------------------------------------------------------------------------------------

    async def _check(
        self, ledger: Ledger, moved: Sequence[Movement], after: Mapping[UUID, Sequence[Decimal]]
    ) -> list[Diagnostic]:
        """Return what is wrong with balances now."""
        if not ledger.checks:
            return []
        forms = self.app.forms
        scope = forms.scope(ledger.name)
        texts = [text for one in ledger.checks for text in (one.value, one.at_least, one.at_most, one.unless) if text]
        tree = tree_of(route for text in texts for route in expression(text, scope).reads)
        fetched = Fetched(self.app)
        records = [_values(ledger, one, after[one.id]) for one in moved]
        await fetched.fetch(self.connection, ledger.name, records, tree)
        situation = Situation(forms, fetched)
        found = []
        for one, record in zip(moved, records, strict=True):
            amounts = [now - added for now, added in zip(after[one.id], one.amounts, strict=True)]
            seen = situation.record(ledger.name, record, tree)
            former = situation.record(ledger.name, _values(ledger, one, amounts), tree)
            for check in ledger.checks:
                short = self._short(ledger, check, former, seen)
                if short is not None:
                    found.append(await self._report(ledger, check, one, short))
        return found

    def _short(
        self, ledger: Ledger, check: Check, former: Mapping[str, Value], seen: Mapping[str, Value]
    ) -> Shortage | None:
        """Return what is wrong with one balance by one check."""
        scope = self.app.forms.scope(ledger.name)

        def value(text: Formula, record: Mapping[str, Value]) -> Any:
            return expression(text, scope).evaluate({**record, "current user": None, "is new": False})

        if check.unless is not None and value(check.unless, seen) is True:
            return None
        limit = check.at_least if check.at_least is not None else check.at_most
        assert limit is not None
        before, now, bound = value(check.value, former), value(check.value, seen), value(limit, seen)
        if not isinstance(before, Decimal) or not isinstance(now, Decimal):
            return None
        bound = bound if isinstance(bound, Decimal) else None
        return shortage(before, now, bound, least=check.at_least is not None)

    async def _report(self, ledger: Ledger, check: Check, one: Movement, short: Shortage) -> Diagnostic:
        """Return why a balance cannot be as it would be, with its keys and amounts."""
        told = {
            "ledger": ledger.label,
            "keys": await self._keys(ledger, one),
            "there": _shown(short.there),
            "wanted": _shown(short.wanted),
            "missing": _shown(short.missing),
        }
        found = BALANCE_SHORT.report(None, self._place(ledger, one), **told)
        if check.message is None:
            return found
        return Diagnostic(found.code, check.message.filled(**told), found.hint, found.severity, found.path)

    def _place(self, ledger: Ledger, one: Movement) -> str:
        """Return the path of the row that takes from a balance, when it is one of those that were handed in."""
        rows = {each.name: each.rows for each in ledger.postings}
        for line in one.lines:
            draft, table = self.drafts[line.place.record], rows.get(line.place.posting)
            if all(draft.id != each.id for each in self.first):
                continue
            for at, row in enumerate(draft.values.get(table or "") or ()):
                if str(row.get("id")) == line.place.row:
                    return f"{self._path(draft)}/{table}/{at}"
            return self._path(draft)
        return ""

    async def _keys(self, ledger: Ledger, one: Movement) -> Label:
        """Return the keys of a balance as people read them."""
        forms, fetched = self.app.forms, Fetched(self.app)
        record = _values(ledger, one, one.amounts)
        titles = {
            each.name: forms.expression(forms.forms[each.to].title_expression, each.to)
            for each in ledger.keys
            if each.to in forms.forms and each.to is not None
        }
        tree = {name: tree_of(each.reads) for name, each in titles.items()}
        tree |= {each.name: {"name": {}} for each in ledger.keys if each.to in {"user", "department"}}
        await fetched.fetch(self.connection, ledger.name, [record], tree)
        seen = Situation(forms, fetched).record(ledger.name, record, tree)
        listed: list[Any] = []
        for key, value in zip(ledger.keys, one.keys, strict=True):
            known: Any = seen.get(key.name)
            if key.name in titles and isinstance(known, dict):
                listed.append(titles[key.name].evaluate(known) or value)
            else:
                listed.append(known.get("name", value) if isinstance(known, dict) else value)
        texts = [str(each) for each in listed if each is not None]
        return label(", ".join(texts), "、".join(texts))

    # --- what follows -------------------------------------------------------------------------------------------------

    async def _tell(
        self, ledger: Ledger, moved: Sequence[Movement], after: Mapping[UUID, tuple[int, Sequence[Decimal]]]
    ) -> None:
        """Tell observers of balances that have changed, as of any other record."""
        if self.observers is None or not await self.observers.concerned(self.connection, self.app, ledger.name):
            return
        drafts = []
        for one in moved:
            version, amounts = after[one.id]
            former = [now - added for now, added in zip(amounts, one.amounts, strict=True)]
            stored = _values(ledger, one, former) | {"version": version - 1} if version > 1 else None
            draft = Draft(one.id, {}, stored, values=_values(ledger, one, amounts) | {"version": version})
            moving = zip(ledger.measures, one.amounts, strict=True)
            draft.changed = frozenset(each.name for each, added in moving if added)
            drafts.append(draft)
        await self.observers.tell(self.connection, self.app, ledger.name, self.author, drafts)

    async def _expire(self, lines: Iterable[Line]) -> None:
        """Let lines that have an end be taken back then."""
        ends = {(one.place.record, one.until) for one in lines if one.until is not None}
        for id_, until in sorted(ends):
            told = {"app": self.app.name, "form": self.forms[id_], "record": str(id_)}
            key = f"{id_}@{until.isoformat()}"
            await enqueue(self.connection, NewJob("ledger_expiry", told, key=key, run_at=until))

    async def _spread(self, changed: Mapping[str, Sequence[UUID]]) -> Spreading | None:
        """Compute anew what is computed from balances, and return it; None when nothing is."""
        spreading = None
        for name, ids in changed.items():
            fields = frozenset(one.name for one in self.book.ledgers[name].measures)
            if self.app.dependencies.affected(name, fields):
                spreading = spreading or Spreading(self.connection, self.app, self.author)
                await spreading.spread(Changed(name, fields, {one: {} for one in ids}))
        return spreading


def _values(ledger: Ledger, one: Movement, amounts: Sequence[Decimal]) -> dict[str, Value]:
    """Return a balance as a record."""
    keys = {key.name: value for key, value in zip(ledger.keys, one.keys, strict=True)}
    measures = {each.name: amount for each, amount in zip(ledger.measures, amounts, strict=True)}
    return {"id": str(one.id), **keys, **measures}


def _shown(amount: Decimal) -> str:
    """Return an amount as people read it, without zeros at its end."""
    text = f"{amount:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
