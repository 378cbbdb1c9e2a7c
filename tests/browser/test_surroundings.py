"""Shows how people walk from document to document, and see all there is about a customer on one page."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from lowcode.kernel import clock
from tests.browser.product import PASSWORD, PHONE, Open, bring, enrol, fits, serious

APPS = ("crm", "inventory", "sales")


@pytest.fixture(scope="module", autouse=True)
def apps(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The apps from customers to deliveries, with somebody who may do everything in them."""
    del address
    home = tmp_path_factory.mktemp("surroundings")
    for app in APPS:
        bring(home, postgres_url, app)
    enrol(home, postgres_url, "wang", "王总")


class Desk:
    """Somebody who has signed in."""

    def __init__(self, opened: Open, **options: Any) -> None:
        self.page = opened("", **options)
        self.origin = self.page.evaluate("location.origin")
        me = self.page.request.post(f"{self.origin}/api/login", data={"name": "wang", "password": PASSWORD}).json()
        self.proof = {"X-CSRF-Token": me["csrf"]}
        for app in APPS:
            grant = {"role": f"{app}.admin", "account_id": me["account"]["id"]}
            answer = self.page.request.post(f"{self.origin}/api/grants", headers=self.proof, data=grant)
            assert answer.ok, answer.text()

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Return the answer to a request."""
        answer = getattr(self.page.request, method)(f"{self.origin}/api/apps/{path}", headers=self.proof, data=data)
        assert answer.ok, answer.text()
        return answer.json()

    def make(self, place: str, **values: Any) -> str:
        """Return the id of a new record."""
        app, form = place.split(".")
        return str(self.ask("post", f"{app}/forms/{form}/records", {"values": values})["id"])

    def change(self, place: str, id_: str, **values: Any) -> None:
        """Change a record."""
        path = "{}/forms/{}/records/{}".format(*place.split("."), id_)
        version = self.page.request.get(f"{self.origin}/api/apps/{path}").json()["version"]
        self.ask("patch", path, {"version": version, "values": values})

    def trade(self) -> tuple[str, str]:
        """Sell pumps, and return the customer and the order."""
        east = self.make("inventory.warehouse", name="华东仓")
        pump = self.make("crm.product", code="P1", name="离心泵", category="servo", list_price="100", cost="60")
        acme = self.make("crm.customer", name="上海华创科技有限公司", grade="A", industry="electronics")
        wang = self.make("crm.contact", name="王芳", customer=acme, email="wang@hc.example", job="采购经理")
        deal = self.make("crm.opportunity", name="泵站改造", customer=acme, contact=wang, amount="5000")
        self.make("crm.activity", subject="电话回访", customer=acme, opportunity=deal)
        rows = [{"product": pump, "quantity": "50"}]
        offer = self.make("crm.quotation", customer=acme, contact=wang, opportunity=deal, lines=rows)
        goods = self.make("inventory.receipt", warehouse=east, lines=rows)
        self.change("inventory.receipt", goods, stage="received")
        promised = str(clock.now().date() + timedelta(days=9))
        order = self.make(
            "sales.order", customer=acme, opportunity=deal, quotation=offer, warehouse=east, promised_on=promised,
            lines=rows,
        )  # fmt: skip
        self.change("sales.order", order, stage="confirmed")
        return acme, order

    def show(self, route: str) -> Page:
        """Return the page at a route."""
        self.page.goto(f"{self.origin}/#/{route}")
        self.page.reload()
        return self.page


def test_s14_s19_documents_and_all_there_is_about_a_customer(opened: Open, axe: str) -> None:
    desk = Desk(opened, locale="zh-CN")
    acme, order = desk.trade()
    # From the order to the quotation, and from there to the delivery.
    page = desk.show(f"app/sales/form/order/{order}")
    page.get_by_role("tab", name="关联单据").click()
    chain = page.get_by_role("list", name="从最早到最新")
    expect(chain.get_by_role("listitem")).to_have_count(4)
    expect(chain.locator("[aria-current=true]")).to_contain_text("销售订单")
    assert serious(page, axe) == []
    chain.get_by_role("link", name="Q20").click()
    page.get_by_role("tab", name="关联单据").click()
    expect(chain.locator("[aria-current=true]")).to_contain_text("报价单")
    chain.get_by_role("link", name="DN20").click()
    expect(page.get_by_role("tab", name="关联单据")).to_be_visible()
    # All there is about the customer, over apps.
    page = desk.show(f"app/crm/form/customer/{acme}")
    page.get_by_role("link", name="客户全景").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("上海华创科技有限公司")
    expect(page.get_by_role("listitem").filter(has_text="订单总额")).to_contain_text("¥5,650")
    for name, text in (
        ("联系人", "王芳"),
        ("跟进记录", "电话回访"),
        ("商机", "泵站改造"),
        ("销售订单", "SO20"),
        ("发货单", "DN20"),
    ):
        expect(page.get_by_role("region", name=name).first).to_contain_text(text)
    expect(page.get_by_role("region", name="服务工单").first).to_contain_text("暂无")
    assert serious(page, axe) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    fits(page)
    page.get_by_role("region", name="销售订单").first.get_by_role("link", name="SO20").click()
    expect(page.get_by_role("tab", name="关联单据")).to_be_visible()
