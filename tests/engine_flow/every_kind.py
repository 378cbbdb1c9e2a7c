"""A flow with every kind of node, assignee and mode, and with settings in many places."""

from typing import Any

from tests.engine_flow.drive import approval, flow_of, node, people, words

_TABLE: dict[str, Any] = {
    "inputs": [{"expression": {"text": "amount"}}],
    "outputs": [{"name": "level"}],
    "rules": [{"inputs": [{"text": "> 100"}], "outputs": [{"text": '"A"'}]}],
    "hit_policy": {"kind": "first"},
}
_EVERYBODY: list[dict[str, Any]] = [
    *people("bob"),
    {"kind": "role", "role": "lawyer", "department": '"legal"'},
    {"kind": "department_head", "up": 1},
    {"kind": "manager_chain", "levels": 2},
    {"kind": "record_field", "field": "keeper"},
    {"kind": "expression", "expression": 'if amount > 1 then "bob" else "cid"'},
    {"kind": "earlier_approver", "node": "fill"},
    {"kind": "chosen"},
    {"kind": "initiator"},
    {"kind": "pool", "role": "cashier"},
]
_LIMIT = {"moment": {"after": '"P1D"', "calendar": "china"}, "do": "transfer", "to": people("eva")}

EVERY_KIND = flow_of(
    [
        node("record_start", "on_record", on="stage_reached", stage="won"),
        node("schedule_start", "nightly", cron="0 3 * * 1-5", zone="Asia/Shanghai"),
        node("webhook_start", "hook", path="orders", variables={"level": "body.level"}),
        node("called_start", "called", takes=["level"], label=words("Called")),
        node("user_task", "fill", assignees=people("ann"), outcomes=[{"name": "ok", "label": words("OK")}]),
        approval(
            "check",
            mode={"kind": "vote", "ratio": "0.6"},
            assignees=_EVERYBODY,
            limits=[_LIMIT],
            fields={"amount": "edit"},
            buttons={"approve": {"en": "Agree", "zh-CN": "同意"}},
        ),
        node("cc", "tell", assignees=people("fay")),
        node("service_task", "mail", effect={"kind": "mail", "arguments": {"to": "initiator"}}, result="level"),
        node("rule_task", "rate", table=_TABLE, result="level"),
        node("assignment", "set", values={"level": '"B"'}),
        node("exclusive_gateway", "which"),
        node("inclusive_gateway", "some_of"),
        node("parallel_gateway", "all_of"),
        node("event_gateway", "race"),
        node("timer", "later", moment={"until": "due", "calendar": "china"}),
        node("message_wait", "paid", message="paid", key="level"),
        node("message_throw", "say", message="done", values={"level": "level"}),
        node("call_activity", "each_line", flow="line_flow", gives={"level": "line.level"}, result="level",
             repeat={"rows": "lines", "row": "line", "until": "completed > 1"}),
        node("boundary_timer", "slow", attached_to="check", interrupting=False, moment={"after": '"PT2H"'}),
        node("boundary_error", "bounced", attached_to="mail", error="bounced"),
        node("boundary_message", "recall", attached_to="fill", message="recall"),
        node("boundary_cancel", "gone", attached_to="each_line"),
        node("error_end", "failed", error="poor"),
        node("terminate_end", "stop", status="rejected"),
    ],
    """
    start > fill > which; on_record > fill; nightly > fill; hook > fill; called > fill;
    which > check if amount > 5; which > tell else;
    check > some_of; some_of > mail if amount > 6; some_of > rate else; mail > set; rate > set; set > race;
    race > later > say; race > paid > say; say > all_of; all_of > each_line; all_of > end; each_line > end;
    tell > end; slow > stop; bounced > failed; recall > stop; gone > stop
    """,
    {"level": "string"},
)  # fmt: skip
