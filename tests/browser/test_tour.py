"""Walks through the main pages as people do, in both languages and shades, and past what buttons and imports ask."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.product import DESK, PASSWORD, PHONE, Open, bring, enrol, environment, fits, serious

ROUTES = (
    "",
    "app/crm/view/leads",
    "app/crm/view/leads_board",
    "app/crm/view/customers_groups",
    "app/crm/view/opportunities_plan",
    "app/crm/view/activities_calendar",
    "app/crm/view/products_gallery",
    "app/crm/form/lead/{lead}",
    "app/crm/form/quotation/new",
    "app/crm/import/lead",
    "notifications",
    "me",
    "search?q=云帆",
    "admin/people",
    "admin/apps",
    "admin/trash",
)
"""The main pages."""


def text(en: str, zh: str) -> dict[str, str]:
    """Return a label."""
    return {"en": en, "zh-CN": zh}


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app of customers and sales with one account that may do everything."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "wang", "王经理")


@pytest.fixture
def worker(crm: None, postgres_url: str, home: Path) -> Iterator[None]:
    """A process that does jobs meanwhile."""
    del crm
    program = Path(sys.executable).with_name("lowcode")
    settings = environment(home, postgres_url)
    with subprocess.Popen([str(program), "worker"], env=settings, stdout=subprocess.DEVNULL) as running:
        yield
        running.terminate()


class Walk:
    """Somebody who walks through the pages, and the requests that this person may make."""

    def __init__(self, opened: Open, **options: Any) -> None:
        self.page = opened("", **options)
        self.origin = self.page.evaluate("location.origin")
        me = self.page.request.post(f"{self.origin}/api/login", data={"name": "wang", "password": PASSWORD}).json()
        self.id = str(me["account"]["id"])
        self.proof = {"X-CSRF-Token": me["csrf"]}
        self.ask("post", "/api/grants", {"role": "crm.admin", "account_id": self.id})

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Return the answer to a request."""
        send = getattr(self.page.request, method)
        answer = send(f"{self.origin}{path}", headers=self.proof, **({} if data is None else {"data": data}))
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    def lead(self, company: str) -> str:
        """Return the id of a new lead."""
        values = {"company": company, "name": "刘敏", "phone": "13912345678", "source": "website"}
        return str(self.ask("post", "/api/apps/crm/forms/lead/records", {"values": values})["id"])

    def show(self, route: str) -> Page:
        """Return the page at a route, once it has everything."""
        self.page.goto(f"{self.origin}/#/{route}")
        self.page.reload()
        expect(self.page.locator("main h1").first).to_be_visible()
        expect(self.page.locator(".waiting, .list-loading")).to_have_count(0)
        self.page.wait_for_load_state("networkidle")
        return self.page


@pytest.mark.parametrize(
    ("locale", "shade", "size"),
    [("zh-CN", "light", DESK), ("en-GB", "dark", DESK), ("en-GB", "light", PHONE), ("zh-CN", "dark", PHONE)],
)
def test_a_tour_hinders_nobody_and_fits(opened: Open, axe: str, locale: str, shade: str, size: tuple[int, int]) -> None:
    walk = Walk(opened, locale=locale, color_scheme=shade, size=size)
    lead = walk.lead("上海云帆物流有限公司")
    for route in ROUTES:
        page = walk.show(route.format(lead=lead))
        assert serious(page, axe) == [], route
        fits(page)


def test_the_menu_has_a_line_for_each_form_and_opens_to_its_views(opened: Open) -> None:
    walk = Walk(opened)
    page = walk.show("app/crm/view/leads")
    menu = page.get_by_role("navigation", name="Menu")
    expect(menu.get_by_role("link", name="Leads by status")).to_be_visible()
    expect(menu.get_by_role("link", name="Pipeline")).to_have_count(0)
    menu.get_by_role("link", name="Opportunities", exact=True).click()
    menu.get_by_role("link", name="Pipeline").click()
    expect(page.get_by_role("heading", name="Pipeline", level=1)).to_be_visible()
    expect(menu.get_by_role("link", name="Leads by status")).to_have_count(0)


def test_a_phone_goes_between_views_without_the_menu(opened: Open) -> None:
    walk = Walk(opened, size=PHONE)
    page = walk.show("app/crm/view/leads")
    page.get_by_role("navigation", name="Views").get_by_role("link", name="Leads by status").click()
    expect(page.get_by_role("heading", name="Leads by status", level=1)).to_be_visible()
    page.get_by_role("button", name="New lead").click()
    expect(page.get_by_role("heading", name="New lead")).to_be_visible()


@pytest.mark.usefixtures("worker")
def test_s58_a_file_is_imported_column_by_column(opened: Open, axe: str) -> None:
    walk = Walk(opened)
    page = walk.show("app/crm/import/lead")
    lines = ["公司,姓名,手机,线索来源,备注", *(f"导入公司{at:02},张三,139{at:08},展会,无" for at in range(1, 13))]
    content = "\n".join(lines).encode()
    page.locator("input[type=file]").set_input_files(FilePayload(name="leads.csv", mimeType="text/csv", buffer=content))
    expect(page.get_by_text("12 rows in 5 columns")).to_be_visible()
    for column, field in {"姓名": "Contact", "手机": "Phone", "线索来源": "Source"}.items():
        chosen = page.get_by_role("row", name=column).locator(".ant-select")
        chosen.click()
        page.keyboard.type(field)
        page.locator(f".ant-select-item-option[title^='{field}']:visible").first.click()
    assert serious(page, axe) == []
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_text("导入公司01")).to_be_visible()
    assert serious(page, axe) == []
    page.get_by_role("button", name="Import 12 rows").click()
    # The worker may still be starting.
    expect(page.get_by_text("The records are there")).to_be_visible(timeout=120_000)
    found = walk.ask("post", "/api/apps/crm/forms/lead/records/query", {"search": "导入公司", "limit": 50})
    assert len(found["records"]) == 12
    assert {one["values"]["source"] for one in found["records"]} == {"exhibition"}


def shop(person: str) -> dict[str, Any]:
    """Return an app with actions that ask for something first, and a button that begins a flow for a person."""
    fields = [
        {"kind": "text", "name": "title", "label": text("Title", "标题"), "required": True},
        {"kind": "number", "name": "price", "label": text("Price", "价格"), "required": True},
        {"kind": "long_text", "name": "reason", "label": text("Reason", "原因")},
        {"kind": "barcode", "name": "ean", "label": text("Bar code", "条码"), "symbology": "ean13"},
        {"kind": "button", "name": "reprice", "label": text("Reprice", "调价"), "effect": "reprice"},
        {"kind": "button", "name": "close", "label": text("Close", "下架"), "effect": "close"},
        {"kind": "button", "name": "check", "label": text("Have it checked", "提交复核"), "effect": "checking"},
    ]
    change = {"kind": "update_records"}
    actions: dict[str, dict[str, Any]] = {
        "reprice": {"inputs": ["price", "reason"],
                    "effects": [{**change, "values": {"price": "input.price", "reason": "input.reason"}}],
                    "message": text("The price is changed.", "价格已调整。")},
        "close": {"confirm": text("Is nothing left of it?", "确认已无库存？"),
                  "effects": [{**change, "values": {"reason": '"closed"'}}], "message": text("Closed.", "已下架。")},
    }  # fmt: skip
    labels = {"reprice": text("Reprice", "调价"), "close": text("Close", "下架")}
    nodes = [
        {"kind": "button_start", "name": "start"},
        {"kind": "user_task", "name": "look", "label": text("Look", "复核"),
         "assignees": [{"kind": "person", "persons": [person]}]},
        {"kind": "end", "name": "end"},
    ]  # fmt: skip
    edges = [{"name": "a", "source": "start", "target": "look"}, {"name": "b", "source": "look", "target": "end"}]
    every = {"actions": ["see", "create", "edit"], "buttons": ["reprice", "close", "check"], "form": "good"}
    return {
        "app": {"format": 1, "name": "shop", "label": text("Shop", "商店")},
        "forms": {"good": {"name": "good", "label": text("Good", "商品"), "title": "title", "fields": fields}},
        "actions": {name: {"name": name, "label": labels[name], "form": "good", **actions[name]} for name in actions},
        "flows": {"checking": {"name": "checking", "label": text("Checking", "复核"), "form": "good", "nodes": nodes,
                               "edges": edges}},
        "roles": {"clerk": {"name": "clerk", "label": text("Clerk", "店员"), "grants": [every]}},
    }  # fmt: skip


_LEFT = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
"""The bars of the digits in the left half, of odd parity; the other sets are made of them."""
_PARITY = {"6": "LGGGLL"}
"""Which sets the digits after a leading six come from."""


def bars(digits: str) -> str:
    """Return the bars of a code of kind EAN-13 that begins with a six (GS1 General Specifications, 5.2.2)."""

    def inverse(bits: str) -> str:
        return bits.translate(str.maketrans("01", "10"))

    left = "".join(
        _LEFT[int(digit)] if side == "L" else inverse(_LEFT[int(digit)])[::-1]
        for digit, side in zip(digits[1:7], _PARITY[digits[0]], strict=True)
    )
    right = "".join(inverse(_LEFT[int(digit)]) for digit in digits[7:])
    return f"101{left}01010{right}101"


CAMERA = """bits => {
    const canvas = document.createElement("canvas");
    canvas.width = 640;
    canvas.height = 360;
    const pen = canvas.getContext("2d");
    setInterval(() => {
        pen.fillStyle = "white";
        pen.fillRect(0, 0, 640, 360);
        pen.fillStyle = "black";
        [...bits].forEach((bit, at) => bit === "1" && pen.fillRect(130 + at * 4, 60, 4, 240));
    }, 50);
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(20);
}"""
"""A camera that sees a code."""


def test_a_code_is_read_by_the_camera(opened: Open) -> None:
    walk = Walk(opened)
    walk.ask("post", "/api/apps/shop/publish", {"content": shop(walk.id)})
    walk.ask("post", "/api/grants", {"role": "shop.clerk", "account_id": walk.id})
    page = walk.show("app/shop/form/good/new")
    page.evaluate(CAMERA, bars("6901234567892"))
    page.get_by_role("button", name="Scan").click()
    expect(page.get_by_label("Bar code")).to_have_value("6901234567892")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_buttons_ask_for_what_they_need_and_begin_flows(opened: Open, axe: str) -> None:
    walk = Walk(opened)
    walk.ask("post", "/api/apps/shop/publish", {"content": shop(walk.id)})
    walk.ask("post", "/api/grants", {"role": "shop.clerk", "account_id": walk.id})
    values = {"title": "工业网关", "price": "100"}
    id_ = walk.ask("post", "/api/apps/shop/forms/good/records", {"values": values})["id"]
    page = walk.show(f"app/shop/form/good/{id_}")
    page.get_by_role("button", name="Reprice").click()
    dialog = page.get_by_role("dialog")
    # What the form demands is demanded here too.
    expect(dialog.get_by_role("button", name="Reprice")).to_be_disabled()
    dialog.get_by_label("Price").fill("120")
    dialog.get_by_label("Reason").fill("成本上涨")
    assert serious(page, axe) == []
    dialog.get_by_role("button", name="Reprice").click()
    expect(page.get_by_text("The price is changed.")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Price")).to_have_value("120")
    page.get_by_role("button", name="Close", exact=True).first.click()
    expect(page.get_by_text("Is nothing left of it?")).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name="OK").click()
    expect(page.get_by_label("Reason")).to_have_value("closed")
    page.get_by_role("button", name="Have it checked").click()
    expect(page.get_by_text("Begun: Checking")).to_be_visible()
    assert [one["title"] for one in walk.ask("get", "/api/tasks")["tasks"]] == ["工业网关"]
