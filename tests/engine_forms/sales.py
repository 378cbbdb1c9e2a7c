"""A small sales app: customers, contacts, products, quotations with lines, opportunities with stages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from engine_forms.dictionary import Dictionary
from engine_forms.form import Form
from engine_forms.form_set import FormSet
from engine_forms.situation import Stored

Json = dict[str, Any]
NOW = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
ALICE = "11111111-1111-4111-8111-111111111111"
BOB = "22222222-2222-4222-8222-222222222222"
SALES = "33333333-3333-4333-8333-333333333333"
ACME = "aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa"
OTHER = "bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb"
MOTOR = "cccccccc-cccc-4ccc-8ccc-cccccccccccc"
VALVE = "dddddddd-dddd-4ddd-8ddd-dddddddddddd"
FILE = "eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee"


def words(text: str) -> Json:
    return {"en": text, "zh-CN": text}


def named(kind: str, name: str, **settings: Any) -> Json:
    return {"kind": kind, "name": name, "label": words(name), **settings}


CUSTOMER: Json = {
    "name": "customer",
    "label": words("Customer"),
    "fields": [
        named("text", "name", required=True),
        named("choice", "level", options=[{"value": one, "label": words(one)} for one in "ABC"]),
        named("money", "credit"),
        named("dictionary", "trade", dictionary="trades"),
        named("rollup", "opportunities_won", over="opportunities", aggregate="count", where='stage = "won"'),
        named("formula", "is_large", expression="credit > 100000", result="switch", stored=False),
    ],
}
CONTACT: Json = {
    "name": "contact",
    "label": words("Contact"),
    "fields": [
        named("text", "name"),
        named("phone", "mobile", mobile=True),
        named("reference", "customer", to="customer", inverse="contacts", inverse_label=words("contacts")),
    ],
}
PRODUCT: Json = {
    "name": "product",
    "label": words("Product"),
    "fields": [named("text", "name"), named("money", "list_price"), named("percent", "tax_rate")],
}
QUOTATION: Json = {
    "name": "quotation",
    "label": words("Quotation"),
    "title": 'number & " " & customer.name',
    "fields": [
        named(
            "serial_number",
            "number",
            parts=[
                {"kind": "text", "text": "QT-"},
                {"kind": "date", "format": "yyyymm"},
                {"kind": "text", "text": "-"},
                {"kind": "counter", "digits": 4},
            ],
            reset="monthly",
        ),
        named("reference", "customer", to="customer", required=True),
        named(
            "reference",
            "contact",
            to="contact",
            filter="customer.id = record.customer.id",
            visible="customer != null",
        ),
        named("lookup", "level", through="customer", field="level"),
        named("lookup", "level_then", through="customer", field="level", copied=True),
        named("date", "valid_until", default='today() + @"P30D"'),
        named("percent", "discount", default='if customer.level = "A" then 0.05 else 0', maximum="0.3"),
        named("switch", "special", default="false"),
        named("long_text", "special_reason", visible="special", required=True),
        named("money", "freight", read_only="locked"),
        named("switch", "locked"),
        named(
            "subtable",
            "lines",
            required=True,
            fields=[
                named(
                    "reference",
                    "product",
                    to="product",
                    required=True,
                    fill=[{"source": "list_price", "target": "price"}, {"source": "name", "target": "text"}],
                ),
                named("text", "text"),
                named("number", "quantity", required=True, minimum="1", default="1"),
                named(
                    "money",
                    "price",
                    validations=[
                        {
                            "check": "price >= product.list_price * 0.5",
                            "message": words("Too cheap"),
                            "severity": "warning",
                        }
                    ],
                ),
                named("formula", "amount", expression="quantity * price * (1 - parent.discount)", result="money"),
                named("formula", "share", expression="amount / parent.total", result="percent"),
            ],
        ),
        named("rollup", "total", over="lines", aggregate="sum", field="amount"),
        named("rollup", "many", over="lines", aggregate="count", where="quantity >= 10"),
        named("formula", "grand_total", expression="total + coalesce(freight, 0)", result="money"),
    ],
    "validations": [{"check": "total <= 1000000", "message": words("Above the limit")}],
}
OPPORTUNITY: Json = {
    "name": "opportunity",
    "label": words("Opportunity"),
    "fields": [
        named("text", "name", required=True),
        named("reference", "customer", to="customer", inverse="opportunities"),
        named("money", "amount"),
        named("file", "proposal"),
        named("text", "lost_reason"),
        named(
            "stage",
            "stage",
            states=[
                {"name": "contact", "label": words("First contact")},
                {"name": "proposal", "label": words("Proposal")},
                {"name": "won", "label": words("Won"), "outcome": "won"},
                {"name": "lost", "label": words("Lost"), "outcome": "lost"},
            ],
            transitions=[
                {"source": "contact", "target": "proposal", "required": ["proposal", "amount"]},
                {
                    "source": "proposal",
                    "target": "won",
                    "guard": "amount > 0 and customer != null",
                    "message": words("Amount and customer are needed"),
                    "roles": ["sales"],
                },
                {"target": "lost", "required": ["lost_reason"]},
            ],
        ),
    ],
}
TRADES: Json = {
    "name": "trades",
    "label": words("Trades"),
    "entries": [
        {
            "key": "industry",
            "label": words("Industry"),
            "entries": [{"key": "machines", "label": words("Machines")}, {"key": "cars", "label": words("Cars")}],
        },
        {"key": "retail", "label": words("Retail")},
    ],
}


class Store:
    """Records by form and id, as a store would answer."""

    def __init__(self) -> None:
        department = {"id": SALES, "name": "Sales"}
        self.all: dict[str, dict[str, Json]] = {
            "user": {
                ALICE: {"id": ALICE, "name": "Alice", "department": department, "roles": ["sales"]},
                BOB: {"id": BOB, "name": "Bob", "department": department, "roles": []},
            },
            "customer": {
                ACME: {"id": ACME, "name": "ACME", "level": "A", "credit": clean("credit", "200000")},
                OTHER: {"id": OTHER, "name": "Other", "level": "B", "credit": None},
            },
            "contact": {},
            "product": {
                MOTOR: {"id": MOTOR, "name": "Motor", "list_price": clean("list_price", "100")},
                VALVE: {"id": VALVE, "name": "Valve", "list_price": clean("list_price", "9.90")},
            },
            "opportunity": {},
        }

    def record(self, form: str, id_: str) -> Stored | None:
        return self.all.get(form, {}).get(id_)

    def related(self, form: str, reference: str, id_: str) -> Sequence[Stored]:
        return [one for one in self.all.get(form, {}).values() if one.get(reference) == id_]


def app(**changes: Json) -> FormSet:
    """Return the app, with some of its forms replaced."""
    documents = [CUSTOMER, CONTACT, PRODUCT, QUOTATION, OPPORTUNITY]
    forms = [Form.model_validate(changes.get(one["name"], one)) for one in documents]
    return FormSet(forms, [Dictionary.model_validate(TRADES)])


APP = app()


def clean(name: str, raw: object) -> Any:
    """Return a value of the field of any form that is called so."""
    fields: Mapping[str, Any] = {one.name: one for form in APP for one in form.fields}
    return fields[name].clean(raw)
