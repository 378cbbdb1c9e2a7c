"""Shows what the formula editor is answered."""

from typing import Any

import httpx
import pytest

NAMES = [
    {"name": "amount", "type": "number", "value": "600000"},
    {"name": "意向", "type": "string", "value": "高"},
    {"name": "lines", "type": "list<context<quantity: number, price: number>>", "value": "[{quantity: 2, price: 3}]"},
    {"name": "due", "type": "date", "value": "2026-05-01"},
    {"name": "nothing", "type": "number"},
]


async def asked(program: httpx.AsyncClient, what: str, text: str, **more: Any) -> Any:
    """Return the answer of a route about an expression."""
    answer = await program.post(f"/api/language/{what}", json={"text": text, "names": NAMES, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_good_expression_has_a_type_and_reads_names(program: httpx.AsyncClient) -> None:
    found = await asked(program, "check", 'if 意向 = "高" then sum(lines.quantity * lines.price) else 0')
    assert found["diagnostics"] == found["names"] == []
    assert found["type"] == "number"
    assert ["lines", "quantity"] in found["reads"]
    assert ["意向"] in found["reads"]
    assert ["amount"] not in found["reads"]


async def test_a_mistake_has_its_place_and_a_hint_in_both_languages(program: httpx.AsyncClient) -> None:
    (found,) = (await asked(program, "check", "amuont > 3"))["diagnostics"]
    assert found["span"] == [0, 6]
    assert "amount" in found["hint"]["en"]
    assert "amount" in found["hint"]["zh-CN"]


@pytest.mark.parametrize(
    ("sample", "path"),
    [
        ({"name": "x", "type": "nubmer"}, "/0/type"),
        ({"name": "x", "type": "date", "value": "soon"}, "/0/value"),
        ({"name": "x", "type": "list<number>", "value": '["a"]'}, "/0/value"),
        ({"name": "x", "value": "[1, "}, "/0/value"),
        ({"name": "if"}, "/0/name"),
    ],
)
async def test_a_wrong_sample_is_told(program: httpx.AsyncClient, sample: dict[str, str], path: str) -> None:
    answer = await program.post("/api/language/check", json={"text": "1", "names": [sample]})
    (found,) = answer.json()["names"]
    assert found["path"] == path
    assert found["hint"]["zh-CN"]


async def test_completion_offers_names_with_their_types(program: httpx.AsyncClient) -> None:
    found = await asked(program, "complete", "am", position=2)
    assert (found[0]["text"], found[0]["type"], found[0]["span"]) == ("amount", "number", [0, 2])


async def test_hover_and_signature_explain_a_function(program: httpx.AsyncClient) -> None:
    text = "substring(意向, 1)"
    assert (await asked(program, "hover", text, position=2))["title"].startswith("substring(")
    assert (await asked(program, "signature", text, position=14))["active"] == 1
    assert await asked(program, "signature", "amount", position=3) is None


async def test_renaming_keeps_the_meaning_or_is_refused(program: httpx.AsyncClient) -> None:
    found = await asked(program, "rename", "amount + nothing", route=["amount"], new="total")
    assert found == {"text": "total + nothing"}
    body = {"text": "amount + nothing", "names": NAMES, "route": ["amount"], "new": "if"}
    refused = await program.post("/api/language/rename", json=body)
    assert refused.status_code == 422
    assert refused.json()["diagnostics"][0]["hint"]


async def test_every_target_on_the_server_gives_the_same_value(program: httpx.AsyncClient) -> None:
    targets = ["python", "postgres", "duckdb", "browser"]
    found = await asked(program, "evaluate", "amount / 7 + sum(lines.quantity)", targets=targets)
    assert [one["target"] for one in found["answers"]] == targets[:3]
    assert {one["text"][:15] for one in found["answers"]} == {"85716.285714285"}
    assert found["browser"]["tree"]
    assert found["browser"]["values"]["amount"] == {"t": "number", "v": "600000"}
    assert "due" not in found["browser"]["values"]


async def test_null_is_explained(program: httpx.AsyncClient) -> None:
    (answer,) = (await asked(program, "evaluate", "amount + nothing", targets=["python"]))["answers"]
    assert answer["value"]["t"] == "null"
    assert answer["warnings"][0]["span"] == [0, 16]


async def test_a_wrong_expression_is_not_run(program: httpx.AsyncClient) -> None:
    found = await asked(program, "evaluate", "amount +", targets=["python", "browser"])
    assert found["answers"] == []
    assert found["browser"] is None
    assert found["checked"]["diagnostics"]


async def test_a_value_too_large_to_show_is_not_sent(program: httpx.AsyncClient) -> None:
    (answer,) = (await asked(program, "evaluate", "for i in 1..90000 return i", targets=["python"]))["answers"]
    assert answer["value"] is None
    assert answer["warnings"][0]["code"] == "value-too-large-to-show"


async def test_all_functions_are_listed_in_both_languages(program: httpx.AsyncClient) -> None:
    found = (await program.get("/api/language/functions")).json()
    assert len(found) > 100
    assert all(one["summary"]["en"] and one["summary"]["zh-CN"] and len(one["examples"]) >= 3 for one in found)
    (length,) = (one for one in found if one["name"] == "string length")
    assert "LEN" in length["spellings"]
    assert length["targets"] == {"python": True, "sql": True, "browser": True}


async def test_the_server_tells_that_it_is_ready(program: httpx.AsyncClient) -> None:
    assert (await program.get("/api/health")).json()["status"] == "ready"
