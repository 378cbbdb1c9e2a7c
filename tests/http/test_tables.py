"""Shows what the editor of decision tables is answered."""

from typing import Any

import httpx

TABLE: dict[str, Any] = {
    "names": [{"name": "amount", "type": "number", "value": "700"}, {"name": "level", "type": "string", "value": "A"}],
    "hit_policy": "unique",
    "inputs": [{"expression": "amount"}, {"expression": "level", "values": '"A", "B"'}],
    "outputs": [{"name": "discount"}],
    "rules": [
        {"inputs": ["< 500", "-"], "outputs": ["0"]},
        {"inputs": [">= 500", '"A"'], "outputs": ["0.1"]},
    ],
}


async def analysed(program: httpx.AsyncClient, **changes: Any) -> Any:
    """Return the analysis of the table with changes."""
    answer = await program.post("/api/language/table/analyse", json={**TABLE, **changes})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_rules_that_match_give_the_value(program: httpx.AsyncClient) -> None:
    found = await analysed(program)
    assert found["matching"] == [2]
    assert found["value"] == {"t": "number", "v": "0.1"}
    assert found["diagnostics"] == found["warnings"] == []


async def test_a_gap_is_found_with_an_example(program: httpx.AsyncClient) -> None:
    found = await analysed(program)
    (finding,) = (one for one in found["findings"] if one["code"] == "table-gap")
    assert '"B"' in finding["message"]["zh-CN"]
    (gap,) = found["gaps"]
    closed = await analysed(program, rules=[*TABLE["rules"], {"inputs": gap["tests"], "outputs": ["0"]}])
    assert closed["findings"] == closed["gaps"] == []


async def test_an_overlap_is_found(program: httpx.AsyncClient) -> None:
    rules = [*TABLE["rules"], {"inputs": ["[400..600]", "-"], "outputs": ["0.2"]}]
    found = await analysed(program, rules=rules)
    assert "table-overlap" in [one["code"] for one in found["findings"]]


async def test_a_violation_is_warned_of(program: httpx.AsyncClient) -> None:
    rules = [*TABLE["rules"], {"inputs": ["-", "-"], "outputs": ["0.2"]}]
    found = await analysed(program, rules=rules)
    assert found["matching"] == [2, 3]
    assert found["value"]["t"] == "null"
    assert found["warnings"]
    collected = await analysed(program, rules=rules, hit_policy="collect", aggregation="sum")
    assert collected["text"] == "0.3"


async def test_a_wrong_cell_is_named(program: httpx.AsyncClient) -> None:
    found = await analysed(program, rules=[{"inputs": ["< ", "-"], "outputs": ["0"]}])
    assert found["diagnostics"][0]["path"] == "/rules/0/inputs/0"
