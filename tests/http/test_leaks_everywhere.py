"""No answer of any route holds a value that a role hides: all routes are asked for everything there is."""

import json
from collections import Counter
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI

from lowcode.http.app import application
from lowcode.settings import Settings
from tests.http import vault as vaults
from tests.http.vault import Vault

HIDDEN: Final = (
    "zq-open-secret", "zq-open-former", "zq-open-tax-number", "zq-paper-open", "13812345678", "71391", "83717", "60413",
    "zq-content", "zq-secret-of-a-filter",
)  # fmt: skip
"""What the clerk may not see of what is open to them."""
CLOSED: Final = (
    "zq-closed-name", "zq-closed-secret", "zq-closed-former", "zq-closed-tax-number", "zq-paper-closed", "13887654321",
    "72397", "92311", "61417", "zq-closed-comment", "zq-closed-draft", "zq-closed-opinion", "zq-closed-imported",
    "zq-closed.csv", "176028",
)  # fmt: skip
"""What the clerk may not see at all."""
SEEN: Final = ("zq-open-name", "zq-open-deal", "zq-closed-deal", "zq-closed-item", "4711")
"""What the clerk may see."""
LEFT_OUT: Final = {"/api/live"}
"""Routes without an end."""
FIELDS: Final = {
    "client": [one["name"] for one in vaults.CLIENT["fields"]],
    "deal": [
        *(one["name"] for one in vaults.DEAL["fields"]),
        "lines.cost",
        "lines.goods",
        "client.name",
        "client.secret",
        "client.rating",
    ],
    "pot": ["client", "worth", "client.name"],
    "pot_posting": ["worth", "client"],
}


@pytest.fixture
async def vault(app: FastAPI) -> Vault:
    """The app with its records."""
    return await vaults.filled(app)


def leaked(told: str, denied: tuple[str, ...]) -> list[str]:
    """Return which values that may not be seen stand in an answer."""
    return [one for one in denied if one in told]


async def walked(vault: Vault, who: httpx.AsyncClient, denied: tuple[str, ...]) -> Counter[int]:
    """Return how often each status came of all routes that only look, asked for everything; none tells too much."""
    codes: Counter[int] = Counter()
    found: dict[str, list[str]] = {}
    for path, operations in vault.app.openapi()["paths"].items():
        if "get" not in operations or path in LEFT_OUT:
            continue
        for filled in vault.paths(path):
            for params in queries(path):
                answer = await who.get(filled, params=params)
                codes[answer.status_code] += 1
                assert answer.status_code < 500, (filled, params, answer.text)
                if wrong := leaked(answer.text, denied):
                    found.setdefault(f"{filled} {params}", wrong)
    assert not found, json.dumps(found, indent=1)
    return codes


def queries(path: str) -> list[dict[str, Any]]:
    """Return the queries with which a route is asked."""
    if path == "/api/search":
        return [{"q": "zq"}, {"q": "secret"}, {"q": "zq-closed"}]
    if path == "/api/tasks":
        return [{"list": one} for one in ("mine", "done", "pool", "copies")] + [{"search": "closed"}]
    if path == "/api/instances":
        return [{}, {"scope": "all"}, {"search": "zq"}]
    if path.endswith("/whole"):
        return [{"related": "deals"}, {"related": "below"}]
    if path.endswith("/past"):
        return [{"version": 1}, {"version": 2}]
    if path.endswith("/access"):
        return [{}, {"account": "00000000-0000-7000-8000-000000000000"}]
    if path.endswith("/records"):
        return [{}, {"trashed": True}, {"search": "secret"}, {"search": "former"}]
    return [{}]


async def test_the_routes_that_look(vault: Vault) -> None:
    codes = await walked(vault, vault.clerk, HIDDEN + CLOSED)
    assert codes[200] > 60
    codes = await walked(vault, vault.stranger, HIDDEN + CLOSED + SEEN)
    assert codes[403] + codes[404] > codes[200]


def asked(vault: Vault, form: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the questions about the records of a form."""
    names = FIELDS[form]
    whole = f"/api/apps/vault/forms/{form}"
    found: list[tuple[str, dict[str, Any]]] = [(f"{whole}/records/query", {"through": names[-3:]})]
    for name in names:
        for operator, value in (("contains", "z"), ("more", 5), ("not_empty", None), ("equals", "x")):
            filter_ = {"kind": "field", "field": name, "operator": operator} | ({"value": value} if value else {})
            found.append((f"{whole}/records/query", {"filter": filter_}))
        found += [
            (f"{whole}/records/query", {"sort": [{"by": name}]}),
            (f"{whole}/records/groups", {"by": name}),
            (f"{whole}/records/summary", {"group": {"by": name}, "figures": [{"field": name, "figure": "sum"}]}),
            (f"{whole}/records/summary", {"figures": [{"field": name, "figure": "maximum"}]}),
            (f"{whole}/records/board", {"by": name, "total": name, "cards": 10}),
            (f"{whole}/records/span", {"start": name, "first": "2026-05-01", "last": "2026-05-20", "query": {}}),
            (f"{whole}/records/tree", {"by": name}),
            (f"{whole}/candidates", {"place": name, "search": "zq", "columns": FIELDS["client"]}),
            (f"{whole}/seen", {"place": name, "ids": [vault.ids["open"], vault.ids["closed"]]}),
            (f"{whole}/export", {"format": "csv", "columns": ["id", name]}),
            (f"{whole}/export", {"format": "csv", "columns": ["id", "lines", name]}),
            *reported(form, name),
        ]
    for expression in ("rating > 5", "number(secret) > 1", "client.rating > 5", "1 / (rating - 71391) > 0", "xx"):
        found.append((f"{whole}/records/query", {"filter": {"kind": "expression", "expression": expression}}))
    return found


def reported(form: str, name: str) -> list[tuple[str, dict[str, Any]]]:
    """Return the questions of reports about a field."""
    base, dimension = "/api/apps/vault/reports", {"name": "d", "expression": name}
    found: list[tuple[str, dict[str, Any]]] = [(f"{base}/members", {"dataset": form, "expression": name})]
    for dataset in (form, f"{form}.lines"):
        counted = {"name": "n", "of": {"kind": "count"}}
        queries_: list[dict[str, Any]] = [{"dimensions": [dimension], "measures": [counted]}]
        queries_ += [{"measures": [{"name": "m", "of": {"kind": kind, "value": name}}]} for kind in ("sum", "maximum")]
        queries_ += [{"filter": f"{name} != null", "dimensions": [{"name": "d", "expression": "name"}]}]
        for one in queries_:
            asked_ = {"query": {"dataset": dataset, **one}}
            found += [(f"{base}/query", asked_), (f"{base}/behind", asked_)]
    return found


async def test_the_routes_that_are_asked(vault: Vault) -> None:
    codes: Counter[tuple[str, int]] = Counter()
    for form in FIELDS:
        for path, body in asked(vault, form):
            answer = await vault.clerk.post(path, json=body)
            codes[path.rpartition("/")[2], answer.status_code] += 1
            assert answer.status_code < 500, (path, body, answer.text)
            assert not (wrong := leaked(answer.text, HIDDEN + CLOSED)), (path, body, wrong, answer.text)
    for what in ("query", "groups", "summary", "board", "candidates", "seen", "export", "members", "behind"):
        assert codes[what, 200] > 0, (what, codes)


async def test_the_routes_that_change(vault: Vault) -> None:
    base, ids, denied = "/api/apps/vault/forms", vault.ids, HIDDEN + CLOSED
    open_, deal = f"{base}/client/records/{ids['open']}", f"{base}/deal/records/{ids['open-deal']}"
    line = (await vault.boss.get(deal)).json()["values"]["lines"][0]
    rows = [{"id": line["id"], "goods": "mine"}]
    assert (
        await vault.boss.patch(deal, json={"version": 1, "values": {"lines": [{**line, "goods": "his"}]}})
    ).is_success
    same = {"name": "zq-closed-nam", "tax": "zq-closed-tax-numbe"}
    asks: list[tuple[str, str, Any]] = [
        ("patch", deal, {"version": 1, "values": {"lines": rows, "margin": 1}}),
        ("patch", deal, {"version": 1, "values": {"lines": rows}}),
        ("patch", open_, {"version": 1, "values": {"tax": "x", "secret": "x"}}),
        ("patch", open_, {"version": 1, "values": {"above": ids["open"]}}),
        ("patch", f"{base}/client/records", {"ids": [ids["open"], ids["closed"]], "values": {"level": "a"}}),
        ("post", f"{base}/client/records/bulk", {"action": "edit", "ids": [ids["closed"]], "values": {"level": "a"}}),
        ("post", f"{base}/client/records/bulk", {"action": "trash", "ids": [ids["open"]]}),
        ("post", f"{base}/client/records", {"values": same}),
        ("post", f"{base}/client/check", {"values": same}),
        ("post", f"{base}/client/check", {"id": ids["closed"], "values": {}}),
        ("post", f"{base}/client/check", {"id": ids["open"], "values": {"name": "y"}}),
        ("post", f"{base}/client/records/batch", {"create": [same]}),
        *(("post", f"{open_}/reveal", {"field": name}) for name in FIELDS["client"] if name != "phone"),
        ("post", f"{open_}/duplicate", None),
        ("post", f"{deal}/duplicate", None),
        ("post", f"{deal}/actions/push", {}),
        ("post", f"{deal}/actions/push", {"inputs": {"due": "no day"}}),
        ("post", f"/api/tasks/{ids['approval-task']}/verbs", {"verb": {"kind": "approve"}, "values": {"margin": 1}}),
        ("post", f"/api/tasks/{ids['secrecy-task']}/verbs", {"verb": {"kind": "approve"}}),
        ("post", f"/api/instances/{ids['secrecy-instance']}/verbs", {"verb": {"kind": "withdraw"}}),
        ("post", "/api/apps/vault/flows/secrecy/start", {"record": ids["closed"]}),
        ("post", f"/api/tasks/{ids['approval-task']}/verbs", {"verb": {"kind": "approve"}}),
        ("put", f"{base}/client/unfinished", {"values": {"papers": [ids["open-paper"], ids["closed-paper"]]}}),
        ("put", f"{base}/client/unfinished", {"record": ids["open"], "values": {"papers": [ids["closed-paper"]]}}),
        ("post", f"{base}/client/records", {"values": {"name": "n", "papers": [ids["closed-paper"]]}}),
        ("post", f"{base}/client/imports", {"file": ids["sheet"]}),
        ("post", "/api/apps/vault/roll-back", {"number": 1}),
    ]
    for method, path, body in asks:
        answer = await vault.clerk.request(method, path, json=body)
        assert answer.status_code < 500, (path, body, answer.text)
        assert not (wrong := leaked(answer.text, denied)), (path, body, wrong, answer.text)
    # Whatever came of it: what is there now tells no more than before.
    for path in (f"{base}/client/unfinished", f"{base}/client/unfinished?record={ids['open']}", "/api/notifications"):
        assert not leaked((await vault.clerk.get(path)).text, denied), path


async def test_the_preview_of_an_import_tells_of_a_record_what_may_be_seen_of_it(vault: Vault) -> None:
    base = "/api/apps/vault/forms/client"
    sheet = "Name,Secret,Level\nzq-open-name,,a\n".encode("utf-8-sig")
    file = (await vault.clerk.post("/api/files", params={"name": "mine.csv"}, content=sheet)).json()
    made = await vault.say(vault.clerk, f"{base}/imports", file=file["id"])
    told = []
    for columns in ({"0": "name", "1": "secret", "2": "level"}, {"0": "name", "2": "level"}):
        mapping = {"columns": columns, "mode": "update", "key": ["name"]}
        told.append(await vault.clerk.post(f"{base}/imports/{made['id']}/preview", json=mapping))
        assert not leaked(told[-1].text, HIDDEN + CLOSED), told[-1].text
    assert told[-1].json()["rows"][0]["action"] == "none", told[-1].text


async def test_boss_and_clerk_see_what_is_theirs(vault: Vault) -> None:
    """What is looked for is there: whoever may see it finds it in the same answers."""
    base = "/api/apps/vault/forms/client/records"
    told = (await vault.boss.get(f"{base}/{vault.ids['closed']}")).text
    assert all(one in told for one in ("zq-closed-secret", "72397", "92311", "zq-paper-closed"))
    told = (await vault.boss.get(f"/api/apps/vault/scorecards/health/records/{vault.ids['open']}")).text
    assert "83717" in told
    told = (await vault.clerk.get(f"/api/apps/vault/scorecards/health/records/{vault.ids['open']}")).text
    assert '"points":null' in told
    rules = (await vault.boss.get(f"{base}/{vault.ids['open']}/rules")).json()
    assert [one["rule"] for one in rules["rules"]] == ["vault.rich"]
    rules = (await vault.clerk.get(f"{base}/{vault.ids['open']}/rules")).json()
    assert (rules["rules"], rules["firings"]) == ([], [])
    views = (await vault.boss.get("/api/apps/vault/forms/client/views")).json()["views"]
    assert [one["name"] for one in views] == ["Shared"]
    assert not (await vault.clerk.get("/api/apps/vault/forms/client/views")).json()["views"]


def test_an_application_is_made_of_routes(tmp_path: Any) -> None:
    """The list that is walked is that of the application."""
    assert len(application(Settings(tmp_path, "postgresql://x"), tmp_path).openapi()["paths"]) > 100
