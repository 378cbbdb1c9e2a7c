"""Shows how people look at figures: dashboards with charts, filters, and the records behind a number."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from lowcode.kernel import clock
from tests.browser.product import PHONE, Open, SignedIn, bring, enrol, fits, serious


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app of customers and sales, with somebody who may see everything in it."""
    del address
    home = tmp_path_factory.mktemp("dashboards")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "wang", "王总")


class Desk(SignedIn):
    """Somebody who has signed in."""

    def __init__(self, opened: Open, **options: Any) -> None:
        super().__init__(opened, "wang", **options)

    def deals(self) -> None:
        """Bring two open deals, once."""
        if self.ask("get", self.records.format("opportunity") + "/count")["count"] > 0:
            return
        day = (clock.now().date() + timedelta(days=20)).isoformat()
        for name, amount, grade in (("产线改造", "300000", "A"), ("备件采购", "120000", "B")):
            company = {"values": {"name": f"苏州{name}有限公司", "grade": grade}}
            customer = self.ask("post", self.records.format("customer"), company)["id"]
            values = {"name": name, "amount": amount, "customer": customer, "expected_on": day}
            assert self.ask("post", self.records.format("opportunity"), {"values": values}), name


def test_s45_a_number_leads_to_its_records_and_filters_hold_for_all_charts(opened: Open, axe: str) -> None:
    desk = Desk(opened, locale="zh-CN")
    desk.deals()
    page = desk.show("app/crm/dashboard/director")
    pipeline = page.get_by_role("region", name="在途金额", exact=True)
    expect(pipeline.get_by_role("button", name=re.compile("在途金额: ¥42万"))).to_be_visible()
    expect(page.locator(".chart-canvas canvas").first).to_be_visible()
    assert serious(page, axe) == []
    pipeline.get_by_role("button", name=re.compile("在途金额: ¥")).click()
    drawer = page.get_by_role("dialog")
    expect(drawer).to_contain_text("共 2 条记录")
    expect(drawer.get_by_role("link", name="产线改造")).to_be_visible()
    drawer.get_by_role("button", name="以列表打开").click()
    expect(page.get_by_text("备件采购").first).to_be_visible()
    page.go_back()
    page.get_by_role("combobox", name="客户等级").click()
    page.locator(".ant-select-item-option").filter(has_text="A").first.click()
    expect(pipeline.get_by_role("button", name=re.compile("在途金额: ¥30万"))).to_be_visible()
    # The address holds what was chosen.
    page.reload()
    expect(pipeline.get_by_role("button", name=re.compile("在途金额: ¥30万"))).to_be_visible()


def test_a_chart_is_shown_as_a_table_and_says_how_it_was_computed(opened: Open, axe: str) -> None:
    desk = Desk(opened)
    desk.deals()
    page = desk.show("app/crm/dashboard/director")
    name = "Open opportunities by stage"
    page.get_by_role("button", name=f"{name}: Open its menu").click()
    page.get_by_role("menuitem", name="As a table").click()
    tile = page.get_by_role("region", name=name)
    expect(tile.get_by_role("table")).to_be_visible()
    expect(tile).to_contain_text("420,000")
    page.get_by_role("button", name=f"{name}: Open its menu").click()
    page.get_by_role("menuitem", name="Details").click()
    expect(page.get_by_role("dialog")).to_contain_text("SELECT")
    assert serious(page, axe) == []


def test_a_phone_shows_a_dashboard_chart_by_chart(opened: Open, axe: str) -> None:
    desk = Desk(opened, size=PHONE, has_touch=True)
    desk.deals()
    page = desk.show("app/crm/dashboard/director")
    expect(page.get_by_role("region", name="Pipeline", exact=True)).to_contain_text("¥420K")
    fits(page)
    assert serious(page, axe) == []


def test_s41_a_chart_is_talked_about_and_its_groups_are_gone_into_as_its_author_says(opened: Open, axe: str) -> None:
    desk = Desk(opened)
    desk.deals()
    measure = {"name": "amount", "of": {"kind": "sum", "value": "amount"}}
    by_stage = [{"name": "stage", "expression": "stage"}]
    query = {"dataset": "opportunity", "dimensions": by_stage, "measures": [measure]}
    label = {"en": "Deals", "zh-CN": "商机"}
    tile = {"name": "deals", "x": 0, "y": 0, "width": 24, "chart": {"kind": "table", "label": label, "query": query}}
    tile["path"] = [{"expression": "customer.grade", "label": {"en": "Grade", "zh-CN": "等级"}}]
    board = {"name": "new", "label": {"en": "Ways", "zh-CN": "路径"}, "tiles": [tile]}
    name = desk.ask("post", "/api/apps/crm/reports/dashboards", {"dashboard": board})["dashboard"]["name"]
    page = desk.show(f"app/crm/dashboard/{name}")
    card = page.get_by_role("region", name="Deals", exact=True)
    card.get_by_role("button", name="420,000").first.click()
    card.get_by_role("button", name="By Grade").click()
    expect(card.get_by_role("row").filter(has_text="300,000")).to_be_visible()
    page.get_by_role("button", name="Deals: Open its menu").click()
    page.get_by_role("menuitem", name="Comments").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox", name="Your comment").fill("Grade A first")
    drawer.get_by_role("button", name="Send").click()
    expect(drawer.get_by_role("listitem").filter(has_text="Grade A first")).to_be_visible()
    assert serious(page, axe) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Deals: 1 comment")).to_be_visible()
