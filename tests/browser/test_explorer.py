"""Shows how people explore figures and keep what they find: S41, with dashboards that are put together by hand."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from lowcode.kernel import clock
from tests.browser.product import PHONE, Open, SignedIn, bring, enrol, fits, serious


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app of customers and sales, with somebody who may see everything in it."""
    del address
    home = tmp_path_factory.mktemp("explorer")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "wang", "Wang")


class Desk(SignedIn):
    """Somebody who has signed in, with two open deals."""

    def __init__(self, opened: Open, **options: Any) -> None:
        super().__init__(opened, "wang", **options)
        if self.ask("get", self.records.format("opportunity") + "/count")["count"] == 0:
            for name, amount in (("Line", "300000"), ("Parts", "120000")):
                customer = self.ask("post", self.records.format("customer"), {"values": {"name": f"{name} Ltd"}})["id"]
                day = clock.now().date().isoformat()
                values = {"name": name, "amount": amount, "customer": customer, "expected_on": day}
                assert self.ask("post", self.records.format("opportunity"), {"values": values}), name


def choose(page: Page, box: Locator, text: str) -> None:
    """Choose an option of a box by what it says."""
    box.click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(
        has_text=re.compile(f"^{text}$")
    ).click()


def drag(page: Page, what: Locator, where: Locator) -> None:
    """Drag something onto something else with the mouse."""
    what.scroll_into_view_if_needed()
    start, end = what.bounding_box(), where.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + end["height"] / 2, steps=12)
    expect(page.locator(".shelf.over, .chip.over")).to_be_visible()
    page.mouse.up()


def test_s41_fields_are_dragged_into_a_chart_that_is_kept_gone_into_and_saved_as_a_file(
    opened: Open, axe: str, tmp_path: Path
) -> None:
    desk = Desk(opened)
    page = desk.show("app/crm/explore")
    choose(page, page.get_by_role("combobox", name="Choose what the question is about"), "Opportunity")
    numbers, groups = page.get_by_role("list", name="Numbers"), page.get_by_role("list", name="Group by")
    page.get_by_role("searchbox", name="Search for a field").fill("Expected amount")
    drag(page, page.get_by_role("button", name="Add Expected amount", exact=True), numbers)
    expect(numbers.get_by_role("button", name="Change Expected amount")).to_be_visible()
    # What is pressed goes where it is good for.
    page.get_by_role("searchbox", name="Search for a field").fill("Number")
    page.get_by_role("button", name="Add Number", exact=True).press("Enter")
    expect(groups.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Table", exact=True).click()
    answer = page.get_by_role("region", name="Chart")
    expect(answer.get_by_role("button", name="300,000")).to_be_visible()
    expect(answer.get_by_role("status")).to_contain_text("of 2 rows")
    # A step back, by key, and forward.
    page.get_by_role("button", name="Table", exact=True).press("Control+z")
    page.keyboard.press("Control+z")
    expect(groups.get_by_role("listitem")).to_contain_text("Drop what to group by")
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+y")
    expect(answer.get_by_role("button", name="300,000")).to_be_visible()
    assert serious(page, axe) == []
    # The address holds the question.
    page.reload()
    expect(answer.get_by_role("button", name="300,000")).to_be_visible()
    page.get_by_role("button", name="Save on a dashboard").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("Deals")
    dialog.get_by_label("Its name").fill("My figures")
    dialog.get_by_role("button", name="Save on a dashboard").click()
    page.get_by_role("link", name="Open the dashboard").click()
    tile = page.get_by_role("region", name="Deals", exact=True)
    # A group that is pressed narrows the others, is gone into, and leads to its records.
    tile.get_by_role("button", name="300,000").click()
    expect(page.get_by_role("button", name=re.compile("Show everything again: "))).to_be_visible()
    choose(page, tile.get_by_role("combobox", name=re.compile("^What to split")), "Stage")
    way = tile.get_by_role("navigation", name="Where you are")
    expect(way).to_be_visible()
    expect(tile.get_by_role("button", name="120,000")).to_have_count(0)
    tile.get_by_role("button", name="300,000").click()
    tile.get_by_role("button", name="Records").click()
    expect(page.get_by_role("dialog").get_by_role("link", name="Line")).to_be_visible()
    page.keyboard.press("Escape")
    way.get_by_role("button", name="All").click()
    expect(tile.get_by_role("button", name="120,000")).to_be_visible()
    tile.get_by_role("button", name="Deals: Open its menu").click()
    page.get_by_role("menuitem", name="Export").hover()
    with page.expect_download() as loaded:
        page.get_by_role("menuitem", name="CSV").click()
    loaded.value.save_as(tmp_path / "deals.csv")
    assert "300000" in (tmp_path / "deals.csv").read_text(encoding="utf-8-sig")


def test_s41_a_dashboard_is_put_together_and_undone_by_keys(opened: Open, axe: str) -> None:
    desk = Desk(opened)
    page = desk.show("app/crm/dashboard/new/edit")
    page.get_by_role("textbox", name="Title").fill("Cockpit")
    for metric in ("Won amount", "Pipeline"):
        page.get_by_role("button", name="plus Add").click()
        page.get_by_role("menuitem", name="Metric").click()
        # A long list shows only what is in sight: whoever knows the name types it.
        page.get_by_role("combobox", name="Metric").fill(metric)
        choose(page, page.get_by_role("combobox", name="Metric"), metric)
        page.get_by_role("dialog").get_by_role("button", name="Take it").click()
        expect(page.get_by_role("region", name=metric, exact=True)).to_be_visible()
    first, second = (page.get_by_role("region", name=one, exact=True) for one in ("Won amount", "Pipeline"))
    handle = first.get_by_role("button", name=re.compile("^Move Won amount"))
    handle.press("ArrowDown")
    handle.press("Shift+ArrowRight")
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Redo").click()
    second.get_by_role("button", name="What to do with Pipeline").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(second).to_have_count(2)
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Cockpit").press("Control+z")
    expect(second).to_have_count(1)
    assert serious(page, axe) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile("/dashboard/my_"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("region", name="Pipeline", exact=True)).to_contain_text("¥420K")
    # What the number means is said beside it.
    page.get_by_role("button", name="What Pipeline means").focus()
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_s41_a_phone_explores_too(opened: Open, axe: str) -> None:
    desk = Desk(opened, size=PHONE, has_touch=True, locale="zh-CN")
    page = desk.show("app/crm/explore")
    choose(page, page.get_by_role("combobox", name="选择要分析的数据"), "商机")
    page.get_by_role("button", name="字段").click()
    page.get_by_role("button", name="添加预计金额", exact=True).click()
    expect(page.get_by_role("list", name="数值").get_by_role("button", name="修改预计金额")).to_be_visible()
    expect(page.get_by_role("region", name="图表")).to_contain_text("420,000")
    fits(page)
    assert serious(page, axe) == []
