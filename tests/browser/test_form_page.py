"""Shows how people fill in forms of the app of customers and sales, and what the page of a record does for them."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import PASSWORD, PHONE, Open, bring, enrol, fits, serious

SAVE = re.compile(r"\bSave$")


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with two accounts that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    for name, shown in (("wang", "王经理"), ("li", "李销售")):
        enrol(home, postgres_url, name, shown)


class Desk:
    """A page of somebody who has signed in, and the requests that this person may make."""

    def __init__(self, opened: Open, who: str = "wang", **options: Any) -> None:
        self.page = opened("", **options)
        self.origin = self.page.evaluate("location.origin")
        me = self.page.request.post(f"{self.origin}/api/login", data={"name": who, "password": PASSWORD}).json()
        self.proof = {"X-CSRF-Token": me["csrf"]}
        self.ask("post", "/api/grants", {"role": "crm.admin", "account_id": me["account"]["id"]})

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Return the answer to a request."""
        send = getattr(self.page.request, method)
        answer = send(f"{self.origin}{path}", headers=self.proof, **({} if data is None else {"data": data}))
        return answer.json() if answer.ok and answer.status != 204 else {}

    def make(self, form: str, **values: Any) -> str:
        """Return the id of a new record."""
        made = self.ask("post", f"/api/apps/crm/forms/{form}/records", {"values": values})
        assert made, f"{form} was not made"
        return str(made["id"])

    def record(self, form: str, id_: str) -> Any:
        """Return a record."""
        return self.ask("get", f"/api/apps/crm/forms/{form}/records/{id_}")

    def show(self, route: str) -> Page:
        """Return the page at a route."""
        self.page.goto(f"{self.origin}/#/app/crm/form/{route}")
        self.page.reload()
        return self.page


def choose(page: Page, place: Locator, text: str) -> None:
    """Choose what a picker finds for a text."""
    place.click()
    page.keyboard.type(text)
    page.locator(".ant-select-item-option:visible").filter(has_text=text).first.click()


def cell_of(page: Page, column: str, row: int) -> Locator:
    """Return a cell of the rows of a sub-table."""
    return page.get_by_role("gridcell", name=re.compile(rf"^{column}, row {row}( |$)"))


def id_in(page: Page, form: str) -> str:
    """Return the id of the record whose page is shown after it was saved."""
    page.wait_for_url(lambda address: f"/form/{form}/" in address and not address.split("?")[0].endswith("/new"))
    return page.url.rsplit("/", 1)[1]


def test_what_is_not_saved_is_offered_after_a_reload(opened: Open) -> None:
    desk = Desk(opened)
    page = desk.show("lead/new")
    with page.expect_response(lambda answer: answer.request.method == "PUT" and "unfinished" in answer.url):
        page.get_by_label("Company", exact=False).first.fill("云帆机械有限公司")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    offer = page.get_by_text("You have an unfinished entry")
    expect(offer).to_be_visible()
    expect(page.get_by_label("Company", exact=False).first).to_have_value("")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_label("Company", exact=False).first).to_have_value("云帆机械有限公司")
    expect(offer).to_be_hidden()
    page.get_by_label("Contact", exact=False).first.fill("李四")
    page.get_by_role("textbox", name="Phone").fill("13800138000")
    page.get_by_role("combobox", name="Source").click()
    page.locator(".ant-select-tree-title").first.click()
    page.get_by_role("button", name=SAVE).click()
    id_in(page, "lead")
    assert desk.ask("get", "/api/apps/crm/forms/lead/unfinished") is None


def test_s05_totals_while_typing_are_those_of_the_server(opened: Open) -> None:
    desk = Desk(opened)
    desk.make("customer", name="北京远望科技有限公司")
    desk.make("product", code="S05-1", name="离心水泵", category="servo", list_price="100", tax_rate="0.13", cost="60")
    page = desk.show("quotation/new")
    choose(page, page.get_by_role("combobox", name="Customer"), "北京远望")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_role("gridcell", name="Product, row 1").click()
    page.keyboard.type("离心")
    page.locator(".ant-select-item-option").filter(has_text="离心水泵").first.click()
    page.keyboard.press("Tab")
    quantity = page.get_by_role("gridcell", name="Quantity, row 1")
    expect(quantity).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("gridcell", name="Amount, row 1")).to_have_text("¥300.00")
    expect(page.get_by_label("Total before tax")).to_have_text("¥300.00")
    total = page.get_by_label("Total", exact=True)
    expect(total).to_have_text("¥339.00")
    page.get_by_role("button", name=SAVE).click()
    kept = desk.record("quotation", id_in(page, "quotation"))["values"]
    assert [float(kept[name]) for name in ("total", "tax", "grand_total", "margin")] == [300, 39, 339, 120]
    expect(total).to_have_text("¥339.00")


def test_rows_are_worked_with_like_a_spreadsheet(opened: Open, axe: str) -> None:
    desk = Desk(opened)
    page = desk.show("quotation/new")
    page.get_by_role("button", name="Add a row").click()
    page.get_by_role("gridcell", name="Quantity, row 1").click()
    page.keyboard.press("Escape")
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.setData("text/plain", Array.from({ length: 300 }, (_, at) => `${at + 1}`).join("\\n"));
          const place = document.activeElement;
          place.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData: data }));
        }"""
    )
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "301")
    # Rows out of sight are not drawn.
    assert page.get_by_role("gridcell", name="Quantity, row ").count() < 100
    expect(grid.locator(".totals")).to_contain_text("45,150")
    cell = cell_of(page, "Quantity", 1)
    cell.focus()
    page.keyboard.press("ArrowDown")
    expect(cell_of(page, "Quantity", 2)).to_be_focused()
    page.keyboard.press("Control+d")
    expect(cell_of(page, "Quantity", 2)).to_have_text("1.00")
    page.keyboard.press("PageDown")
    expect(cell_of(page, "Quantity", 12)).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(cell_of(page, "Quantity", 11)).to_have_text("12.00")
    page.get_by_role("button", name="What to do with row 11", exact=True).click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(grid).to_have_attribute("aria-rowcount", "300")
    assert serious(page, axe) == []


def test_s03_a_stage_says_what_it_needs_before_anything_is_saved(opened: Open) -> None:
    desk = Desk(opened)
    customer = desk.make("customer", name="天津恒通电气有限公司")
    id_ = desk.make("opportunity", name="产线改造", customer=customer)
    page = desk.show(f"opportunity/{id_}")
    page.get_by_role("button", name="Proposal", exact=True).first.click()
    lacking = page.get_by_text("this is still missing")
    expect(lacking).to_be_visible()
    expect(lacking.get_by_role("button", name="Proposal")).to_be_visible()
    # The server is asked meanwhile, and says it at the field.
    expect(page.locator("[data-field=proposal_file]")).to_contain_text("is needed before")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("region", name="What is wrong")).to_contain_text("Proposal")
    assert desk.record("opportunity", id_)["values"]["stage"] == "first_contact"


def test_s56_fields_follow_others_at_once(opened: Open) -> None:
    desk = Desk(opened)
    customer = desk.make("customer", name="沈阳重工股份有限公司")
    id_ = desk.make("opportunity", name="备件", customer=customer)
    page = desk.show(f"opportunity/{id_}")
    lost = page.locator("[data-field=lost_reason]")
    expect(lost).to_be_visible()
    expect(lost.locator(".field-required")).to_have_count(0)
    page.get_by_role("button", name="Lost", exact=True).click()
    # What the stage demands is marked before anybody saves.
    expect(lost.locator(".field-required")).to_be_visible()
    page.get_by_role("button", name="First contact").click()
    expect(lost.locator(".field-required")).to_have_count(0)


def test_s57_companies_with_similar_names_are_named_while_one_writes(opened: Open) -> None:
    desk = Desk(opened)
    desk.make("customer", name="苏州华兴精密机械有限公司")
    page = desk.show("customer/new")
    name = page.get_by_label("Name", exact=False).first
    name.fill("苏州市华兴精密机械公司")
    name.press("Tab")
    field = page.locator("[data-field=name]")
    expect(field.locator(".warning")).to_contain_text("苏州华兴精密机械有限公司")
    name.fill("苏州华兴精密机械有限公司")
    name.press("Tab")
    expect(field.locator(".error")).to_be_visible()


def test_s04_a_visit_needs_its_purpose_its_points_and_a_next_step(opened: Open) -> None:
    desk = Desk(opened, permissions=["geolocation"], geolocation={"latitude": 31.2, "longitude": 121.5})
    desk.make("customer", name="上海北辰仪表有限公司")
    page = desk.show("visit_record/new")
    page.get_by_role("button", name=SAVE).click()
    problems = page.get_by_role("region", name="What is wrong")
    for one in ("Purpose", "Key points", "Next step"):
        expect(problems.get_by_role("button", name=one)).to_be_visible()
    problems.get_by_role("button", name="Key points").click()
    expect(page.get_by_label("Key points")).to_be_focused()
    page.keyboard.type("确认了交期")
    page.get_by_label("Next step").fill("发送方案")
    choose(page, page.get_by_role("combobox", name="Customer"), "上海北辰")
    page.get_by_role("combobox", name="Purpose").click()
    page.locator(".ant-select-item-option:visible").first.click()
    page.locator("[data-field=checked_in]").get_by_role("button").first.click()
    page.get_by_role("button", name=SAVE).click()
    kept = desk.record("visit_record", id_in(page, "visit_record"))["values"]
    assert kept["checked_in_at"]
    assert round(float(kept["checked_in"]["latitude"]), 1) == 31.2


@pytest.mark.refused(409)
def test_two_who_change_the_same_choose_field_by_field(opened: Open) -> None:
    wang, li = Desk(opened), Desk(opened, "li")
    id_ = wang.make("customer", name="宁波海川贸易有限公司", note="甲")
    page = wang.show(f"customer/{id_}")
    note = page.get_by_label("Note")
    expect(note).to_have_value("甲")
    answer = {"version": 1, "values": {"note": "乙", "phone": "13900139000"}}
    assert li.ask("patch", f"/api/apps/crm/forms/customer/records/{id_}", answer)
    note.fill("丙")
    page.get_by_role("button", name=SAVE).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("乙")
    expect(dialog).to_contain_text("丙")
    dialog.get_by_role("radio", name="Mine").check()
    dialog.get_by_role("button", name="Save what I chose").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
    kept = wang.record("customer", id_)["values"]
    assert (kept["note"], kept["phone"]) == ("丙", "+8613900139000")


def test_a_missing_customer_is_made_on_the_way(opened: Open) -> None:
    desk = Desk(opened)
    page = desk.show("contact/new")
    picker = page.get_by_role("combobox", name="Customer")
    picker.click()
    page.keyboard.type("无锡新程材料")
    page.get_by_role("button", name="Create new").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_label("Name", exact=False).first).to_have_value("无锡新程材料")
    drawer.get_by_role("button", name=SAVE).click()
    expect(drawer).to_be_hidden()
    expect(page.locator("[data-field=customer]")).to_contain_text("无锡新程材料")


def test_s14_one_walks_from_document_to_document_and_back_and_forth(opened: Open) -> None:
    desk = Desk(opened)
    customer = desk.make("customer", name="合肥中科仪器有限公司")
    for name in ("一期", "二期"):
        desk.make("opportunity", name=name, customer=customer)
    page = desk.show(f"customer/{customer}")
    page.get_by_role("tab", name="Opportunities").click()
    page.get_by_role("tabpanel").get_by_role("link").filter(has_text="O20").first.click()
    expect(page.get_by_text("1 of 2")).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(re.compile("[一二]期"))
    first = heading.inner_text()
    page.get_by_role("link", name="Next record").click()
    expect(page.get_by_text("2 of 2")).to_be_visible()
    expect(heading).not_to_have_text(first)
    page.get_by_role("link", name="Open 合肥中科仪器有限公司").click()
    expect(heading).to_have_text("合肥中科仪器有限公司")


def test_colleagues_are_mentioned_and_old_versions_are_read(opened: Open, axe: str) -> None:
    desk = Desk(opened)
    Desk(opened, "li")
    id_ = desk.make("customer", name="厦门鹭岛物流有限公司", note="旧的备注")
    desk.ask("patch", f"/api/apps/crm/forms/customer/records/{id_}", {"version": 1, "values": {"note": "新的备注"}})
    page = desk.show(f"customer/{id_}")
    page.get_by_label("Your comment").click()
    page.keyboard.type("请看 @")
    expect(page.get_by_role("menuitem", name="王经理")).to_be_visible()
    # What an input method writes comes without keys; the key that ends it is noticed.
    page.keyboard.insert_text("李")
    page.keyboard.press("Shift")
    expect(page.get_by_role("menuitem", name="王经理")).to_be_hidden()
    page.get_by_role("menuitem", name="李销售").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_label("Your comment")).to_have_value("")
    expect(page.locator(".comments")).to_contain_text("@李销售")
    said = desk.ask("get", f"/api/apps/crm/forms/customer/records/{id_}/comments")
    assert len(said[0]["mentions"]) == 1
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="As it was then").click()
    expect(page.get_by_role("dialog")).to_contain_text("旧的备注")
    assert serious(page, axe) == []


def test_a_phone_shows_rows_as_cards_and_gives_pickers_the_whole_window(opened: Open, axe: str) -> None:
    desk = Desk(opened, size=PHONE, has_touch=True)
    desk.make("customer", name="长沙麓山软件有限公司")
    page = desk.show("quotation/new")
    page.get_by_role("combobox", name="Customer").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("searchbox").fill("麓山")
    drawer.get_by_role("button", name="长沙麓山软件有限公司").click()
    expect(drawer).to_be_hidden()
    page.get_by_role("button", name="Add a row").click()
    page.locator("[data-field=quantity] input").fill("2")
    expect(page.get_by_role("button", name=SAVE)).to_be_in_viewport()
    fits(page)
    assert serious(page, axe) == []
