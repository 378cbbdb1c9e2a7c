"""S06 and S07: special prices are approved, and quotations go to customers as PDF."""

import io
from typing import Any

import httpx
import pytest
from pypdf import PdfReader

from tests.scenarios.company import Company, act, change, create, patched, record, tasks, where
from tests.services.effects.receivers import Mails


@pytest.fixture
async def sales(company: Company) -> Company:
    """A seller, the manager and the director, with a customer, a contact, a product and a price level."""
    await company.install("crm")
    await company.department("销售部")
    await company.department("华东销售组", "销售部")
    await company.hire("chen", "crm.director", department="销售部", head=True)
    await company.hire("zhou", "crm.manager", department="华东销售组", head=True)
    await company.hire("lin", "crm.seller", department="华东销售组")
    return company


@pytest.fixture
async def customer(sales: Company) -> dict[str, str]:
    """The ids of a customer, its contact and a product."""
    chen, lin = sales.browsers["chen"], sales.browsers["lin"]
    level = await create(chen, "price_level", name="普通", discount="0", limit="0.05", list_limit="0.2")
    price = {"code": "SM-1", "category": "servo", "list_price": "1000", "cost": "600", "tax_rate": "0.13"}
    product = await create(chen, "product", name="伺服电机", active=True, **price)
    made = await create(lin, "customer", name="上海华创科技有限公司", level=level["id"])
    contact = await create(lin, "contact", name="王芳", customer=made["id"], email="wang@example.com")
    return {"customer": made["id"], "contact": contact["id"], "product": product["id"]}


async def quotation(client: httpx.AsyncClient, customer: dict[str, str], discount: str, quantity: str = "10") -> str:
    line = {"product": customer["product"], "quantity": quantity, "discount": discount}
    values: dict[str, Any] = {"customer": customer["customer"], "contact": customer["contact"], "lines": [line]}
    return str((await create(client, "quotation", **values))["id"])


async def status(client: httpx.AsyncClient, id_: str) -> str:
    return str((await record(client, "quotation", id_))["values"]["status"])


@pytest.mark.scenario("S06")
async def test_s06_inside_the_limit_nobody_is_asked(sales: Company, customer: dict[str, str]) -> None:
    lin = sales.browsers["lin"]
    one = await quotation(lin, customer, "0.03")
    await change(lin, "quotation", one, status="approval")
    assert await status(lin, one) == "approved"
    assert not await sales.rows("SELECT 1 FROM flow_task")
    other = await quotation(lin, customer, "0.03")
    await change(lin, "quotation", other, status="sent")


@pytest.mark.scenario("S06")
async def test_s06_past_the_limit_the_manager_is_asked(sales: Company, customer: dict[str, str]) -> None:
    lin, zhou = sales.browsers["lin"], sales.browsers["zhou"]
    one = await quotation(lin, customer, "0.1")
    # Neither can it be sent without, nor can it be approved by hand.
    assert (await patched(lin, "quotation", one, status="sent")).status_code == 422
    await change(lin, "quotation", one, status="approval")
    refused = await patched(lin, "quotation", one, status="approved")
    assert [each["code"] for each in refused.json()["diagnostics"]] == ["stage-automatic"]
    (flow,) = await where(lin, "quotation", one)
    assert flow["waiting_for"] == ["Zhou"]
    await act(zhou, "approve", opinion="同意")
    assert await status(lin, one) == "approved"
    # What was approved cannot be changed any more, only sent or revised.
    line = [{"product": customer["product"], "quantity": "1", "discount": "0.9"}]
    assert (await patched(lin, "quotation", one, lines=line)).status_code == 422
    await change(lin, "quotation", one, status="sent")


@pytest.mark.scenario("S06")
@pytest.mark.parametrize(("discount", "quantity"), [("0.3", "10"), ("0.1", "1000")])
async def test_s06_a_large_one_goes_to_the_director_too(
    sales: Company, customer: dict[str, str], discount: str, quantity: str
) -> None:
    lin, zhou, chen = (sales.browsers[name] for name in ("lin", "zhou", "chen"))
    one = await quotation(lin, customer, discount, quantity)
    await change(lin, "quotation", one, status="approval")
    await act(zhou, "approve")
    assert await status(lin, one) == "approval"
    await act(chen, "approve")
    assert await status(lin, one) == "approved"


@pytest.mark.scenario("S06")
async def test_s06_a_refused_one_is_a_draft_again_with_the_reason(sales: Company, customer: dict[str, str]) -> None:
    lin, zhou = sales.browsers["lin"], sales.browsers["zhou"]
    one = await quotation(lin, customer, "0.1")
    await change(lin, "quotation", one, status="approval")
    await act(zhou, "reject", opinion="折扣过大，请降到 8%")
    values = (await record(lin, "quotation", one))["values"]
    assert (values["status"], values["approval_note"]) == ("draft", "折扣过大，请降到 8%")
    # It can be corrected and submitted again.
    line = [{"product": customer["product"], "quantity": "10", "discount": "0.04"}]
    await change(lin, "quotation", one, lines=line)
    await change(lin, "quotation", one, status="approval")
    assert await status(lin, one) == "approved"


@pytest.mark.scenario("S06")
async def test_s06_a_withdrawn_one_is_a_draft_again(sales: Company, customer: dict[str, str]) -> None:
    lin = sales.browsers["lin"]
    one = await quotation(lin, customer, "0.1")
    await change(lin, "quotation", one, status="approval")
    (flow,) = await where(lin, "quotation", one)
    answer = await lin.post(f"/api/instances/{flow['id']}/verbs", json={"verb": {"kind": "withdraw"}})
    assert answer.status_code == 200, answer.text
    assert await status(lin, one) == "draft"
    assert not await tasks(sales.browsers["zhou"])


@pytest.mark.scenario("S07")
async def test_s07_the_quotation_is_mailed_to_the_customer_as_pdf(
    sales: Company, customer: dict[str, str], mails: Mails
) -> None:
    lin = sales.browsers["lin"]
    one = await quotation(lin, customer, "0.03")
    answer = await lin.post(f"/api/apps/crm/forms/quotation/records/{one}/actions/send_quotation", json={})
    assert answer.status_code == 200, answer.text
    await sales.work()
    assert await status(lin, one) == "sent"
    (mail,) = mails.found
    assert mail["To"] == "wang@example.com"
    values = (await record(lin, "quotation", one))["values"]
    assert str(values["number"]) in str(mail["Subject"])
    (attached,) = mail.iter_attachments()
    words = pdf_text(attached.get_content())
    for word in ("华创智能装备有限公司", "报 价 单", "上海华创科技有限公司", "伺服电机", "王芳", str(values["number"])):
        assert word in words
    # The same document stays with the record.
    (kept,) = values["document"]
    found = await lin.get(f"/api/files/{file_id(kept)}")
    assert "伺服电机" in pdf_text(found.content)


@pytest.mark.scenario("S07")
async def test_s07_a_special_price_is_not_sent_before_it_is_approved(
    sales: Company, customer: dict[str, str], mails: Mails
) -> None:
    lin = sales.browsers["lin"]
    one = await quotation(lin, customer, "0.1")
    answer = await lin.post(f"/api/apps/crm/forms/quotation/records/{one}/actions/send_quotation", json={})
    assert answer.status_code == 409
    await sales.work()
    assert not mails.found


def pdf_text(content: bytes) -> str:
    """Return the text of a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def file_id(kept: Any) -> str:
    """Return the id of a file in the value of a field."""
    return str(kept["id"] if isinstance(kept, dict) else kept)
