"""Shows how people work with flows: their tasks, the pages of tasks and instances, records, and the administration."""

import json
import re
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.office import PEOPLE, Office, choose, office, text
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


def sign(page: Page) -> None:
    """Draw a signature and approve with it."""
    sheet = page.get_by_role("img", name="手写签名")
    expect(sheet).to_be_visible()
    sheet.hover(position={"x": 40, "y": 60})
    page.mouse.down()
    for step in range(1, 8):
        sheet.hover(position={"x": 40 + step * 20, "y": 60 + (step % 2) * 20})
    page.mouse.up()
    page.get_by_role("dialog").get_by_role("button", name="同意").click()


def test_s08_three_people_approve_with_a_further_signer_and_a_return(work: Office, axe: str) -> None:
    record, instance = work.begin("会议室投影仪", 8600)
    li, zhao, chen = (work.desk(name, locale="zh-CN") for name in ("li", "zhao", "chen"))
    page = li.show("tasks")
    expect(page.get_by_role("link", name="会议室投影仪")).to_be_visible()
    assert serious(page, axe) == []
    page.get_by_role("link", name="会议室投影仪").click()
    expect(page.get_by_role("heading", name="会议室投影仪")).to_be_visible()
    expect(page.locator(".flow-node.here")).to_contain_text("部门经理审批")
    expect(page.locator(".flow-forecast")).to_contain_text("赵总监")
    assert serious(page, axe) == []
    # The step needs a field that is empty: nothing is decided.
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="预算编号")).to_be_visible()
    page.get_by_label("预算编号").fill("B-2026-17")
    # Chen is to sign as well, after Li; what was entered stays.
    page.get_by_role("button", name="更多").click()
    page.get_by_role("menuitem", name="加签").click()
    page.get_by_role("radio", name="后加签").check()
    choose(page, "人员", "陈会计")
    page.get_by_role("dialog").get_by_role("button", name="加签").click()
    expect(page.locator(".flow-people")).to_contain_text("后加签")
    expect(page.get_by_label("预算编号")).to_have_value("B-2026-17")
    page.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("李经理 于")).to_be_visible()
    chen.ask("post", f"/api/tasks/{work.task(chen, '会议室投影仪')}/verbs", {"verb": {"kind": "approve"}})
    # Zhao sends it back, straight to herself.
    page = zhao.show(f"tasks/{work.task(zhao, '会议室投影仪')}")
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_role("radio", name="直接回到我这里").check()
    page.get_by_role("dialog").get_by_label("意见").fill("请补充报价单")
    page.get_by_role("dialog").get_by_role("button", name="退回").click()
    expect(page.locator(".flow-journal")).to_contain_text("请补充报价单")
    li.ask("post", f"/api/tasks/{work.task(li, '会议室投影仪')}/verbs", {"verb": {"kind": "approve"}})
    # Then she signs by hand, and Chen decides with a key.
    page = zhao.show(f"tasks/{work.task(zhao, '会议室投影仪')}")
    page.get_by_role("button", name="同意", exact=True).click()
    sign(page)
    expect(page.get_by_role("img", name="赵总监 的签名")).to_be_visible()
    page = chen.show("tasks")
    expect(page.get_by_role("link", name="会议室投影仪")).to_be_visible()
    page.locator("body").press("j")
    expect(page.get_by_role("link", name="会议室投影仪")).to_be_focused()
    page.keyboard.press("a")
    page.get_by_role("dialog").get_by_role("button", name="同意").click()
    expect(page.get_by_text("暂无待办")).to_be_visible()
    found = work.wang.ask("get", f"/api/instances/{instance}")
    assert found["status"] == "completed"
    kept = work.wang.ask("get", f"/api/apps/office/forms/purchase/records/{record}")
    assert kept["values"]["budget"] == "B-2026-17"


def test_s39_a_purchase_is_approved_on_a_phone(work: Office, axe: str) -> None:
    work.begin("打印纸 20 箱", 480)
    li = work.desk("li", locale="zh-CN", size=PHONE)
    page = li.show("tasks")
    page.get_by_role("link", name="打印纸 20 箱").click()
    bar = page.get_by_role("region", name="可执行的操作")
    # Everything is where the thumb is, and nothing is wider than the phone.
    expect(bar).to_be_in_viewport(ratio=1)
    fits(page)
    assert serious(page, axe) == []
    page.get_by_label("预算编号").fill("B-2026-18")
    bar.get_by_role("button", name="常用意见").click()
    page.get_by_role("menuitem", name="同意，请办理。").click()
    bar.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("李经理 于")).to_be_visible()
    expect(page.locator(".flow-journal")).to_contain_text("同意，请办理。")


@pytest.mark.refused("lost", 409)
def test_s38_the_second_of_two_is_told_who_did(work: Office) -> None:
    work.wang.ask("post", "/api/apps/office/flows/desk/start", {})
    li, chen = (work.desk(name, locale="zh-CN") for name in ("li", "chen"))
    # The news does not reach the page of Chen, who looks at what was before.
    chen.page.context.route("**/api/live", lambda route: route.abort())
    (task, *_) = li.ask("get", "/api/tasks?list=pool")["tasks"]
    pages = [desk.show(f"tasks/{task['id']}") for desk in (li, chen)]
    for page in pages:
        expect(page.get_by_role("button", name="领取")).to_be_visible()
    pages[0].get_by_role("button", name="领取").click()
    pages[0].get_by_role("button", name="提交", exact=True).click()
    expect(pages[0].get_by_text("李经理 于")).to_be_visible()
    late = pages[1].get_by_role("button", name="领取")
    late.click()
    expect(pages[1].get_by_role("alert").filter(has_text="李经理 已先处理")).to_be_visible()
    expect(late).to_have_count(0)


def test_s08_a_record_says_where_its_flow_is_and_who_has_it(work: Office, axe: str) -> None:
    values = {"title": "前台沙发", "amount": "3200", "reason": "接待需要"}
    record = work.wang.ask("post", "/api/apps/office/forms/purchase/records", {"values": values})["id"]
    page = work.desk("wang", locale="zh-CN").show(f"app/office/form/purchase/{record}")
    page.get_by_role("tab", name="流程").click()
    page.get_by_role("button", name="提交审批").click()
    panel = page.locator(".record-flows")
    expect(panel).to_contain_text("部门经理审批")
    expect(panel).to_contain_text("李经理")
    assert serious(page, axe) == []
    panel.get_by_role("button", name="撤回").click()
    page.get_by_role("dialog").get_by_role("button", name="撤回").click()
    expect(panel).to_contain_text("已撤回")
    expect(panel.get_by_role("button", name="提交审批")).to_be_visible()


def test_several_tasks_are_approved_at_once(work: Office) -> None:
    chen = work.desk("chen", locale="zh-CN")
    li = work.desk("li")
    for title in ("白板", "文件柜"):
        work.begin(title, 300)
        verb = {"verb": {"kind": "approve"}, "values": {"budget": "B-1"}}
        task = work.task(li, title)
        version = li.ask("get", f"/api/tasks/{task}")["record"]["version"]
        li.ask("post", f"/api/tasks/{task}/verbs", {**verb, "version": version})
    page = chen.show("tasks")
    page.get_by_role("checkbox", name="选择白板").check()
    page.get_by_role("checkbox", name="选择文件柜").check()
    page.get_by_role("button", name="同意 2 项").click()
    page.get_by_role("dialog").get_by_label("意见").fill("已核对")
    page.get_by_role("dialog").get_by_role("button", name="同意").click()
    expect(page.get_by_text("已同意 2 项")).to_be_visible()
    page = chen.show("tasks/done")
    expect(page.locator(".task-line").filter(has_text="白板")).to_contain_text("已核对")


def test_s39_administrators_see_how_flows_get_on_and_put_them_right(work: Office, axe: str) -> None:
    _, instance = work.begin("会议桌", 900)
    desk = work.desk("wang", locale="zh-CN")
    page = desk.show("admin/flows/board/office/purchase")
    row = page.get_by_role("row").filter(has_text="部门经理审批")
    expect(row).to_be_visible()
    assert serious(page, axe) == []
    row.get_by_role("link", name="部门经理审批").click()
    expect(page.get_by_role("link", name="会议桌")).to_be_visible()
    assert serious(page, axe) == []
    page.get_by_role("link", name="会议桌").click()
    page.get_by_role("button", name="改派").click()
    choose(page, "人员", "赵总监")
    page.get_by_role("dialog").get_by_role("button", name="改派").click()
    expect(page.locator(".flow-seat.open")).to_contain_text("赵总监")
    # While it is suspended, whoever is asked reads why.
    page.get_by_role("button", name="挂起").click()
    page.get_by_role("dialog").get_by_label("意见").fill("等待审计")
    page.get_by_role("dialog").get_by_role("button", name="挂起").click()
    expect(page.locator(".flow-facts")).to_contain_text("已挂起")
    zhao = work.desk("zhao", locale="zh-CN")
    asked = zhao.show(f"tasks/{work.task(zhao, '会议桌')}")
    expect(asked.get_by_role("status").filter(has_text="王总 于")).to_contain_text("等待审计")
    expect(asked.get_by_role("button", name="同意", exact=True)).to_have_count(0)
    page.get_by_role("button", name="恢复").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    expect(asked.get_by_role("button", name="同意", exact=True)).to_be_visible()
    page.get_by_role("button", name="终止").click()
    page.get_by_role("dialog").get_by_label("意见").fill("重复申请")
    page.get_by_role("dialog").get_by_role("button", name="终止").click()
    expect(page.locator(".flow-facts")).to_contain_text("已终止")
    assert work.wang.ask("get", f"/api/instances/{instance}")["status"] == "terminated"


def test_all_incidents_of_a_step_are_retried_and_skipped_together(work: Office, axe: str) -> None:
    nodes = [
        {"kind": "button_start", "name": "start"},
        {"kind": "service_task", "name": "move", "label": text("Move", "移动记录"),
         "effect": {"kind": "set_stage", "arguments": {"stage": '"done"'}}},
        {"kind": "end", "name": "end"},
    ]  # fmt: skip
    edges = [{"name": "a", "source": "start", "target": "move"}, {"name": "b", "source": "move", "target": "end"}]
    fails = {"name": "fails", "label": text("Fails", "总是失败"), "nodes": nodes, "edges": edges}
    lab = {"app": {"format": 1, "name": "lab", "label": text("Lab", "实验")}, "flows": {"fails": fails}}
    work.wang.ask("post", "/api/apps/lab/publish", {"content": lab})
    for _ in range(2):
        work.wang.ask("post", "/api/apps/lab/flows/fails/start", {})
    desk = work.desk("wang", locale="zh-CN")
    with desk.page.expect_response("**/api/notifications/read"):
        page = desk.show("admin/flows/incidents")
    rows = page.get_by_role("row").filter(has_text="总是失败")
    expect(rows).to_have_count(2)
    # Whoever looks at them has been told: their notice is read, so that the next one is told anew.
    unread = work.wang.ask("get", "/api/notifications?unread=true")["notifications"]
    assert "/admin/flows/incidents/lab/fails" not in {one["link"] for one in unread}
    expect(rows.first).to_contain_text("没有可供该动作处理的记录")
    assert serious(page, axe) == []
    page.get_by_role("button", name="全部重试（2）").click()
    page.get_by_role("dialog").get_by_role("button", name="全部重试（2）").click()
    told = page.get_by_role("status").or_(page.get_by_role("alert"))
    expect(told.filter(has_text="已重试 2 个异常")).to_contain_text("2 个立即再次失败")
    page.get_by_role("button", name="全部跳过（2）").click()
    page.get_by_role("dialog").get_by_label("意见").fill("改为手工处理")
    page.get_by_role("dialog").get_by_role("button", name="全部跳过（2）").click()
    expect(told.filter(has_text="已跳过 2 个异常")).to_be_visible()
    expect(page.locator(".nothing")).to_be_visible()
    page = work.desk("wang").show("admin/jobs")
    expect(page.get_by_role("heading", name="Background work")).to_be_visible()
    expect(page.get_by_text("Nothing was given up")).to_be_visible()
    assert serious(page, axe) == []


@pytest.mark.refused(404)
def test_a_link_that_leads_nowhere_says_so_and_leads_back(work: Office) -> None:
    desk = work.desk("li", locale="zh-CN")
    for route in (f"tasks/{UUID(int=7)}", f"instances/{UUID(int=7)}", "tasks/nonsense"):
        page = desk.show(route)
        page.locator(".nothing").get_by_role("link", name="全部任务").click()
        expect(page.get_by_role("heading", name="待办")).to_be_visible()


def test_instances_go_on_in_another_version(work: Office) -> None:
    work.begin("打印机", 700)
    content = json.loads(json.dumps(office(work.ids)))
    for node in content["flows"]["purchase"]["nodes"]:
        if node["name"] == "manager":
            node["name"] = "leader"
    for edge in content["flows"]["purchase"]["edges"]:
        for side in ("source", "target"):
            edge[side] = "leader" if edge[side] == "manager" else edge[side]
    (app,) = [one for one in work.wang.ask("get", "/api/apps") if one["name"] == "office"]
    work.wang.ask("post", "/api/apps/office/publish", {"content": content, "base_version": app["current_version"]})
    page = work.desk("wang", locale="zh-CN").show("admin/flows/versions/office/purchase")
    page.get_by_role("button", name="试迁移").click()
    expect(page.get_by_text("个无法迁移")).to_be_visible()
    page.get_by_role("combobox", name="部门经理审批 (manager)").click()
    page.locator(".ant-select-item-option").filter(has_text="部门经理审批 (leader)").click()
    page.get_by_role("button", name="试迁移").click()
    expect(page.get_by_text("个无法迁移")).to_have_count(0)
    page.get_by_role("button", name=re.compile("迁移 .* 个")).click()
    expect(page.get_by_text(re.compile("已迁移 .* 个"))).to_be_visible()


def test_s34_somebody_arranges_a_substitute_and_a_holiday_is_added(work: Office, axe: str) -> None:
    page = work.desk("li", locale="zh-CN").show("me")
    page.get_by_role("button", name="添加代理人").click()
    box = page.get_by_role("dialog").get_by_role("combobox", name="代理人")
    box.click()
    box.fill("赵")
    page.locator(".ant-select-item-option").filter(has_text="赵总监").click()
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_text("李经理 → 赵总监")).to_be_visible()
    page.get_by_role("button", name="移除", exact=True).last.click()
    page.get_by_role("tooltip").get_by_role("button", name="移除").click()
    expect(page.get_by_text("暂无代理人")).to_be_visible()
    page = work.desk("wang", locale="zh-CN").show("admin/flows/calendars")
    day = page.locator(".month-day.works").first
    expect(day).to_be_visible()
    assert serious(page, axe) == []
    day.click()
    page.get_by_role("radio", name="节假日").check()
    page.get_by_role("button", name="保存日历").click()
    expect(page.get_by_text("已修改")).to_be_visible()
