"""Shows how people work with flows: their tasks, the pages of tasks and instances, records, and the administration."""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.product import PASSWORD, PHONE, Open, enrol, serious

PEOPLE = {"wang": "王总", "li": "李经理", "zhao": "赵总监", "chen": "陈会计"}


def text(en: str, zh: str) -> dict[str, str]:
    """Return a label."""
    return {"en": en, "zh-CN": zh}


def approval(name: str, en: str, zh: str, *people: str, **policies: Any) -> dict[str, Any]:
    """Return a node at which people decide."""
    assignees = [{"kind": "person", "persons": list(people)}]
    made = {"kind": "approval_task", "name": name, "label": text(en, zh), "assignees": assignees}
    return {**made, **({"policies": policies} if policies else {})}


def office(ids: dict[str, str]) -> dict[str, Any]:
    """Return an app in which purchases are approved by three people."""
    fields = [
        {"kind": "text", "name": "title", "label": text("Title", "标题"), "required": True},
        {"kind": "number", "name": "amount", "label": text("Amount", "金额")},
        {"kind": "long_text", "name": "reason", "label": text("Reason", "采购原因")},
        {"kind": "text", "name": "budget", "label": text("Budget number", "预算编号")},
    ]
    nodes = [
        {"kind": "button_start", "name": "start", "button": text("Ask for approval", "提交审批")},
        approval(
            "manager", "Manager", "部门经理审批", ids["li"], opinion="required_to_reject",
            opinions=[text("Agreed.", "同意，请办理。"), text("Too expensive.", "价格偏高，请重新询价。")],
            fields={"budget": "required", "reason": "edit"},
        ),
        {"kind": "exclusive_gateway", "name": "much", "label": text("Much?", "金额较大?")},
        approval("director", "Director", "总监审批", ids["zhao"], signature=True),
        approval("finance", "Finance", "财务复核", ids["chen"]),
        {
            "kind": "cc", "name": "note", "label": text("Note", "抄送行政"),
            "assignees": [{"kind": "person", "persons": [ids["wang"]]}],
        },
        {"kind": "end", "name": "end"},
    ]  # fmt: skip
    edges = [
        {"name": "e1", "source": "start", "target": "manager"},
        {"name": "e2", "source": "manager", "target": "much"},
        {"name": "e3", "source": "much", "target": "director", "condition": "amount > 1000",
         "label": text("over 1,000", "超过 1000")},
        {"name": "e4", "source": "much", "target": "finance", "default": True, "label": text("else", "否则")},
        {"name": "e5", "source": "director", "target": "finance"},
        {"name": "e6", "source": "finance", "target": "note"},
        {"name": "e7", "source": "note", "target": "end"},
    ]  # fmt: skip
    pool = {"kind": "pool", "persons": [ids["li"], ids["chen"]]}
    desk = [
        {"kind": "button_start", "name": "start", "button": text("Ask the desk", "咨询前台")},
        {"kind": "user_task", "name": "desk", "label": text("Desk", "前台办理"), "assignees": [pool]},
        {"kind": "end", "name": "end"},
    ]
    way = [{"name": "d1", "source": "start", "target": "desk"}, {"name": "d2", "source": "desk", "target": "end"}]
    every = {"actions": ["see", "create", "edit", "delete"], "form": "purchase"}
    return {
        "app": {"format": 1, "name": "office", "label": text("Office", "行政办公")},
        "forms": {"purchase": {"name": "purchase", "label": text("Purchase", "采购申请"), "title": "title",
                               "fields": fields}},
        "roles": {"clerk": {"name": "clerk", "label": text("Clerk", "职员"), "grants": [every]}},
        "flows": {
            "purchase": {"name": "purchase", "label": text("Purchase approval", "采购审批"), "form": "purchase",
                         "nodes": nodes, "edges": edges, "policies": {"withdrawal": "always"}},
            "desk": {"name": "desk", "label": text("Desk", "前台事务"), "nodes": desk, "edges": way},
        },
    }  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def people(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Those who work in the office; Wang looks after everything."""
    del address
    home = tmp_path_factory.mktemp("office")
    for name, shown in PEOPLE.items():
        enrol(home, postgres_url, name, shown, administrator=name == "wang")


class Desk:
    """A page of somebody who has signed in, and the requests that this person may make."""

    def __init__(self, opened: Open, who: str, **options: Any) -> None:
        self.page = opened("", **options)
        self.origin = self.page.evaluate("location.origin")
        me = self.page.request.post(f"{self.origin}/api/login", data={"name": who, "password": PASSWORD}).json()
        self.id = str(me["account"]["id"])
        self.proof = {"X-CSRF-Token": me["csrf"]}

    def ask(self, method: str, path: str, data: Any = None) -> Any:
        """Return the answer to a request."""
        send = getattr(self.page.request, method)
        answer = send(f"{self.origin}{path}", headers=self.proof, **({} if data is None else {"data": data}))
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else None

    def show(self, route: str) -> Page:
        """Return the page at a route."""
        self.page.goto(f"{self.origin}/#/{route}")
        self.page.reload()
        return self.page


class Office:
    """The office with its app, and the desks of its people."""

    def __init__(self, opened: Open) -> None:
        self.opened = opened
        self.wang = Desk(opened, "wang")
        accounts = self.wang.ask("get", "/api/people?most=50")
        self.ids = {one["name"]: one["id"] for one in accounts}
        apps = self.wang.ask("get", "/api/apps")
        if not any(one["name"] == "office" for one in apps):
            self.wang.ask("post", "/api/apps/office/publish", {"content": office(self.ids)})
            for name in PEOPLE:
                self.wang.ask("post", "/api/grants", {"role": "office.clerk", "account_id": self.ids[name]})

    def desk(self, who: str, **options: Any) -> Desk:
        """Return the desk of somebody."""
        return Desk(self.opened, who, **options)

    def begin(self, title: str, amount: int) -> tuple[str, str]:
        """Return the record and the instance of a new purchase that Wang asks for."""
        values = {"title": title, "amount": str(amount), "reason": "旧设备已到报废年限"}
        record = self.wang.ask("post", "/api/apps/office/forms/purchase/records", {"values": values})["id"]
        made = self.wang.ask("post", "/api/apps/office/flows/purchase/start", {"record": record})
        return str(record), str(made["id"])

    def task(self, desk: Desk, title: str) -> str:
        """Return the task of somebody about a purchase."""
        (found,) = [one for one in desk.ask("get", "/api/tasks")["tasks"] if one["title"] == title]
        return str(found["id"])


@pytest.fixture
def work(opened: Open) -> Office:
    """The office."""
    return Office(opened)


def choose(page: Page, label: str, name: str) -> None:
    """Choose a person."""
    box = page.get_by_role("dialog").get_by_role("combobox", name=label)
    box.click()
    box.fill(name)
    page.locator(".ant-select-item-option").filter(has_text=name).first.click()
    page.keyboard.press("Escape")


def sign(page: Page) -> None:
    """Draw a signature and approve with it."""
    sheet = page.get_by_role("img", name="手写签名")
    expect(sheet).to_be_visible()
    box = sheet.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 40 + step * 20, box["y"] + 60 + (step % 2) * 20)
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
    expect(bar).to_be_visible()
    assert serious(page, axe) == []
    # Everything is where the thumb is, and nothing is wider than the phone.
    box = bar.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(PHONE[1], abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    page.get_by_label("预算编号").fill("B-2026-18")
    bar.get_by_role("button", name="常用意见").click()
    page.get_by_role("menuitem", name="同意，请办理。").click()
    bar.get_by_role("button", name="同意", exact=True).click()
    expect(page.get_by_text("李经理 于")).to_be_visible()
    expect(page.locator(".flow-journal")).to_contain_text("同意，请办理。")


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


def test_s64_administrators_see_how_flows_get_on_and_put_them_right(work: Office, axe: str) -> None:
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
    page.get_by_role("button", name="终止").click()
    page.get_by_role("dialog").get_by_label("意见").fill("重复申请")
    page.get_by_role("dialog").get_by_role("button", name="终止").click()
    expect(page.locator(".flow-facts")).to_contain_text("已终止")
    assert work.wang.ask("get", f"/api/instances/{instance}")["status"] == "terminated"


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
