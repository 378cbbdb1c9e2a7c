"""Shows how people put files, pictures and signatures into records, and attach them to comments."""

import io
import os
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.product import PASSWORD, PHONE, Open, bring, enrol, fits, serious

PDF: FilePayload = {"name": "方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7" + bytes(2_300_000)}
_SEND = """async (path, body) => (await fetch(path, {method: "POST", body: JSON.stringify(body), headers: {
    "Content-Type": "application/json",
    "X-CSRF-Token": decodeURIComponent(/lowcode_csrf=([^;]+)/.exec(document.cookie)[1])}})).json()"""


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with one account that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "fang", "方经理")


def picture() -> FilePayload:
    written = io.BytesIO()
    Image.linear_gradient("L").resize((900, 300)).convert("RGB").save(written, "PNG")
    return {"name": "photo.png", "mimeType": "image/png", "buffer": written.getvalue()}


def signed_in(opened: Open, **options: Any) -> Page:
    page = opened("", locale="zh-CN", **options)
    page.get_by_label("用户名或电子邮箱").fill("fang")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="您好，方经理")).to_be_visible()
    page.evaluate(
        f"""async () => {{ const me = await (await fetch("/api/me")).json();
            await ({_SEND})("/api/grants", {{role: "crm.director", account_id: me.account.id}}); }}"""
    )
    page.reload()
    expect(page.get_by_role("link", name="客户与销售").first).to_be_visible()
    return page


def created(page: Page, form: str, **values: Any) -> str:
    made: str = page.evaluate(
        f"async ([path, values]) => (await ({_SEND})(path, {{values}})).id",
        [f"/api/apps/crm/forms/{form}/records", values],
    )
    return made


def opportunity(page: Page) -> None:
    """Open a new opportunity."""
    customer = created(page, "customer", name=f"鼎盛机械 {os.urandom(3).hex()}")
    id_ = created(page, "opportunity", name="产线改造", customer=customer)
    page.goto(f"{page.url.partition('#')[0]}#/app/crm/form/opportunity/{id_}")
    expect(page.get_by_role("heading", name="产线改造")).to_be_visible()


@pytest.mark.scenario("S03")
def test_s03_a_proposal_is_demanded_before_saving_and_uploaded(opened: Open, axe: str) -> None:
    page = signed_in(opened)
    opportunity(page)
    field = page.locator('[data-field="proposal_file"]')
    page.get_by_role("button", name="方案报价").or_(page.get_by_role("radio", name="方案报价")).or_(
        page.get_by_text("方案报价", exact=True)
    ).first.click()
    expect(field.get_by_text("之前需要填写“方案文件”")).to_be_visible()
    field.locator("input[type=file]").set_input_files([PDF])
    expect(field.get_by_role("link", name="方案.pdf")).to_contain_text("2.3 MB")
    expect(field.get_by_text("之前需要填写“方案文件”")).to_have_count(0)
    assert serious(page, axe) == []
    with page.expect_response(lambda answer: answer.request.method == "PATCH") as saved:
        page.get_by_role("button", name="保存").first.click()
    assert saved.value.status == 200
    page.reload()
    link = field.get_by_role("link", name="方案.pdf")
    told = link.evaluate("async one => (await fetch(one.href)).headers.get('content-disposition')")
    assert told.startswith("attachment")


@pytest.mark.refused("lost", 422)
def test_uploads_are_refused_in_words_broken_off_and_sent_again(opened: Open) -> None:
    page = signed_in(opened)
    opportunity(page)
    field = page.locator('[data-field="proposal_file"]')
    chooser = field.locator("input[type=file]")
    chooser.set_input_files([FilePayload(name="a.csv", mimeType="text/csv", buffer=b"a")])
    expect(field.get_by_role("alert")).to_have_text("仅接受以下类型的文件：pdf, docx, pptx。")
    field.get_by_role("button", name="移除 a.csv").click()
    # The server is away, then it is there again.
    page.route("**/api/files?*", lambda route: route.abort())
    chooser.set_input_files([PDF])
    expect(field.get_by_role("alert")).to_contain_text("请检查网络后重试")
    page.unroute("**/api/files?*")
    field.get_by_role("button", name="重试").click()
    expect(field.get_by_role("link", name="方案.pdf")).to_be_visible()
    page.route("**/api/files?*", lambda _: None)
    with page.expect_request("**/api/files?*"):
        chooser.set_input_files([FilePayload(name="zweite.pdf", mimeType="application/pdf", buffer=b"%PDF-")])
    field.get_by_role("button", name="取消上传 zweite.pdf").click()
    expect(field.get_by_text("zweite.pdf")).to_have_count(0)


def test_files_are_dropped_and_comments_have_them(opened: Open, axe: str) -> None:
    page = signed_in(opened)
    opportunity(page)
    dropped = page.evaluate_handle(
        """() => { const data = new DataTransfer();
            data.items.add(new File(["%PDF-1.7"], "drop.pdf", {type: "application/pdf"})); return data; }"""
    )
    page.locator('[data-field="proposal_file"] .files').dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.get_by_role("link", name="drop.pdf")).to_be_visible()
    page.locator(".comment-input input[type=file]").set_input_files([picture()])
    expect(page.locator(".comment-input").get_by_role("img", name="photo.png")).to_be_visible()
    page.locator(".comment-input").get_by_role("button", name="发送").click()
    shown = page.locator(".comments li").get_by_role("img", name="photo.png")
    expect(shown).to_have_js_property("naturalWidth", 320)
    assert serious(page, axe) == []


def test_a_phone_takes_photos(opened: Open, axe: str) -> None:
    page = signed_in(opened, size=PHONE, has_touch=True, is_mobile=True)
    page.goto(f"{page.url.partition('#')[0]}#/app/crm/form/product/new")
    field = page.locator('[data-kind="image"]').first
    camera = field.locator("input[type=file][capture=environment]")
    camera.set_input_files([picture()])
    expect(field.get_by_role("img", name="photo.png")).to_be_visible()
    fits(page)
    assert serious(page, axe) == []
