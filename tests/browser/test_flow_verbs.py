"""Every verb of flows is within reach of a thumb, and flows begin with what people enter; flows are tried and drawn."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.office import PEOPLE, Office, choose
from tests.browser.product import PHONE, Open, enrol, fits, serious


@pytest.fixture(scope="module", autouse=True)
def people(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Those who work in the office; Wang looks after everything."""
    del address
    home = tmp_path_factory.mktemp("office")
    for name, shown in PEOPLE.items():
        enrol(home, postgres_url, name, shown, administrator=name == "wang")


@pytest.fixture
def work(opened: Open) -> Office:
    """The office."""
    return Office(opened)


def press(page: Page, verb: str) -> None:
    """Choose a verb that stands in the menu of a task on a phone."""
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name=verb, exact=True).click()


def confirm(page: Page, verb: str) -> None:
    """Carry out the verb of a dialog, whose button stands where the thumb reaches it."""
    dialog = page.get_by_role("dialog")
    button = dialog.get_by_role("button", name=verb, exact=True)
    expect(button).to_be_in_viewport()
    button.click()
    expect(dialog).to_have_count(0)


def test_s64_talking_is_within_reach_of_a_thumb(work: Office, axe: str) -> None:
    work.memo("年会通知")
    li, wang = (work.desk(name, locale="zh-CN", size=PHONE, has_touch=True) for name in ("li", "wang"))
    page = li.show(f"tasks/{work.task(li, '年会通知')}")
    bar = page.get_by_role("region", name="可执行的操作")
    journal, seats = page.locator(".flow-journal"), page.locator(".flow-people")
    press(page, "评论")
    page.get_by_role("dialog").get_by_label("内容").fill("地点待定")
    confirm(page, "评论")
    expect(journal).to_contain_text("地点待定")
    bar.get_by_label("意见").fill("基本同意")
    press(page, "暂存意见")
    expect(page.get_by_text("意见已暂存")).to_be_visible()
    press(page, "沟通")
    choose(page, "人员", "王总")
    page.get_by_role("dialog").get_by_label("问题").fill("预算多少?")
    assert serious(page, axe) == []
    confirm(page, "沟通")
    expect(seats).to_contain_text("沟通")
    other = wang.show(f"tasks/{work.task(wang, '年会通知')}")
    other.get_by_role("region", name="可执行的操作").get_by_label("回复").fill("五万元")
    other.get_by_role("button", name="回复", exact=True).click()
    # Li is told, and sees the answer without loading the page again.
    expect(seats).to_contain_text("五万元")
    press(page, "抄送")
    choose(page, "人员", "王总")
    confirm(page, "抄送")
    expect(seats.locator("li").filter(has_text="抄送")).to_contain_text("未读")
    other = wang.show("tasks/copies")
    other.get_by_role("link", name="年会通知").click()
    expect(other.get_by_text("抄送给您知悉")).to_be_visible()
    page.reload()
    expect(seats.locator("li").filter(has_text="抄送")).to_contain_text("已阅")


def test_s64_signing_and_passing_on_are_within_reach_of_a_thumb(work: Office) -> None:
    work.memo("团建方案")
    li, wang, zhao = (work.desk(name, locale="zh-CN", size=PHONE, has_touch=True) for name in ("li", "wang", "zhao"))
    page = li.show(f"tasks/{work.task(li, '团建方案')}")
    bar, seats = page.get_by_role("region", name="可执行的操作"), page.locator(".flow-people")
    press(page, "加签")
    page.get_by_role("radio", name="前加签").check()
    choose(page, "人员", "王总")
    confirm(page, "加签")
    expect(seats).to_contain_text("前加签")
    expect(bar.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    seats.get_by_role("button", name="减签").click()
    confirm(page, "减签")
    expect(bar.get_by_role("button", name="同意", exact=True)).to_be_visible()
    press(page, "委派")
    choose(page, "人员", "王总")
    confirm(page, "委派")
    expect(seats).to_contain_text("受委派")
    bar.get_by_role("button", name="收回委派").click()
    expect(bar.get_by_role("button", name="同意", exact=True)).to_be_visible()
    press(page, "转办")
    choose(page, "人员", "王总")
    confirm(page, "转办")
    expect(seats).to_contain_text("王总")
    other = wang.show(f"tasks/{work.task(wang, '团建方案')}")
    other.get_by_role("button", name="同意", exact=True).click()
    expect(other.get_by_text("王总 于")).to_be_visible()
    other.get_by_role("button", name="拿回").click()
    expect(other.get_by_role("button", name="同意", exact=True)).to_be_visible()
    third = zhao.show(f"tasks/{work.task(zhao, '团建方案')}")
    third.get_by_role("button", name="拒绝", exact=True).click()
    expect(third.get_by_text("赵总监 于")).to_be_visible()
    fits(other)


def test_whoever_began_it_urges_and_withdraws_and_tasks_go_back_to_the_pool_on_a_phone(work: Office) -> None:
    instance = work.memo("用印")
    page = work.desk("wang", locale="zh-CN", size=PHONE).show(f"instances/{instance}")
    page.get_by_role("button", name="催办").click()
    confirm(page, "催办")
    expect(page.locator(".flow-people")).to_contain_text("已催办 1 次")
    page.get_by_role("button", name="撤回").click()
    confirm(page, "撤回")
    expect(page.locator(".flow-facts")).to_contain_text("已撤回")
    work.wang.ask("post", "/api/apps/office/flows/desk/start", {})
    chen = work.desk("chen", locale="zh-CN", size=PHONE)
    (task, *_) = chen.ask("get", "/api/tasks?list=pool")["tasks"]
    page = chen.show(f"tasks/{task['id']}")
    page.get_by_role("button", name="领取").click()
    expect(page.get_by_role("button", name="提交", exact=True)).to_be_visible()
    press(page, "退领")
    expect(page.get_by_role("button", name="领取")).to_be_visible()


def test_a_flow_begins_with_what_somebody_enters_and_whom_they_choose(work: Office, axe: str) -> None:
    li = work.desk("li", locale="zh-CN", size=PHONE)
    page = li.show("tasks")
    # On a phone the tasks come first, and what narrows them stands behind a button.
    expect(page.get_by_role("button", name="筛选")).to_be_visible()
    expect(page.get_by_role("combobox", name="流程", exact=True)).to_have_count(0)
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("combobox", name="流程", exact=True)).to_be_visible()
    page.get_by_role("button", name="发起流程").click()
    page.get_by_role("menuitem", name="我要请假").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="我要请假").click()
    expect(dialog.get_by_role("alert")).to_contain_text("请假天数")
    dialog.get_by_label("请假天数").fill("3")
    choose(page, "工作交接人", "陈会计")
    assert serious(page, axe) == []
    confirm(page, "我要请假")
    expect(page.locator(".flow-people")).to_contain_text("陈会计")
    (found,) = [one for one in li.ask("get", "/api/instances")["instances"] if one["flow"] == "leave"]
    variables = work.wang.ask("get", f"/api/instances/{found['id']}")["variables"]
    assert variables["days"] == {"t": "number", "v": "3"}
    assert variables["paid"] == {"t": "boolean", "v": False}
    assert variables["begins"]["t"] == "date"
    chen = work.desk("chen", locale="zh-CN", size=PHONE)
    (task,) = [one for one in chen.ask("get", "/api/tasks")["tasks"] if one["flow"] == "leave"]
    page = chen.show(f"tasks/{task['id']}")
    expect(page.get_by_label("请假天数")).to_have_value("3")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("交接说明")
    page.get_by_label("交接说明").fill("钥匙在前台")
    assert serious(page, axe) == []
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("陈会计 于")).to_be_visible()
    variables = work.wang.ask("get", f"/api/instances/{found['id']}")["variables"]
    assert variables["handover"] == {"t": "string", "v": "钥匙在前台"}


def test_a_record_of_which_nothing_is_kept_shows_its_flows(work: Office) -> None:
    work.memo("值班安排")
    (found, *_) = work.wang.ask("get", "/api/instances")["instances"]
    page = work.desk("wang", locale="zh-CN").show(f"app/office/form/memo/{found['record']}")
    expect(page.get_by_role("tab", name="流程")).to_be_visible()
    expect(page.locator(".record-flows")).to_contain_text("李经理")


def test_a_flow_is_tried_and_goes_out_and_in_as_bpmn(work: Office, axe: str, tmp_path: Path) -> None:
    page = work.desk("wang", locale="zh-CN").show("admin/flows/trial/office/purchase")
    page.get_by_role("button", name="检查并试运行").click()
    expect(page.get_by_text("未发现问题")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="部门经理审批").first).to_be_visible()
    expect(page.get_by_text(re.compile("半数在 .* 内完成"))).to_be_visible()
    page.mouse.move(0, 0)
    assert serious(page, axe) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载 BPMN").click()
    file = saved(waiting.value, tmp_path)
    assert "部门经理审批" in file.read_text(encoding="utf-8")
    page.get_by_role("button", name="导入 BPMN").click()
    page.locator(".ant-drawer input[type=file]").set_input_files(file)
    expect(page.get_by_text("已写入草稿：purchase")).to_be_visible()
    assert serious(page, axe) == []
    page.get_by_role("button", name="查看").click()
    expect(page).to_have_url(re.compile("admin/flows/trial/office/purchase/draft$"))
    page.get_by_role("button", name="检查并试运行").click()
    expect(page.get_by_text("未发现问题")).to_be_visible()


def saved(download: Download, folder: Path) -> Path:
    """Return a file that the page has offered."""
    file = folder / download.suggested_filename
    download.save_as(file)
    return file


def test_whoever_gave_a_copy_sees_at_once_who_has_read_it(work: Office) -> None:
    work.memo("会议纪要")
    li = work.desk("li", locale="zh-CN")
    page = li.show(f"tasks/{work.task(li, '会议纪要')}")
    press(page, "抄送")
    choose(page, "人员", "王总")
    confirm(page, "抄送")
    seats = page.locator(".flow-people")
    expect(seats).to_contain_text("未读")
    (copy, *_) = work.wang.ask("get", "/api/tasks?list=copies")["tasks"]
    assert work.wang.ask("get", "/api/tasks/counts")["copies"] == 1
    work.desk("wang", locale="zh-CN").show(f"tasks/{copy['id']}")
    expect(seats.get_by_text("已读").first).to_be_visible()
    assert work.wang.ask("get", "/api/tasks/counts")["copies"] == 0
