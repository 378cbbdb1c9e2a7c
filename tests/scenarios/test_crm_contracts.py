"""S08 and S09: contracts are approved one after the other; what follows happens at once or not at all."""

from typing import Any

import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.folder import files_of, read
from tests.scenarios.company import CATALOG, Company, act, change, create, record, tasks, upload, verb, where


async def staffed(company: Company, **parts: Any) -> Company:
    """Return the company with a seller, a director, legal and finance."""
    await company.install("crm", **parts)
    await company.department("销售部")
    await company.hire("chen", "crm.director", department="销售部", head=True)
    await company.hire("lin", "crm.seller", department="销售部")
    await company.hire("fang", "crm.legal")
    await company.hire("qian", "crm.finance")
    return company


async def submitted(company: Company) -> tuple[str, str]:
    """Return a contract that was submitted, and its customer."""
    lin = company.browsers["lin"]
    customer = await create(lin, "customer", name="上海华创科技有限公司")
    document = await upload(lin)
    values = {"name": "设备采购合同", "customer": customer["id"], "amount": "120000", "document": [document]}
    contract = await create(lin, "contract", **values)
    await change(lin, "contract", contract["id"], status="approval")
    return contract["id"], customer["id"]


@pytest.mark.scenario("S08")
async def test_s08_director_legal_and_finance_approve_in_order_and_everybody_sees_where_it_is(company: Company) -> None:
    await staffed(company)
    lin = company.browsers["lin"]
    contract, _ = await submitted(company)
    for name, step in (("chen", "销售总监审批"), ("fang", "法务审批"), ("qian", "财务审批")):
        client = company.browsers[name]
        (task,) = await tasks(client)
        assert (task["title"], task["node_label"]["zh-CN"]) == ("设备采购合同", step)
        told = (await client.get("/api/notifications")).json()["notifications"]
        assert told[0]["content"]["task"] == task["id"]
        for who in (lin, client):
            (flow,) = await where(who, "contract", contract)
            assert [one["zh-CN"] for one in flow["nodes"]] == [step]
            assert flow["waiting_for"] == [name.title()]
            assert flow["since"]
        answer = await verb(client, task["id"], "approve", opinion="同意")
        assert answer.status_code == 200, answer.text
    assert (await record(lin, "contract", contract))["values"]["status"] == "signed"


@pytest.mark.scenario("S08")
async def test_s08_a_refused_contract_is_a_draft_again_with_the_reason(company: Company) -> None:
    await staffed(company)
    lin, chen, fang = (company.browsers[name] for name in ("lin", "chen", "fang"))
    contract, _ = await submitted(company)
    await act(chen, "approve")
    (task,) = await tasks(fang)
    silent = await verb(fang, task["id"], "reject")
    assert silent.status_code in {409, 422}
    await act(fang, "reject", opinion="违约条款缺失")
    values = (await record(lin, "contract", contract))["values"]
    assert (values["status"], values["approval_note"]) == ("draft", "违约条款缺失")
    assert not await tasks(company.browsers["qian"])


@pytest.mark.scenario("S09")
async def test_s09_with_the_approval_the_customer_is_signed_and_finance_gets_the_invoice(company: Company) -> None:
    await staffed(company)
    lin, qian = company.browsers["lin"], company.browsers["qian"]
    contract, customer = await submitted(company)
    for name in ("chen", "fang", "qian"):
        await act(company.browsers[name], "approve")
    assert (await record(lin, "customer", customer))["values"]["status"] == "signed"
    assert (await record(lin, "contract", contract))["values"]["signed_on"]
    (copy,) = await tasks(lin, "copies")
    assert copy["title"] == "设备采购合同"
    (task,) = await tasks(qian, "pool") or await tasks(qian)
    assert task["node_label"]["zh-CN"] == "开具发票"
    if task["state"] == "open":
        await verb(qian, task["id"], "claim")
    empty = await verb(qian, task["id"], "submit")
    assert empty.status_code == 422
    filled = {"invoice_number": "2400123", "invoiced_on": "2026-11-21"}
    done = await verb(qian, task["id"], "submit", values=filled)
    assert done.status_code == 200, done.text
    assert (await record(qian, "contract", contract))["values"]["invoice_number"] == "2400123"
    assert done.json()["status"] == "completed"


@pytest.mark.scenario("S09")
async def test_s09_when_the_last_effect_fails_nothing_of_the_approval_has_happened(company: Company) -> None:
    flow = read(files_of(CATALOG / "crm"), LAYOUT)["flows"]["contract_approval"]
    last = next(one for one in flow["nodes"] if one["name"] == "customer")
    last["effect"]["arguments"]["values"] = '{status: "no such status"}'
    await staffed(company, flows={"contract_approval": flow})
    lin, qian = company.browsers["lin"], company.browsers["qian"]
    contract, customer = await submitted(company)
    await act(company.browsers["chen"], "approve")
    await act(company.browsers["fang"], "approve")
    before = await record(lin, "contract", contract)
    (task,) = await tasks(qian)
    lines = await company.rows("SELECT count(*) FROM flow_journal")
    refused = await verb(qian, task["id"], "approve", opinion="同意")
    assert refused.status_code == 422, refused.text
    assert refused.json()["diagnostics"][0]["hint"]["zh-CN"]
    assert await record(lin, "contract", contract) == before
    assert (await record(lin, "customer", customer))["values"]["status"] == "potential"
    assert [one["id"] for one in await tasks(qian)] == [task["id"]]
    assert await company.rows("SELECT count(*) FROM flow_journal") == lines
