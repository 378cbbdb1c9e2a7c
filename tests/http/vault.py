"""An app with every part, whose values are marked, and people who may see some of them: to look for leaks over HTTP."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

import httpx
from fastapi import FastAPI

from lowcode.services.scorecards import Scorecards
from tests.http.browsers import PASSWORD, appoint, browser

SOME: Final = "00000000-0000-7000-8000-000000000000"
"""The id of nothing."""
METHODS: Final = ("get", "post", "put", "patch", "delete")


def said(word: str) -> dict[str, str]:
    """Return a label as JSON."""
    return {"en": word, "zh-CN": word}


def entry(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """Return a field as JSON."""
    return {"kind": kind, "name": name, "label": said(name.title())} | more


CLIENT: Final[dict[str, Any]] = {
    "name": "client",
    "label": said("Client"),
    "title": "name",
    "fields": [
        entry("text", "name", searchable=True, required=True, unique=True),
        entry("long_text", "secret", searchable=True),
        entry("text", "tax", unique=True),
        entry("phone", "phone", sensitive=True),
        entry("choice", "level", options=[{"value": one, "label": said(one)} for one in ("a", "b")]),
        entry("number", "rating", digits=0),
        entry("file", "papers"),
        entry("reference", "above", to="client", inverse="below"),
        entry("rollup", "turnover", over="deals", aggregate="sum", field="margin"),
        entry("users", "team"),
    ],
    "duplicates": [{"field": "name", "threshold": 0.5}],
}
DEAL: Final[dict[str, Any]] = {
    "name": "deal",
    "label": said("Deal"),
    "title": "name",
    "fields": [
        entry("text", "name", searchable=True),
        entry("reference", "client", to="client", inverse="deals"),
        entry("number", "amount", digits=0),
        entry("number", "margin", digits=0),
        entry("date", "due"),
        entry("stage", "stage", states=[{"name": one, "label": said(one)} for one in ("fresh", "won")]),
        entry("subtable", "lines", fields=[entry("text", "goods"), entry("number", "cost", digits=0)]),
        entry("button", "push", effect="push"),
    ],
}
CLERK: Final[dict[str, Any]] = {
    "name": "clerk",
    "label": said("Clerk"),
    "grants": [
        {
            "form": "client",
            "actions": ["see", "create", "edit", "export", "import", "print", "share"],
            "rows": 'level = "a"',
            "fields": [
                {"fields": ["secret", "rating", "papers", "turnover"], "right": "hidden"},
                {"fields": ["tax"], "right": "masked"},
            ],
        },
        {
            "form": "client",
            "actions": ["see", "create", "edit", "import"],
            "rows": "owner.id = current user.id",
            "fields": [{"fields": ["secret"], "right": "hidden"}],
        },
        {
            "form": "deal",
            "actions": ["see", "create", "edit", "export", "print"],
            "buttons": ["push"],
            "fields": [{"fields": ["margin", "lines.cost"], "right": "hidden"}],
        },
    ],
}
EVERYTHING: Final = ["see", "create", "edit", "delete", "export", "import", "print", "share"]
BOSS: Final[dict[str, Any]] = {
    "name": "boss",
    "label": said("Boss"),
    "grants": [
        {"form": "client", "actions": EVERYTHING},
        {"form": "deal", "actions": EVERYTHING, "buttons": ["push"]},
        *({"form": one, "actions": ["see", "export"]} for one in ("pot", "pot_posting")),
    ],
}  # fmt: skip
RULES: Final = {
    "rich": {
        "name": "rich",
        "label": said("Rich"),
        "form": "client",
        "trigger": {"kind": "became_true"},
        "condition": "rating > 5",
        "effects": [{"kind": "notify", "people": "owner", "title": '"Rich: " + name', "text": "string(rating)"}],
    },
    "costly": {
        "name": "costly",
        "label": said("Costly"),
        "form": "deal",
        "trigger": {"kind": "became_true"},
        "condition": "sum(lines.cost) > 5 and client.rating > 5",
        "effects": [{"kind": "notify", "people": "owner", "title": '"Costly"', "text": "string(margin)"}],
    },
}
POT: Final[dict[str, Any]] = {
    "name": "pot",
    "label": said("Pot"),
    "keys": [{"name": "client", "label": said("Client"), "to": "client", "inverse": "pots"}],
    "measures": [{"name": "worth", "label": said("Worth"), "digits": 0}],
    "postings": [
        {
            "name": "margin",
            "label": said("Margin"),
            "form": "deal",
            "keys": {"client": "client"},
            "measures": {"worth": "margin"},
        }
    ],
}
CARD: Final[dict[str, Any]] = {
    "name": "health",
    "label": said("Health"),
    "form": "client",
    "measures": [
        {
            "name": "gain",
            "label": said("Gain"),
            "metric": {
                "name": "gain",
                "form": "deal",
                "belongs": "client.id",
                "at": "created at",
                "days": 30,
                "aggregate": "sum",
                "value": "margin",
            },
            "standard": {"weight": 1, "target": 100000},
        }
    ],
}


def flow(name: str, form: str, account: str, condition: str) -> dict[str, Any]:
    """Return a flow that asks one person, twice when the record wants it so."""
    people = [{"kind": "person", "persons": [account]}]
    return {
        "name": name,
        "label": said(name.title()),
        "form": form,
        "nodes": [
            {"kind": "button_start", "name": "start", "roles": ["clerk", "boss"]},
            {"kind": "approval_task", "name": "first", "label": said("First"), "assignees": people},
            {"kind": "exclusive_gateway", "name": "choice"},
            {"kind": "approval_task", "name": "second", "label": said("Second"), "assignees": people},
            {"kind": "end", "name": "end"},
        ],
        "edges": [
            {"name": "e1", "source": "start", "target": "first"},
            {"name": "e2", "source": "first", "target": "choice"},
            {"name": "e3", "source": "choice", "target": "second", "condition": condition},
            {"name": "e4", "source": "choice", "target": "end", "default": True},
            {"name": "e5", "source": "second", "target": "end"},
        ],
    }


def content(clerk: str, boss: str) -> dict[str, Any]:
    """Return the app; its flows ask two people by their ids."""
    push = {
        "name": "push",
        "label": said("Push"),
        "form": "deal",
        "inputs": ["due"],
        "effects": [{"kind": "update_records", "values": {"amount": "coalesce(amount, 0) + 1"}}],
    }
    sheet = {"name": "sheet", "label": said("Sheet"), "form": "client", "body": "<p>{{name}} {{secret}}</p>"}
    view = {"kind": "list", "name": "clients", "label": said("Clients"), "form": "client"}
    return {
        "app": {"format": 1, "name": "vault", "label": said("Vault")},
        "forms": {"client": CLIENT, "deal": DEAL},
        "roles": {"clerk": CLERK, "boss": BOSS},
        "rules": RULES,
        "ledgers": {"pot": POT},
        "scorecards": {"health": CARD},
        "actions": {"push": push},
        "print": {"sheet": sheet},
        "views": {"clients": view | {"columns": [{"field": "name"}, {"field": "secret"}]}},
        "flows": {
            "approval": flow("approval", "deal", clerk, "margin > 5"),
            "secrecy": flow("secrecy", "client", boss, "rating > 5"),
        },
    }


@dataclass
class Vault:
    """The app with its records, and browsers of those who look at it."""

    app: FastAPI
    administrator: httpx.AsyncClient
    clerk: httpx.AsyncClient
    boss: httpx.AsyncClient
    stranger: httpx.AsyncClient
    """Somebody without any role."""
    clerk_id: str = ""
    boss_id: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    """Everything that was made, by name."""
    pools: dict[str, list[str]] = field(default_factory=dict)
    """What stands in paths, by the name of the parameter."""

    async def say(self, who: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
        """Return the answer to a POST that has to succeed."""
        answer = await who.post(path, json=body)
        assert answer.is_success, (path, answer.text)
        found: dict[str, Any] = answer.json() if answer.content else {}
        return found

    def paths(self, path: str) -> Iterator[str]:
        """Iterate over a path with everything in the places of its parameters."""
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        for values in product(*(self.pools.get(name, [SOME if name.endswith("_id") else "1"]) for name in names)):
            found = path
            for name, value in zip(names, values, strict=True):
                found = found.replace(f"{{{name}}}", value, 1)
            yield found


async def hired(vault: Vault, client: httpx.AsyncClient, name: str) -> str:
    """Return the id of somebody new, who is signed in from then on."""
    made = await vault.say(vault.administrator, "/api/people", name=name, display_name=name.title())
    token = made["ticket"]["token"]
    answer = await vault.say(client, "/api/invitation/accept", token=token, password=PASSWORD)
    client.headers["X-CSRF-Token"] = answer["csrf"]
    return str(made["account"]["id"])


async def filled(app: FastAPI) -> Vault:
    """Return the app with records, flows, comments and whatever else people leave behind."""
    vault = Vault(app, browser(app), browser(app), browser(app), browser(app))
    await appoint(app, vault.administrator)
    vault.clerk_id = await hired(vault, vault.clerk, "clerk")
    vault.boss_id = await hired(vault, vault.boss, "boss")
    vault.ids["stranger"] = await hired(vault, vault.stranger, "stranger")
    await vault.say(
        vault.administrator, "/api/apps/vault/publish", content=content(vault.clerk_id, vault.boss_id)
    )  # fmt: skip
    for role, account in (("clerk", vault.clerk_id), ("boss", vault.boss_id)):
        await vault.say(vault.administrator, "/api/grants", role=f"vault.{role}", account_id=account)
    await _records(vault)
    await _around(vault)
    tools = app.state.workshop
    async with tools.database.transaction() as connection:
        await Scorecards(tools).compute(connection, await tools.record_app("vault"), "health")
    ids = [one for name, one in vault.ids.items() if name != "stranger"]
    vault.pools = {
        "app": ["vault"],
        "form": ["client", "deal", "pot", "pot_posting"],
        "id": ids,
        "name": ["deals", "below", "above", "pots", "lines"],
        "comment_id": [vault.ids["comment"]],
        "account_id": [vault.clerk_id, vault.boss_id],
        "flow": ["approval", "secrecy"],
        "ledger": ["pot"],
        "scorecard": ["health"],
        "measure": ["gain"],
        "action": ["push"],
        "number": ["1"],
        "version": ["1"],
        "rule": ["vault.rich", "vault.costly"],
    }
    return vault


async def _records(vault: Vault) -> None:
    """Add clients and deals, whose values are marked by what may be seen of them."""
    base, boss = "/api/apps/vault/forms", vault.boss
    for name, level in (("open", "a"), ("closed", "b")):
        paper = await boss.post("/api/files", params={"name": f"zq-paper-{name}.txt"}, content=b"zq-content")
        assert paper.is_success, paper.text
        vault.ids[f"{name}-paper"] = paper.json()["id"]
        values: dict[str, Any] = {
            "name": f"zq-{name}-name",
            "secret": f"zq-{name}-former",
            "tax": f"zq-{name}-tax-number",
            "phone": "13812345678" if name == "open" else "13887654321",
            "level": level,
            "rating": 71391 if name == "open" else 72397,
            "papers": [paper.json()["id"]],
        }
        made = await vault.say(boss, f"{base}/client/records", values=values)
        vault.ids[name] = made["id"]
        change = {"version": made["version"], "values": {"secret": f"zq-{name}-secret"}}
        assert (await boss.patch(f"{base}/client/records/{made['id']}", json=change)).is_success
    change = {"version": 2, "values": {"above": vault.ids["closed"]}}
    answer = await boss.patch(f"{base}/client/records/{vault.ids['open']}", json=change)
    assert answer.is_success, answer.text
    for name, margin, cost in (("open", 83717, 60413), ("closed", 92311, 61417)):
        lines = [{"goods": f"zq-{name}-item", "cost": cost}]
        values = {"name": f"zq-{name}-deal", "client": vault.ids[name], "amount": 4711, "margin": margin}
        made = await vault.say(boss, f"{base}/deal/records", values={**values, "due": "2026-05-05", "lines": lines})
        vault.ids[f"{name}-deal"] = made["id"]


async def _around(vault: Vault) -> None:
    """Add flows, comments, views, drafts and the like."""
    boss, base = vault.boss, "/api/apps/vault/forms"
    for name, flow_, record in (
        ("approval", "approval", "closed-deal"),
        ("secrecy", "secrecy", "closed"),
        ("open-secrecy", "secrecy", "open"),
    ):
        made = await vault.say(boss, f"/api/apps/vault/flows/{flow_}/start", record=vault.ids[record])
        vault.ids[f"{name}-instance"] = made["id"]
        mine = vault.clerk if flow_ == "approval" else boss
        tasks = (await mine.get("/api/tasks")).json()["tasks"]
        vault.ids[f"{name}-task"] = next(one["id"] for one in tasks if one["instance"] == made["id"])
    opinion = {"verb": {"kind": "save_draft", "opinion": "zq-closed-opinion"}}
    await vault.say(boss, f"/api/tasks/{vault.ids['secrecy-task']}/verbs", **opinion)
    said_ = await vault.say(
        boss, f"{base}/client/records/{vault.ids['closed']}/comments", body="zq-closed-comment", mentions=[]
    )
    vault.ids["comment"] = said_["id"] if "id" in said_ else vault.ids["closed"]
    view = {"kind": "field", "field": "secret", "operator": "contains", "value": "zq-secret-of-a-filter"}
    kept = await vault.say(
        boss, f"{base}/client/views", name="Shared", shared=True, content={"filter": view, "columns": []}
    )
    vault.ids["view"] = kept["id"]
    draft = {"record": vault.ids["closed"], "version": 1, "values": {"secret": "zq-closed-draft"}}
    assert (await boss.put(f"{base}/client/unfinished", json=draft)).is_success
    sheet = "Name,Secret\nzq-closed-imported,zq-closed-imported-secret\n".encode("utf-8-sig")
    file = (await boss.post("/api/files", params={"name": "zq-closed.csv"}, content=sheet)).json()
    made = await vault.say(boss, f"{base}/client/imports", file=file["id"])
    vault.ids |= {"sheet": file["id"], "import": made["id"]}
    balances = (await boss.get(f"{base}/pot/records")).json()["records"]
    vault.ids |= {f"balance-{at}": one["id"] for at, one in enumerate(balances)}
    assert len(balances) == 2
