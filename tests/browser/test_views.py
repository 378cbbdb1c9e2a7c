"""Shows how people work with records on boards, in calendars, galleries, plans and trees (S58), in a real browser."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import PASSWORD, PHONE, Open, bring, enrol, serious

TODAY = date.today()  # noqa: DTZ011 - the browser's zone is that of the machine


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with one account that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "wang", "王经理")


class Work:
    """Somebody who is signed in."""

    def __init__(self, page: Page) -> None:
        """Sign in as the administrator, who is a director of sales too."""
        self.page = page
        page.locator("form input:not([type=password])").first.fill("wang")
        page.locator("form input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".launcher")).to_be_visible()
        me = self.ask("GET", "/api/me")
        self.ask("POST", "/api/grants", {"role": "crm.director", "account_id": me["account"]["id"]})

    def ask(self, method: str, path: str, told: Any = None) -> Any:
        """Return what the server answers to the page."""
        return self.page.evaluate(
            """async ([method, path, told]) => {
                const proof = decodeURIComponent(/lowcode_csrf=([^;]+)/.exec(document.cookie)[1]);
                const answer = await fetch(path, {method, body: told === null ? undefined : JSON.stringify(told),
                    headers: {"Content-Type": "application/json", "X-CSRF-Token": proof}});
                if (!answer.ok) throw new Error(await answer.text());
                return answer.status === 204 ? null : await answer.json();
            }""",
            [method, path, told],
        )

    def create(self, form: str, **values: Any) -> str:
        """Return the id of a new record."""
        made = self.ask("POST", f"/api/apps/crm/forms/{form}/records", {"values": values})
        return str(made["id"])

    def values(self, form: str, id_: str) -> dict[str, Any]:
        """Return the values of a record."""
        return dict(self.ask("GET", f"/api/apps/crm/forms/{form}/records/{id_}")["values"])

    def settles(self, form: str, id_: str, name: str, wanted: Callable[[Any], bool]) -> None:
        """Wait until the server has a value that is wanted."""
        found: Any = None
        for _ in range(60):
            found = self.values(form, id_)[name]
            if wanted(found):
                return
            self.page.wait_for_timeout(250)
        pytest.fail(f"{name} stays {found}")

    def show(self, view: str) -> None:
        """Go to a view, with what the server knows now."""
        self.page.evaluate("(view) => { location.hash = `#/app/crm/view/${view}` }", view)
        self.page.reload()


def drag(page: Page, source: Locator, target: Locator, *, at: tuple[float, float] = (0.5, 0.5)) -> None:
    """Drag one element onto another with the mouse."""
    source.scroll_into_view_if_needed()
    one, other = source.bounding_box(), target.bounding_box()
    assert one is not None
    assert other is not None
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + 10)
    page.mouse.down()
    page.mouse.move(one["x"] + one["width"] / 2 + 12, one["y"] + 22, steps=4)
    page.mouse.move(other["x"] + other["width"] * at[0], other["y"] + other["height"] * at[1], steps=12)
    expect(page.locator("[data-over]").first).to_be_visible()
    page.mouse.up()


def column(page: Page, name: str) -> Locator:
    """Return a column of a board."""
    return page.locator(".board-column").filter(has=page.get_by_role("heading", name=re.compile(f"^{name}")))


@pytest.mark.refused(422)
def test_s58_s03_a_card_moves_on_once_it_has_what_the_stage_demands(opened: Open, axe: str) -> None:
    page = opened("", locale="zh-CN")
    work = Work(page)
    customer = work.create("customer", name="苏州华创机械有限公司")
    deal = work.create("opportunity", name="产线改造", customer=customer, amount="12000")
    work.show("opportunities_board")
    card = page.locator(f"[data-record='{deal}']")
    expect(column(page, "初步接触").locator(card)).to_be_visible()
    expect(column(page, "初步接触")).to_contain_text("¥12,000.00")
    assert serious(page, axe) == []
    # What the next stage demands is missing: it is asked for, and the card stays until it is there.
    drag(page, card, column(page, "需求确认"))
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("还缺少内容")
    expect(column(page, "初步接触").locator(card)).to_be_visible()
    assert work.values("opportunity", deal)["stage"] == "first_contact"
    expect(dialog.get_by_role("button", name="保存并移动")).to_be_disabled()
    dialog.get_by_role("textbox").fill("每小时三百件")
    dialog.get_by_role("button", name="保存并移动").click()
    expect(dialog).to_have_count(0)
    expect(column(page, "需求确认").locator(card)).to_be_visible()
    work.settles("opportunity", deal, "stage", lambda stage: stage == "needs")
    # There is no way from here to the end: the server says which there are.
    drag(page, card, column(page, "商务谈判"))
    expect(page.get_by_role("alert")).to_contain_text("未能移动")
    expect(column(page, "需求确认").locator(card)).to_be_visible()


def test_s58_a_card_is_moved_by_keys_and_by_its_menu(opened: Open) -> None:
    page = opened("", locale="en-GB")
    work = Work(page)
    lead = work.create("lead", company="Keyboard Ltd", name="Kim", phone="13800138000", source="website")
    work.show("leads_board")
    before = work.values("lead", lead)["status"]
    card = page.locator(f"[data-record='{lead}']")
    card.get_by_role("button", name="Keyboard Ltd", exact=True).press("Alt+ArrowRight")
    expect(page.locator("output[aria-live]")).to_contain_text("moved to")
    work.settles("lead", lead, "status", lambda status: bool(status != before))
    card.get_by_role("button", name="Move “Keyboard Ltd” to…").click()
    expect(page.get_by_role("menuitem").nth(1)).to_be_visible()


def test_s58_the_columns_of_a_board_load_more_cards(opened: Open) -> None:
    page = opened("")
    work = Work(page)
    customer = work.create("customer", name="Many Ltd")
    some = [{"values": {"name": f"deal {at:03}", "customer": customer}} for at in range(60)]
    work.ask("POST", "/api/apps/crm/forms/opportunity/records/batch", {"records": some})
    work.show("opportunities_board")
    cards = column(page, "First contact").locator(".board-card")
    expect(cards).to_have_count(20)
    column(page, "First contact").get_by_role("button", name="Show more").scroll_into_view_if_needed()
    expect(column(page, "First contact").get_by_text("deal 000")).to_be_attached()


def test_s58_an_entry_of_a_calendar_is_moved_and_an_empty_day_creates(opened: Open, axe: str) -> None:
    page = opened("", locale="en-GB")
    work = Work(page)
    customer = work.create("customer", name="Calendar Ltd")
    day = TODAY.replace(day=12)
    at = page.evaluate("(day) => new Date(`${day}T09:30:00`).toISOString()", day.isoformat())
    call = work.create("activity", subject="Ring them", way="call", customer=customer, at=at)
    work.show("activities_calendar")
    # While it is dragged, a copy keeps its place.
    entry = page.locator(f"[data-record='{call}']:not([data-dnd-placeholder])")
    expect(entry).to_contain_text("09:30")
    assert serious(page, axe) == []
    name = f"New on {day:%B} {(day + timedelta(days=2)).day}"
    target = page.locator(".month-day").filter(has=page.get_by_role("button", name=name))
    drag(page, entry, target, at=(0.5, 0.7))
    expect(entry).to_be_visible()
    local = "(text) => { const at = new Date(text); return [at.getDate(), at.getHours(), at.getMinutes()] }"
    work.settles("activity", call, "at", lambda text: bool(page.evaluate(local, text) == [14, 9, 30]))
    entry.press("Alt+ArrowLeft")
    work.settles("activity", call, "at", lambda text: bool(page.evaluate(local, text) == [13, 9, 30]))
    for span in ("Week", "Day", "Agenda"):
        page.locator(".ant-segmented-item").filter(has_text=re.compile(f"^{span}$")).click()
        expect(page.locator(".time-grid, .agenda, .nothing").first).to_be_visible()
        assert serious(page, axe) == []
    page.locator(".ant-segmented-item").filter(has_text=re.compile("^Month$")).click()
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("heading", name="New activity")).to_be_visible()
    expect(page.get_by_role("textbox", name="When")).to_have_value(re.compile("09:00"))


def test_s58_a_bar_is_moved_and_made_longer(opened: Open, axe: str) -> None:
    page = opened("", locale="zh-CN")
    work = Work(page)
    customer = work.create("customer", name="Gantt Ltd")
    term = {"from": TODAY.isoformat(), "to": (TODAY + timedelta(days=30)).isoformat()}
    contract = work.create("contract", name="框架协议", customer=customer, amount="1", term=term)
    work.show("contracts_terms")
    page.locator(".ant-segmented-item").filter(has_text=re.compile("^周$")).click()
    bar = page.locator(f".gantt-bar[data-record='{contract}']")
    expect(bar).to_be_visible()
    assert serious(page, axe) == []
    bar.hover(position={"x": 60, "y": 12})
    box = bar.bounding_box()
    assert box is not None
    page.mouse.down()
    page.mouse.move(box["x"] + 60 + 7 * 14, box["y"] + 12, steps=6)
    page.mouse.up()
    week = timedelta(days=7)
    expect(bar).to_have_accessible_name(re.compile((TODAY + week).isoformat()))
    moved = {"from": (TODAY + week).isoformat(), "to": (TODAY + timedelta(days=37)).isoformat()}
    work.settles("contract", contract, "term", lambda term: bool(term == moved))
    bar.press("Alt+Shift+ArrowRight")
    expect(bar).to_have_accessible_name(re.compile((TODAY + timedelta(days=38)).isoformat()))
    longer = moved | {"to": (TODAY + timedelta(days=38)).isoformat()}
    work.settles("contract", contract, "term", lambda term: bool(term == longer))


@pytest.mark.refused(422)
def test_s58_a_record_is_put_below_another_and_never_below_itself(opened: Open, axe: str) -> None:
    page = opened("", locale="en-GB")
    work = Work(page)
    group = work.create("customer", name="AA Group")
    plant = work.create("customer", name="AA Plant")
    work.show("customers_groups")
    row = page.locator(f"tr[data-record='{plant}']")
    drag(page, row.locator(".tree-name"), page.locator(f"tr[data-record='{group}']"))
    expect(row).to_have_attribute("aria-level", "2")
    work.settles("customer", plant, "parent_company", lambda above: bool(above == group))
    assert serious(page, axe) == []
    drag(page, page.locator(f"tr[data-record='{group}'] .tree-name"), row)
    expect(page.get_by_role("alert")).to_contain_text("stays where it was")
    assert work.values("customer", group)["parent_company"] is None
    # Keys: close and open the level, go down, and open the record.
    page.locator(f"tr[data-record='{group}']").press("ArrowLeft")
    expect(row).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(row).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(row).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"form/customer/{plant}"))


@pytest.mark.parametrize("shade", ["light", "dark"])
def test_the_views_fit_a_phone_and_hinder_nobody(opened: Open, axe: str, shade: str) -> None:
    page = opened("", size=PHONE, locale="zh-CN", color_scheme=shade, has_touch=True)
    work = Work(page)
    work.create("product", code=f"P-{shade}", name="网关", category="gateway", list_price="10")
    views = ("opportunities_board", "activities_calendar", "products_gallery", "contracts_terms", "customers_groups")
    for view in views:
        work.show(view)
        expect(page.locator(".board, .agenda, .gallery, .gantt, .tree, .nothing").first).to_be_visible()
        assert serious(page, axe) == [], view
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0], view
