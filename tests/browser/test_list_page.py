"""Shows how people find, sort, group, edit and change many records in the list of the app of customers (S58)."""

import json
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Locator, Page, expect

from tests.browser.product import PASSWORD, PHONE, Open, bring, enrol, fits, serious

CUSTOMERS = 330
OPPORTUNITIES = 12


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with one account that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "li", "李经理")


def sign_in(page: Page) -> None:
    """Sign in as the one who may do everything."""
    answer = page.request.post(page.url.split("/#")[0] + "/api/login", data={"name": "li", "password": PASSWORD})
    assert answer.ok, answer.text()


def send(page: Page, method: str, path: str, body: object = None) -> Any:
    """Ask the server for something as whoever is signed in."""
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "lowcode_csrf")
    request: APIRequestContext = page.request
    origin = page.url.split("/#")[0]
    answer = request.fetch(
        origin + path, method=method, headers={"X-CSRF-Token": token, "Content-Type": "application/json"},
        data=None if body is None else json.dumps(body),
    )  # fmt: skip
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else None


def fill(page: Page) -> None:
    """Bring records, once."""
    records = "/api/apps/crm/forms/{}/records"
    me = send(page, "GET", "/api/me")["account"]["id"]
    send(page, "POST", "/api/grants", {"role": "crm.admin", "account_id": me})
    if send(page, "GET", records.format("customer") + "/count")["count"] > 0:
        return
    customers = [
        {"values": {"name": f"公司{at:04d}", "grade": "ABC"[at % 3], "status": "active" if at % 2 else "potential"}}
        for at in range(CUSTOMERS)
    ]
    made = send(page, "POST", records.format("customer") + "/batch", {"records": customers})
    chances = [
        {
            "values": {
                "name": f"商机{at:02d}",
                "customer": made[at % 3]["id"],
                "amount": str(1000 * (at + 1)),
                "expected_on": f"2026-{1 + at % 4:02d}-15",
            }
        }
        for at in range(OPPORTUNITIES)
    ]
    send(page, "POST", records.format("opportunity") + "/batch", {"records": chances})


def listed(opened: Open, view: str, **options: Any) -> Page:
    """Open the list of a view, signed in, with records."""
    page = opened("", **{"locale": "zh-CN", **options})
    sign_in(page)
    fill(page)
    page.goto(f"{page.url.split('#')[0]}#/app/crm/view/{view}")
    page.reload()
    return page


def edit(page: Page, text: str) -> Locator:
    """Return where somebody writes who has pressed a cell twice."""
    page.get_by_role("grid").get_by_text(text).dblclick()
    place = page.locator(".grid-body input:focus")
    expect(place).to_have_value(text)
    return place


def to_the_end(grid: Locator, last: Locator) -> None:
    """Go to the last line, as often as further lines come."""
    for _ in range(30):
        grid.press("Control+End")
        try:
            expect(last).to_be_visible(timeout=2_000)
        except AssertionError:
            continue
        return
    expect(last).to_be_visible()


def test_s58_a_long_list_is_scrolled_searched_sorted_and_filtered(opened: Open, axe: str) -> None:
    page = listed(opened, "customers")
    grid = page.get_by_role("grid")
    expect(page.get_by_text(f"共 {CUSTOMERS} 条")).to_be_visible()
    expect(grid.get_by_text("公司0000")).to_be_visible()
    assert page.locator(".grid-body .grid-line").count() < 60, "only the lines in sight exist"
    assert serious(page, axe) == []
    to_the_end(grid, grid.get_by_text("公司0329"))
    page.get_by_role("button", name="客户名称", exact=True).click()
    expect(grid.get_by_text("公司0329")).to_be_visible()
    expect(page.get_by_role("columnheader", name="客户名称").first).to_have_attribute("aria-sort", "descending")
    page.keyboard.press("/")
    page.get_by_label("搜索全部记录").fill("公司0123")
    expect(page.get_by_text("共 1 条")).to_be_visible()
    page.get_by_label("搜索全部记录").fill("没有这样的")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_role("button", name="显示全部记录").click()
    expect(page.get_by_text(f"共 {CUSTOMERS} 条")).to_be_visible()
    page.get_by_role("button", name="筛选", exact=False).first.click()
    page.get_by_role("button", name="添加条件").first.click()
    page.get_by_label("字段", exact=True).click()
    page.get_by_title("客户名称", exact=True).last.click()
    page.get_by_label("值", exact=True).fill("公司00")
    expect(page.get_by_text("共 100 条")).to_be_visible()
    assert serious(page, axe) == []
    page.get_by_role("list", name="筛选").get_by_label("删除条件").click()
    expect(page.get_by_text(f"共 {CUSTOMERS} 条")).to_be_visible()


@pytest.mark.refused(409)
def test_s58_cells_are_edited_in_place_and_conflicts_shown(opened: Open) -> None:
    page = listed(opened, "opportunities")
    grid = page.get_by_role("grid")
    place = edit(page, "商机03")
    place.fill("改过的商机")
    place.press("Enter")
    expect(grid.get_by_text("改过的商机")).to_be_visible()
    place = edit(page, "商机04")
    place.fill("不要")
    place.press("Escape")
    expect(grid.get_by_text("商机04")).to_be_visible()
    # Somebody else is faster.
    path = "/api/apps/crm/forms/opportunity/records"
    asked = {"filter": {"kind": "field", "field": "name", "operator": "equals", "value": "商机05"}}
    [record] = send(page, "POST", f"{path}/query", asked)["records"]
    place = edit(page, "商机05")
    send(page, "PATCH", f"{path}/{record['id']}", {"version": record["version"], "values": {"name": "别人的名字"}})
    place.fill("我的名字")
    with page.expect_response(lambda one: one.status == 409):
        place.press("Enter")
    expect(page.get_by_text("其他人已修改了此字段")).to_be_visible()
    expect(page.get_by_text("别人的名字")).to_be_visible()
    page.get_by_role("button", name="保存我的值").click()
    expect(grid.get_by_text("我的名字")).to_be_visible()


def test_s58_groups_have_counts_and_figures(opened: Open, axe: str) -> None:
    page = listed(opened, "opportunities")
    expect(page.get_by_role("grid")).to_be_visible()
    page.get_by_role("button", name="分组").click()
    page.get_by_label("分组", exact=True).last.click()
    page.get_by_title("预计成交日期", exact=True).last.click()
    march = page.get_by_role("row").filter(has_text="2026年3月")
    expect(march).to_contain_text("3 条")
    expect(march).to_contain_text("21,000.00")
    page.keyboard.press("Escape")
    march.get_by_role("button").click()
    expect(page.get_by_role("grid").get_by_text("商机02")).to_be_visible()
    expect(page.get_by_role("grid").get_by_text("商机01")).to_have_count(0)
    expect(page.locator(".grid-totals")).to_contain_text("78,000.00")
    assert serious(page, axe) == []


def test_s58_many_records_are_selected_and_changed(opened: Open) -> None:
    page = listed(opened, "customers")
    page.get_by_role("grid").get_by_text("公司0000").wait_for()
    page.get_by_label("选择当前显示的全部记录").check()
    page.get_by_role("button", name=f"选择全部 {CUSTOMERS} 条").click()
    page.get_by_label("选择此记录").first.uncheck()
    expect(page.get_by_role("status").get_by_text(f"已选 {CUSTOMERS - 1} 条")).to_be_visible()
    page.get_by_role("button", name="批量修改").click()
    page.get_by_label("字段", exact=True).click()
    page.get_by_title("客户分级", exact=True).last.click()
    page.get_by_label("新的值").click()
    page.get_by_title("A类", exact=True).last.click()
    page.get_by_role("dialog").get_by_role("button", name="修改", exact=True).click()
    expect(page.get_by_text(f"已修改 {CUSTOMERS - 1} 条记录")).to_be_visible()
    found = send(page, "POST", "/api/apps/crm/forms/customer/records/summary", {"group": {"by": "grade"}})
    assert found["groups"][0]["count"] >= CUSTOMERS - 1


def test_s58_views_are_saved_with_columns_and_found_again(opened: Open) -> None:
    page = listed(opened, "opportunities")
    page.get_by_role("grid").wait_for()
    page.get_by_role("button", name="列设置").click()
    page.get_by_label("添加列").click()
    page.get_by_label("添加列").fill("客户分级")
    page.get_by_title("客户 · 客户分级", exact=True).last.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("columnheader", name="客户 · 客户分级").first).to_be_attached()
    page.get_by_role("button", name="视图").first.click()
    page.get_by_role("menuitem", name="另存为新视图").click()
    page.get_by_label("视图名称").fill("含客户分级")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="含客户分级")).to_be_visible()
    page.get_by_role("button", name="含客户分级").click()
    # It is kept after a rest.
    with page.expect_response(lambda one: one.request.method == "PUT" and "arrangement" in one.url):
        page.get_by_role("menuitem", name="设为默认视图").click()
    page.reload()
    expect(page.get_by_role("button", name="含客户分级")).to_be_visible()
    expect(page.get_by_role("columnheader", name="客户 · 客户分级").first).to_be_attached()


def test_s58_phones_show_cards(opened: Open, axe: str) -> None:
    page = listed(opened, "customers", size=PHONE, locale="en-GB", color_scheme="dark")
    expect(page.locator(".record-cards li").first).to_be_visible()
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    assert serious(page, axe) == []
    fits(page)
