"""`ledger_forms`: the forms by which balances, and the lines that make them, are read like records.

Lists, filters, exports, roles, references and expressions know forms; so a ledger has two: one for its balances, which
has its name, and one for its lines. Nobody but the ledger writes them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from engine_forms.form import Form
from engine_rules.ledger import Ledger, LedgerKey, LedgerMeasure
from lowcode.kernel.names import Label, label

_PEOPLE: Final = {"user", "department"}
OWN_FIELDS: Final = ("balance", "posting", "form", "source", "source_row", "at", "dated", "until")
"""What a line has besides keys and measures."""


def ledger_forms(ledgers: Iterable[Ledger], forms: Mapping[str, Form]) -> Iterator[Form]:
    """Iterate over the forms of ledgers: of each its balances, then its lines; `forms` are those of the app."""
    for one in ledgers:
        yield _balances(one, forms)
        yield _lines(one)


def _balances(ledger: Ledger, forms: Mapping[str, Form]) -> Form:
    """Return the form of the balances of a ledger."""
    fields = [_key(one, inverse=one.inverse) for one in ledger.keys] + [_measure(one) for one in ledger.measures]
    return Form.model_validate(
        {
            "name": ledger.name,
            "label": ledger.label,
            "icon": ledger.icon,
            "description": ledger.description,
            "fields": fields,
            "title": _title(ledger, forms),
            "comments": False,
            "history": False,
        }
    )


def _lines(ledger: Ledger) -> Form:
    """Return the form of the lines of a ledger."""
    fields = [
        _field(
            "reference",
            "balance",
            label("Balance", "余额"),
            to=ledger.name,
            inverse="postings",
            inverse_label=label("Postings", "明细"),
        ),
        _field("text", "posting", label("Rule", "记账规则")),
        _field("text", "form", label("Kind of record", "单据类型")),
        _field("text", "source", label("Record", "来源单据"), indexed=True),
        _field("text", "source_row", label("Row", "来源行")),
        _field("date_time", "at", label("From", "生效时间"), indexed=True),
        _field("switch", "dated", label("Dated by its rule", "由规则指定时间")),
        _field("date_time", "until", label("Until", "失效时间")),
        *(_key(one) for one in ledger.keys),
        *(_measure(one) for one in ledger.measures),
    ]
    name = ledger.label
    return Form.model_validate(
        {
            "name": ledger.posting_form,
            "label": Label(en=f"{name.en}: posting", **{"zh-CN": f"{name.zh_cn}明细"}),
            "fields": fields,
            "title": "posting",
            "comments": False,
            "history": False,
        }
    )


def _title(ledger: Ledger, forms: Mapping[str, Form]) -> str:
    """Return the expression of what a balance is called: its keys, as far as they have names."""
    parts = []
    for one in ledger.keys:
        target = forms.get(one.to or "")
        title = "name" if one.to in _PEOPLE else target.title_expression if target is not None else ""
        if one.to is None:
            parts.append(one.name if one.type == "text" else f"string({one.name})")
        elif title.isidentifier() and title != "id":
            parts.append(f"{one.name}.{title}")
    return f'string join([{", ".join(parts)}], " · ")' if len(parts) > 1 else (parts or ["id"])[0]


def _key(one: LedgerKey, inverse: str | None = None) -> dict[str, Any]:
    """Return the field of a key."""
    if one.to in _PEOPLE:
        return _field(str(one.to), one.name, one.label)
    if one.to is not None:
        return _field("reference", one.name, one.label, to=one.to, inverse=inverse, create=False)
    if one.type == "date":
        return _field("date", one.name, one.label, indexed=True)
    return _field("text", one.name, one.label, indexed=True, max_length=200)


def _measure(one: LedgerMeasure) -> dict[str, Any]:
    """Return the field of a measure."""
    return _field("number", one.name, one.label, digits=one.digits, unit=one.unit)


def _field(kind: str, name: str, text: Label, **more: Any) -> dict[str, Any]:
    """Return a field."""
    return {"kind": kind, "name": name, "label": text, **more}
