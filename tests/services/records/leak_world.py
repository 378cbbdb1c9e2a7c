"""A world of records with random rights and requests, for the tests that look for leaks."""

import copy
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from lowcode.services.actor import PRODUCT, Actor
from lowcode.services.departments import DepartmentDraft, Membership
from lowcode.services.reader import reader_of
from lowcode.services.record_app import RecordApp
from lowcode.services.record_query import Query
from lowcode.services.record_writing import NewRecord
from lowcode.services.records import Records
from lowcode.services.workspace import Workspace
from tests.services.records.conftest import Person
from tests.services.records.reference import Judge, World
from tests.services.records.shop import FORMS as SHOP
from tests.services.records.shop import field as field_
from tests.services.records.shop import record_app, said

ACTIONS = ["create", "edit", "export", "delete", "print"]
RULES: list[Any] = [
    True,
    "owner.id = current user.id",
    "starts with(department.path, current user.department.path)",
    'level = "a"',
    'level in ("a", "b") or limit > 50',
    "not(limit > 50)",
    "count(opportunities) > 0",
    "department.id = current user.department.id",
    'contains(memo, "x") and owner.name != "Anna"',
]
DEAL_RULES: list[Any] = [
    True,
    "owner.id = current user.id",
    "amount > 20",
    'stage = "won" or customer.owner.id = current user.id',
    'customer.level = "a"',
    "not(customer.limit > 50)",
    "customer = null",
]
FIELDS = {
    "customer": [
        "name", "tax_no", "level", "limit", "memo", "double", "turnover", "chances", "parent", "above", "sites.rent"
    ],
    "opportunity": ["name", "amount", "margin", "secret", "stage", "level", "first_level", "customer", "due"],
}  # fmt: skip
"""What rights are drawn for."""
PLAIN = {form: [one for one in names if "." not in one] for form, names in FIELDS.items()}
THROUGH = {
    "customer": ["parent.name", "parent.memo", "parent.phone", "parent.parent.level", "owner.name", "parent.owner"],
    "opportunity": ["customer.name", "customer.memo", "customer.limit", "customer.parent.name", "customer.created by"],
}
"""Fields that are reached over references."""


def forms() -> list[dict[str, Any]]:
    """Return the forms of the shop with more ways from record to record."""
    made = {one["name"]: copy.deepcopy(one) for one in SHOP}
    made["customer"]["fields"] += [
        field_("reference", "parent", to="customer", inverse="branches"),
        field_("formula", "above", expression="parent.memo", result="text"),
        field_("subtable", "sites", fields=[field_("text", "place"), field_("number", "rent", digits=0)]),
        field_("file", "papers"),
    ]
    made["opportunity"]["fields"].append(field_("date", "due"))
    visit = {
        "name": "visit",
        "label": said("Visit", "拜访"),
        "fields": [
            field_(
                "reference", "customer", to="customer", filter="limit > 10 or record.other.limit > 90",
                fill=[{"source": "phone", "target": "note"}, {"source": "tax_no", "target": "note"}],
            ),
            field_("reference", "other", to="customer"),
            field_("text", "note"),
            field_("formula", "hint", expression="customer.memo", result="text"),
            field_("formula", "higher", expression="customer.parent.memo", result="text"),
            field_("formula", "deals", expression="count(customer.opportunities)", result="number"),
            field_("formula", "sum", expression="sum(customer.opportunities.amount)", result="number"),
            field_("formula", "places", expression="count(customer.sites.place)", result="number"),
        ],
    }  # fmt: skip
    return [*made.values(), visit]


@dataclass
class Fuzz:
    """One world of records, with random rights and requests."""

    draw: random.Random
    records: Records
    workspace: Workspace
    app: RecordApp
    people: list[Actor]
    world: World
    papers: dict[str, UUID] = field(default_factory=dict)
    """The file of each customer that has one."""

    def roles(self) -> list[dict[str, Any]]:
        """Return random roles."""
        return [
            {"name": name, "label": said(name), "grants": [self._grant() for _ in range(self.draw.randint(1, 4))]}
            for name in ("one", "two")
        ]

    def _grant(self) -> dict[str, Any]:
        """Return a random grant."""
        form = self.draw.choice(["customer", "opportunity"])
        held = [
            {
                "fields": self.draw.sample(FIELDS[form], self.draw.randint(1, 4)),
                "right": self.draw.choice(["hidden", "masked", "read_only"]),
                "stages": self.draw.sample(["new", "won"], self.draw.randint(0, 1)) if form == "opportunity" else [],
            }
            for _ in range(self.draw.randint(0, 2))
        ]
        return {
            "form": form,
            "actions": ["see", *self.draw.sample(ACTIONS, self.draw.randint(0, 3))],
            "rows": self.draw.choice(RULES if form == "customer" else DEAL_RULES),
            "stages": self.draw.choice([[], [], ["won"], ["new", "lost"]]) if form == "opportunity" else [],
            "fields": held,
        }

    def somebody(self, actor: Actor) -> Actor:
        """Return a person with one or both of the roles."""
        roles = {"shop.one", "shop.two"} if self.draw.random() < 0.3 else {"shop.one"}
        return Actor(account_id=actor.account_id, roles=frozenset(roles))

    async def judge(self, app: RecordApp, who: Actor) -> Judge:
        """Return what says what somebody may see."""
        async with self.records.reading.database.connection() as connection:
            user = dict((await reader_of(connection, who)).user)
        return Judge(app, self.world, who.roles, user)

    def query(self, form: str) -> Query:
        """Return a random query."""
        texts = ["name", "memo", "tax_no"] if form == "customer" else ["name", "secret"]
        numbers = ["limit", "double", "turnover"] if form == "customer" else ["amount", "margin", "customer.limit"]
        filters = [
            {"kind": "field", "field": self.draw.choice(texts), "operator": "contains",
             "value": self.draw.choice("xyn")},
            {"kind": "field", "field": self.draw.choice(numbers), "operator": self.draw.choice(["more", "at_most"]),
             "value": self.draw.randint(0, 100)},
            {"kind": "field", "field": self.draw.choice(texts), "operator": "empty"},
        ]  # fmt: skip
        chosen = self.draw.sample(filters, self.draw.randint(0, 2))
        return Query.model_validate(
            {
                "filter": {"kind": self.draw.choice(["all", "any"]), "filters": chosen} if chosen else None,
                "search": self.draw.choice(["", "", "x", "n1"]),
                "sort": [{"by": self.draw.choice(PLAIN[form])}] if self.draw.random() < 0.5 else [],
                "limit": 100,
            }
        )


async def leak_world(records: Records, workspace: Workspace, person: Person, app: RecordApp) -> Fuzz:
    """Return a world with departments, people and records; the tables are there already."""
    draw = random.Random(7)
    top = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Sales"))
    below = await workspace.departments.create(PRODUCT, DepartmentDraft(name="North", parent_id=top.id))
    other = await workspace.departments.create(PRODUCT, DepartmentDraft(name="Stores"))
    people = [await person(name, "boss") for name in ("anna", "bert", "carl", "dora")]
    for who, department in zip(people, (top, below, other), strict=False):
        await workspace.departments.set_member(PRODUCT, department.id, who.account, Membership())
    fuzz = Fuzz(draw, records, workspace, app, people, World({}))
    customers: list[UUID] = []
    for at in range(12):
        customers.append(await _customer(fuzz, at, customers))
    for at in range(16):
        customer = draw.choice([None, *customers])
        deal: dict[str, object] = {
            "name": f"n{at}",
            "amount": draw.choice([None, draw.randint(0, 50)]),
            "margin": draw.randint(0, 100),
            "secret": draw.choice([None, "x", "n1x"]),
            "stage": draw.choice(["new", "won", "lost"]),
            "customer": customer and str(customer),
            "due": draw.choice([None, (date(2026, 5, 1) + timedelta(days=draw.randint(0, 40))).isoformat()]),
        }
        await records.writing.create(app, draw.choice(people), "opportunity", NewRecord(values=deal))
    await _fill(fuzz)
    return fuzz


async def _customer(fuzz: Fuzz, at: int, before: list[UUID]) -> UUID:
    """Return a new customer, which may stand below one of those before it."""
    draw, who = fuzz.draw, fuzz.draw.choice(fuzz.people)
    parent = draw.choice([None, *before])
    values: dict[str, Any] = {
        "name": f"n{at}",
        "level": draw.choice(["a", "b", "c", None]),
        "limit": draw.choice([None, draw.randint(0, 100)]),
        "memo": draw.choice([None, "x", "yx", "z"]),
        "tax_no": f"tax {at}",
        "phone": "13812345678",
        "parent": parent and str(parent),
        "sites": [{"place": f"p{at}", "rent": draw.randint(1000, 2000)} for _ in range(draw.randint(0, 2))],
    }
    if draw.random() < 0.5:

        async def pieces() -> Any:
            yield f"paper {at}".encode()

        file = await fuzz.workspace.files.upload(who, f"paper{at}.txt", pieces())
        values["papers"] = [str(file.id)]
    made = await fuzz.records.writing.create(fuzz.app, who, "customer", NewRecord(values=values))
    if "papers" in values:
        fuzz.papers[str(made.id)] = UUID(values["papers"][0])
    return made.id


async def _fill(fuzz: Fuzz) -> None:
    """Let the world hold all records, people and departments as they are stored."""
    records: dict[str, dict[str, dict[str, Any]]] = {"customer": {}, "opportunity": {}, "user": {}, "department": {}}
    async with fuzz.workspace.database.connection() as connection:
        for form in ("customer", "opportunity"):
            statements = fuzz.app.statements(form)
            rows = await connection.fetch(f"SELECT {statements.columns} FROM {statements.shape.name} AS r")
            found = [statements.values(row) for row in rows]
            await statements.add_rows(connection, found)
            records[form] = {str(one["id"]): one for one in found}
        for who in fuzz.people:
            user = dict((await reader_of(connection, who)).user)
            records["user"][str(who.account)] = user
            if user.get("department"):
                department: Any = user["department"]
                records["department"][department["id"]] = department
    fuzz.world.records = records


def app_of(roles: list[dict[str, Any]] | None = None) -> RecordApp:
    """Return the app of the world with some roles."""
    boss = {
        "name": "boss",
        "label": said("Boss"),
        "grants": [{"form": one["name"], "actions": ["see", *ACTIONS]} for one in forms()],
    }
    return record_app([boss, *(roles or [])], forms())


async def rounds(fuzz: Fuzz, count: int) -> AsyncIterator[tuple[RecordApp, Actor, Judge]]:
    """Iterate over random rights, each with everybody in turn."""
    for _ in range(count):
        app = app_of(fuzz.roles())
        for actor in fuzz.people:
            who = fuzz.somebody(actor)
            yield app, who, await fuzz.judge(app, who)


def title(judge: Judge, form: str, id_: str, otherwise: Any = None) -> Any:
    """Return what a record is called, as far as that may be seen."""
    stored = judge.world.records[form][id_]
    return stored["name"] if judge.grants(form, stored, "see") and judge.whole(form, stored, "name") else otherwise


def found(judge: Judge, form: str, stored: Any, text: str) -> bool:
    """Return whether words stand in a searchable field that may be seen."""
    searched = ["name", "memo"] if form == "customer" else ["name", "secret"]
    return any(text in str(stored.get(one) or "") for one in searched if judge.whole(form, stored, one))
