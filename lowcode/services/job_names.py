"""`job_name`: what people call a kind of job."""

from collections.abc import Mapping
from typing import Final

from lowcode.kernel.names import Label, label

JOB_NAMES: Final[Mapping[str, Label]] = {
    "alert_check": label("Watch metrics", "检查指标预警"),
    "effect": label("Effect", "执行动作"),
    "flow_archive": label("Archive finished flows", "归档已结束的流程"),
    "flow_aside": label("Effect of a flow", "流程的附带动作"),
    "flow_call": label("Call of a flow", "调用流程"),
    "flow_event": label("Event of a flow", "流程事件"),
    "hook": label("Call from another system", "处理外部系统调用"),
    "import_run": label("Import", "导入数据"),
    "ledger_expiry": label("Expire ledger lines", "账簿到期处理"),
    "notice_mails": label("Mail of unread notices", "发送未读通知邮件"),
    "purge": label("Tidy up", "清理数据"),
    "recompute": label("Compute values anew", "重新计算字段"),
    "report_due": label("Look for reports that are due", "检查到期的报表推送"),
    "report_send": label("Send a report", "推送报表"),
    "rule_fire": label("Rule for records", "对记录执行规则"),
    "rule_replay": label("Try a rule on history", "用历史数据试运行规则"),
    "rule_sweep": label("Rules by the clock", "按时间触发规则"),
    "score_run": label("Scores", "计算评分"),
}
"""The names, by kind; a test demands one for each."""

EFFECT_NAMES: Final[Mapping[str, Label]] = {
    "http_call": label("HTTP call", "HTTP 请求"),
    "make_document": label("Document", "生成文档"),
    "robot_message": label("Message to a group", "群机器人消息"),
    "send_mail": label("Mail", "发送邮件"),
    "wait": label("Wait", "等待"),
    "webhook": label("Webhook", "调用 Webhook"),
}
"""The names of the effects that are jobs."""


def job_name(kind: str, effect: object = None) -> Label:
    """Return what a kind of job is called; `effect` is the kind of the effect that it carries out, if it does."""
    found = EFFECT_NAMES.get(str(effect)) if kind == "effect" else None
    return found or JOB_NAMES.get(kind) or label(kind, kind)
