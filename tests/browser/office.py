"""The office of the tests of flows: its app, its people with their desks, and what is done there again and again."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.product import PASSWORD, Open

PEOPLE = {"wang": "王总", "li": "李经理", "zhao": "赵总监", "chen": "陈会计"}


def text(en: str, zh: str) -> dict[str, str]:
    """Return a label."""
    return {"en": en, "zh-CN": zh}


def approval(name: str, en: str, zh: str, *people: str, **policies: Any) -> dict[str, Any]:
    """Return a node at which people decide."""
    assignees = [{"kind": "person", "persons": list(people)}]
    made = {"kind": "approval_task", "name": name, "label": text(en, zh), "assignees": assignees}
    return {**made, **({"policies": policies} if policies else {})}


MEMO: dict[str, Any] = {
    "name": "memo", "label": text("Memo", "备忘"), "title": "title", "comments": False, "history": False,
    "fields": [{"kind": "text", "name": "title", "label": text("Title", "标题")}],
}  # fmt: skip
"""A form about whose records nothing is said or kept."""
LEAVE: dict[str, Any] = {
    "name": "leave", "label": text("Leave", "请假"),
    "variables": [
        {"name": "days", "type": "number", "label": text("Days", "请假天数")},
        {"name": "begins", "type": "date", "label": text("From", "开始日期"), "initial": "today()"},
        {"name": "paid", "type": "boolean", "label": text("Paid", "带薪")},
        {"name": "handover", "type": "string", "label": text("Hand-over", "交接说明")},
    ],
    "nodes": [
        {"kind": "button_start", "name": "start", "button": text("Ask for leave", "我要请假"),
         "takes": ["days", "begins", "paid"]},
        {"kind": "approval_task", "name": "stand", "label": text("Who stands in", "工作交接人"),
         "assignees": [{"kind": "chosen"}], "takes": ["days", "handover"]},
        {"kind": "end", "name": "end"},
    ],
    "edges": [{"name": "l1", "source": "start", "target": "stand"}, {"name": "l2", "source": "stand", "target": "end"}],
}  # fmt: skip
"""A flow without a record that begins with what somebody enters, and asks for more at its step."""


def memo_flow(ids: dict[str, str]) -> dict[str, Any]:
    """Return a flow in which three people all have to sign."""
    nodes = [
        {"kind": "button_start", "name": "start", "button": text("Let others sign", "发起会签")},
        approval("sign", "Sign", "会签", ids["li"], ids["zhao"], ids["chen"]) | {"mode": {"kind": "all"}},
        {"kind": "end", "name": "end"},
    ]
    edges = [{"name": "m1", "source": "start", "target": "sign"}, {"name": "m2", "source": "sign", "target": "end"}]
    made = {"name": "memo", "label": text("Memo", "备忘会签"), "form": "memo", "nodes": nodes, "edges": edges}
    return {**made, "policies": {"withdrawal": "always"}}


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
    every = [{"actions": ["see", "create", "edit", "delete"], "form": one} for one in ("purchase", "memo")]
    return {
        "app": {"format": 1, "name": "office", "label": text("Office", "行政办公")},
        "forms": {"memo": MEMO,
                  "purchase": {"name": "purchase", "label": text("Purchase", "采购申请"), "title": "title",
                               "fields": fields}},
        "roles": {"clerk": {"name": "clerk", "label": text("Clerk", "职员"), "grants": every}},
        "flows": {
            "purchase": {"name": "purchase", "label": text("Purchase approval", "采购审批"), "form": "purchase",
                         "nodes": nodes, "edges": edges, "policies": {"withdrawal": "always"}},
            "leave": LEAVE,
            "memo": memo_flow(ids),
            "desk": {"name": "desk", "label": text("Desk", "前台事务"), "nodes": desk, "edges": way},
        },
    }  # fmt: skip


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

    def memo(self, title: str) -> str:
        """Return the instance of a new memo that Wang lets three people sign."""
        values = {"title": title}
        record = self.wang.ask("post", "/api/apps/office/forms/memo/records", {"values": values})["id"]
        return str(self.wang.ask("post", "/api/apps/office/flows/memo/start", {"record": record})["id"])

    def task(self, desk: Desk, title: str) -> str:
        """Return the task of somebody about a purchase."""
        (found,) = [one for one in desk.ask("get", "/api/tasks")["tasks"] if one["title"] == title]
        return str(found["id"])


def choose(page: Page, label: str, name: str) -> None:
    """Choose a person."""
    box = page.get_by_role("dialog").get_by_role("combobox", name=label)
    box.click()
    box.fill(name)
    page.locator(".ant-select-item-option").filter(has_text=name).first.click()
    page.keyboard.press("Escape")
