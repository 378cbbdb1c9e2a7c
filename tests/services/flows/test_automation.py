"""What flows do by themselves: starts by records, effects, called flows, messages, timers, incidents."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from lowcode.kernel import clock
from lowcode.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from lowcode.services.connections import NewConnection
from lowcode.services.effect_order import EffectOrder
from lowcode.services.effect_work import Effects
from lowcode.services.flow_admin import FlowAdmin, HandOverRequest, MigrationRequest
from lowcode.services.flow_effects import DEEPEST, send
from lowcode.services.flow_incidents import FlowIncidents, IncidentKey, IncidentsRequest
from lowcode.services.flow_trials import FlowTrials, TrialRequest
from lowcode.services.job_desk import Jobs
from lowcode.services.notifications import Notifications
from lowcode.services.record_writing import NewRecord, RecordChange
from lowcode.services.substitutions import SubstitutionDraft, Substitutions
from lowcode.services.task_lists import Inbox, IncidentQuery
from lowcode.services.task_page import TaskPages
from lowcode.store.jobs import NewJob, enqueue
from tests.services.flows.office import END, START, Office, flow, person
from tests.services.flows.test_approval import consistent


async def instances(office: Office, name: str) -> list[Any]:
    """Return the instances of a flow, the first first."""
    async with office.tools.database.connection() as connection:
        return await connection.fetch("SELECT * FROM flow_instance WHERE flow = $1 ORDER BY id", name)


def service(name: str, kind: str, result: str | None = None, **arguments: str) -> dict[str, Any]:
    """Return a service task."""
    made: dict[str, Any] = {"kind": "service_task", "name": name, "effect": {"kind": kind, "arguments": arguments}}
    return made | ({"result": result} if result else {})


async def change(office: Office, record: UUID, **values: Any) -> None:
    """Change an order as Ann."""
    app = office.tools.record_apps["office"].artefact
    present = await office.tools.records.reading.get(app, office.admin_of_orders, "order", record)
    wanted = RecordChange(version=present.version, values=values)
    await office.tools.records.writing.update(app, office.actors["ann"], "order", record, wanted)


async def test_a_flow_begins_when_a_record_reaches_a_stage_and_changes_it(office: Office) -> None:
    nodes = [
        {"kind": "record_start", "name": "asked", "on": "stage_reached", "stage": "asked", "when": "amount > 10"},
        person("boss", office.id("bob"), policies={"on_reject": "edges"}),
        {"kind": "exclusive_gateway", "name": "agreed"},
        service("agree", "update_records", values='{"stage": "agreed", "note": "by " + initiator}'),
        service("refuse", "update_records", values='{"stage": "refused"}'),
        END,
    ]
    ways = [
        ("asked", "boss"), ("boss", "agreed"), ("agreed", "agree", 'outcome = "approved"'), ("agreed", "refuse", ""),
        ("agree", "end"), ("refuse", "end"),
    ]  # fmt: skip
    await office.publish(flow("special", nodes, ways))
    small = await office.order("ann", title="Pens", amount=5)
    large = await office.order("ann", title="Chairs", amount=500)
    await change(office, small, stage="asked")
    await change(office, large, stage="asked")
    (instance,) = await instances(office, "special")
    assert instance["record_id"] == large
    await office.act("bob", instance["id"], "approve")
    values = await office.values(large)
    assert (values["stage"], values["note"]) == ("agreed", f"by {office.id('ann')}")
    assert await office.status(instance["id"]) == "completed"
    await consistent(office, instance["id"])


async def test_an_effect_that_fails_is_an_incident_that_is_retried_or_skipped(office: Office) -> None:
    nodes = [START, service("change", "update_records", values='{"stage": "nowhere"}'), END]
    await office.publish(flow("broken", nodes, [("start", "change"), ("change", "end")]))
    record = await office.order("ann", title="Chairs")
    instance = await office.start("ann", "broken", record)
    (incident,) = (await Inbox(office.flows).incidents(office.admin)).incidents
    assert (incident.instance, incident.node, incident.code) == (instance, "change", "effect-failed")
    with pytest.raises(Forbidden):
        await office.do("ann", instance, "skip", incident=incident.key)
    await office.do("admin", instance, "retry", incident=incident.key)
    (again,) = (await Inbox(office.flows).incidents(office.admin)).incidents
    assert again.key != incident.key
    assert (await office.do("admin", instance, "skip", incident=again.key)).status == "completed"
    assert not (await Inbox(office.flows).incidents(office.admin)).incidents
    await consistent(office, instance)


async def test_what_is_given_up_of_a_flow_is_an_incident(office: Office) -> None:
    nodes = [
        START,
        {"kind": "timer", "name": "later", "moment": {"after": 'duration("PT0S")'}},
        {**service("change", "update_records", values="{stage: note}"), "on_failure": "refuse"},
        END,
    ]
    await office.publish(flow("lost", nodes, [("start", "later"), ("later", "change"), ("change", "end")]))
    record = await office.order("ann", title="Chairs", note="nowhere")
    instance = await office.start("ann", "lost", record)
    await office.work()
    inbox, pages = Inbox(office.flows), TaskPages(office.flows)
    (incident,) = (await inbox.incidents(office.admin)).incidents
    assert (incident.instance, incident.node, incident.code) == (instance, "later", "flow-event-given-up")
    assert incident.hint is not None
    assert [one.key for one in (await pages.instance(office.admin, instance)).problems] == [incident.key]
    told = (await Notifications(office.tools.database).page(office.admin)).notifications
    assert [(one.content["reason"], one.link) for one in told] == [("incident", "/admin/flows/incidents/office/lost")]
    with pytest.raises(Forbidden):
        await office.do("ann", instance, "retry", incident=incident.key)
    await office.do("admin", instance, "retry", incident=incident.key)
    assert not (await inbox.incidents(office.admin)).incidents
    await office.work()
    (again,) = (await inbox.incidents(office.admin)).incidents
    await change(office, record, note="asked")
    await office.do("admin", instance, "retry", incident=again.key)
    await office.work()
    assert await office.status(instance) == "completed"
    assert (await office.values(record))["stage"] == "asked"
    assert not (await inbox.incidents(office.admin)).incidents
    with pytest.raises(NotFound):
        await office.do("admin", instance, "skip", incident=again.key)
    await consistent(office, instance)


async def test_many_incidents_are_worked_together_and_say_why_in_both_languages(
    office: Office,
) -> None:
    nodes = [START, service("set", "set_stage", stage="note"), END]
    await office.publish(flow("broken", nodes, [("start", "set"), ("set", "end")]))
    records = [await office.order("ann", title=f"Chair {number}", note="nowhere") for number in range(5)]
    with clock.held(clock.now()):
        # All at one instant, as when a system that all flows call is down: pages lose none of them.
        begun = [await office.start("ann", "broken", record) for record in records]
    inbox, admin = Inbox(office.flows), FlowIncidents(office.flows)
    first = await inbox.incidents(office.admin, IncidentQuery(limit=3))
    rest = await inbox.incidents(office.admin, IncidentQuery(limit=3, after=first.next))
    assert (len(first.incidents), len(rest.incidents), rest.next) == (3, 2, None)
    assert {one.instance for one in (*first.incidents, *rest.incidents)} == set(begun)
    assert [(one.flow, one.node, one.count) for one in first.places] == [("broken", "set", 5)]
    assert not (await inbox.incidents(office.admin, IncidentQuery(app="office", flow="other"))).incidents
    notices = (await Notifications(office.tools.database).page(office.admin)).notifications
    assert [one.link for one in notices] == ["/admin/flows/incidents/office/broken"]
    told = first.incidents[0].message
    assert "has no state “nowhere”" in told.en
    assert "没有状态“nowhere”" in told.zh_cn
    keys = tuple(IncidentKey(instance=one.instance, key=one.key) for one in (*first.incidents, *rest.incidents))
    retry = IncidentsRequest(verb="retry", incidents=keys)
    with pytest.raises(Forbidden):
        await admin.resolve(office.actors["ann"], retry)
    vain = await admin.resolve(office.admin, retry)
    assert (vain.done, vain.again, vain.refused) == (5, 5, ())
    late = await admin.resolve(office.admin, retry)
    assert (late.done, {one.instance for one in late.refused}) == (0, set(begun))
    for record in records[:4]:
        await change(office, record, note="asked")
    found = (await inbox.incidents(office.admin)).incidents
    keys = tuple(IncidentKey(instance=one.instance, key=one.key) for one in found)
    helped = await admin.resolve(office.admin, IncidentsRequest(verb="retry", incidents=keys))
    assert (helped.done, helped.again) == (5, 1)
    (last,) = (await inbox.incidents(office.admin)).incidents
    key = IncidentKey(instance=last.instance, key=last.key)
    await admin.resolve(office.admin, IncidentsRequest(verb="skip", incidents=(key,), opinion="by hand"))
    assert [await office.status(one) for one in begun] == ["completed"] * 5
    journal = (await TaskPages(office.flows).instance(office.admin, last.instance)).journal
    assert "by hand" in str([one for one in journal if one.kind == "skip"])
    for one in begun:
        await consistent(office, one)


async def test_what_a_flow_does_not_wait_for_does_not_fail_in_silence(office: Office) -> None:
    told = service("tell", "http_call", url='"http://10.0.0.7/"') | {"wait": False}
    changed = service("change", "set_stage", stage='"asked"', records="[note]") | {"wait": False}
    await office.publish(
        flow("aside", [START, told, changed, END], [("start", "tell"), ("tell", "change"), ("change", "end")])
    )
    app, other = office.tools.record_apps["office"].artefact, await office.order("ann", title="Tables")
    await office.tools.records.removal.trash(app, office.actors["ann"], "order", [other])
    instance = await office.start("ann", "aside", await office.order("ann", title="Chairs", note=str(other)))
    assert await office.status(instance) == "completed"
    await office.work()
    inbox = Inbox(office.flows)
    found = {one.node: one for one in (await inbox.incidents(office.admin)).incidents}
    assert set(found) == {"tell", "change"}
    assert "内部网络" in found["tell"].message.zh_cn
    desk = Jobs(office.tools.database)
    dead = (await desk.page(office.admin, state="dead")).jobs
    assert {(one.about.effect, one.about.flow, one.about.instance) for one in dead} == {
        ("http_call", "aside", instance), ("set_stage", "aside", instance),
    }  # fmt: skip
    await office.tools.records.removal.restore(app, office.actors["ann"], "order", [other])
    await office.do("admin", instance, "retry", incident=found["change"].key)
    await office.do("admin", instance, "skip", incident=found["tell"].key)
    await office.work()
    assert (await office.values(other))["stage"] == "asked"
    assert not (await inbox.incidents(office.admin)).incidents
    assert not (await desk.page(office.admin, state="dead")).jobs


async def test_administrators_hear_of_jobs_that_are_given_up_and_have_them_tried_again(office: Office) -> None:
    mail = {"to": '"a@example.com"', "subject": '"x"', "text": '"y"'}
    orders = [
        EffectOrder(key=f"mail/{number}", kind="send_mail", arguments=mail, app="office", record_id=uuid4())
        for number in range(3)
    ]
    async with office.tools.database.transaction() as connection:
        for order in orders:
            assert (await Effects(office.tools).carry_out(connection, order)).state == "queued"
    await office.work()
    desk, notices = Jobs(office.tools.database), Notifications(office.tools.database)
    dead = await desk.page(office.admin, state="dead", kind="effect")
    assert [(one.label.en, one.about.record) for one in dead.jobs] == [
        ("Mail", one.record_id) for one in reversed(orders)
    ]  # fmt: skip
    # One notice stands for all until it is read: a server that is down fills no list.
    (told,) = [one for one in (await notices.page(office.admin)).notifications if "job" in one.content]
    assert told.content["title"]["zh-CN"] == "后台任务已放弃：发送邮件"
    assert (await desk.bench(office.admin)).counts["effect"]["dead"] == 3
    with pytest.raises(Forbidden):
        await desk.revive_all(office.actors["ann"])
    assert (await desk.revive_all(office.admin, "effect")).count == 3
    assert not (await desk.page(office.admin, state="dead")).jobs


async def test_s62_a_connection_that_a_flow_needs_is_not_removed_unless_it_is_wanted_anyway(office: Office) -> None:
    tell = service("tell", "webhook", connection='"erp"', event='"x"')
    await office.publish(flow("report", [START, tell, END], [("start", "tell"), ("tell", "end")]))
    connections = office.tools.workspace.connections
    for name in ("erp", "erp2"):
        await connections.put(office.admin, name, NewConnection(kind="webhook", url="https://example.com/"))
    with pytest.raises(Forbidden):
        await connections.uses(office.actors["ann"], "erp")
    (use,) = await connections.uses(office.admin, "erp")
    assert (use.app, use.part, use.name) == ("office", "flows", "report")
    with pytest.raises(Conflict) as refused:
        await connections.drop(office.admin, "erp")
    assert "office.report" in refused.value.diagnostics[0].text("zh-CN")
    await connections.drop(office.admin, "erp2")
    await connections.drop(office.admin, "erp", anyway=True)
    assert not await connections.page(office.admin)


async def test_a_trial_draws_from_what_people_have_really_done(office: Office) -> None:
    await office.publish(
        flow("agree", [START, person("boss", office.id("bob")), END], [("start", "boss"), ("boss", "end")])
    )
    trials = FlowTrials(office.flows, office.tools.workspace.bundles)
    for _ in range(3):
        instance = await office.start("ann", "agree", await office.order("ann", title="Chairs"))
        with clock.held(clock.now() + timedelta(hours=3)):
            await office.act("bob", instance, "reject")
    found = await trials.trial(office.admin, "office", "agree", TrialRequest(history=True, instances=20))
    assert (found.learnt, found.statuses) == (3, {"rejected": 20})
    (boss,) = [one for one in found.nodes if one.node == "boss"]
    assert boss.half is not None
    assert 3 * 3600 <= boss.half < 3 * 3600 + 60
    usual = await trials.trial(office.admin, "office", "agree", TrialRequest(rejects=0, returns=0, instances=20))
    assert (usual.learnt, usual.statuses) == (0, {"completed": 20})


async def test_a_called_flow_ends_and_its_caller_goes_on(office: Office) -> None:
    call = {
        "kind": "call_activity",
        "name": "call",
        "flow": "inner",
        "gives": {"price": "amount * 2"},
        "result": "came",
    }
    outer = flow(
        "outer", [START, call, person("last", office.id("cid")), END],
        [("start", "call"), ("call", "last"), ("last", "end")], variables=[{"name": "came"}],
    )  # fmt: skip
    inner = flow(
        "inner",
        [{"kind": "called_start", "name": "begin", "takes": ["price"]}, person("check", office.id("bob")), END],
        [("begin", "check"), ("check", "end")], variables=[{"name": "price", "type": "number"}],
    )  # fmt: skip
    await office.publish(outer, inner)
    instance = await office.start("ann", "outer", await office.order("ann", title="Chairs", amount=21))
    (child,) = await instances(office, "inner")
    assert child["caller"] == instance
    assert child["document"]["variables"]["price"]["v"] == "42"
    await office.act("bob", child["id"], "approve")
    assert not await office.tasks(instance)
    assert await office.work() == 1
    assert (await office.act("cid", instance, "approve")).status == "completed"
    other = await office.start("ann", "outer", await office.order("ann", title="Tables", amount=1))
    child = (await instances(office, "inner"))[1]
    await office.do("admin", other, "terminate")
    await office.work()
    assert await office.status(child["id"]) == "terminated"


async def test_flows_that_call_each_other_without_waiting_end_in_an_incident(office: Office) -> None:
    def one(name: str, other: str) -> Mapping[str, Any]:
        call = {"kind": "call_activity", "name": "call", "flow": other, "wait": False}
        begin = START if name == "ping" else {"kind": "called_start", "name": "start"}
        return flow(name, [begin, call, END], [("start", "call"), ("call", "end")], form=None)

    await office.publish(one("ping", "pong"), one("pong", "ping"))
    await office.start("ann", "ping")
    await office.work()
    begun = [*await instances(office, "ping"), *await instances(office, "pong")]
    assert sorted(each["depth"] for each in begun) == list(range(DEEPEST + 1))
    assert {each["status"] for each in begun} == {"completed"}
    (incident,) = (await Inbox(office.flows).incidents(office.admin)).incidents
    assert (incident.node, str(DEEPEST) in incident.message.en) == ("call", True)
    await office.do("admin", incident.instance, "skip", incident=incident.key)


async def test_what_a_called_flow_refuses_is_refused_with_the_decision_that_led_to_it(office: Office) -> None:
    call = {"kind": "call_activity", "name": "call", "flow": "inner"}
    refusing = {**service("change", "update_records", values="{stage: note}"), "on_failure": "refuse"}
    outer = flow(
        "outer", [START, person("boss", office.id("bob")), call, END],
        [("start", "boss"), ("boss", "call"), ("call", "end")],
    )  # fmt: skip
    inner = flow(
        "inner", [{"kind": "called_start", "name": "begin"}, refusing, END], [("begin", "change"), ("change", "end")]
    )
    await office.publish(outer, inner)
    record = await office.order("ann", title="Chairs", note="nowhere")
    instance = await office.start("ann", "outer", record)
    with pytest.raises(Invalid):
        await office.act("bob", instance, "approve")
    assert await instances(office, "inner") == []
    assert len(await office.tasks(instance)) == 1
    await change(office, record, note="asked")
    await office.act("bob", instance, "approve")
    await office.work()
    assert await office.status(instance) == "completed"
    await consistent(office, instance)


async def test_messages_and_timers_carry_on(office: Office) -> None:
    nodes = [
        START,
        {"kind": "message_wait", "name": "paid", "message": "payment", "key": "title"},
        {"kind": "timer", "name": "later", "moment": {"after": 'duration("PT2H")'}},
        END,
    ]
    await office.publish(flow("waiting", nodes, [("start", "paid"), ("paid", "later"), ("later", "end")]))
    instance = await office.start("ann", "waiting", await office.order("ann", title="A-1"))
    other = await office.start("ann", "waiting", await office.order("ann", title="A-2"))
    async with office.tools.database.transaction() as connection:
        steps = office.flows.steps(connection)
        assert await send(steps, "office", "payment", "A-1", {}) == 1
        assert await send(steps, "office", "payment", "A-9", {}) == 0
    assert await office.work() == 1
    async with office.tools.database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM flow_timer WHERE instance_id = $1", instance) == 1
    with clock.held(clock.now() + timedelta(hours=3)):
        await office.work()
    assert await office.status(instance) == "completed"
    assert await office.status(other) == "running"
    await consistent(office, instance)


async def test_a_substitute_is_asked_and_a_leaver_hands_over(office: Office) -> None:
    nodes = [START, person("first", office.id("bob")), END]
    later = [START, person("first", office.id("ann")), person("last", assignees=[{"kind": "chosen"}]), END]
    await office.publish(
        flow("approval", nodes, [("start", "first"), ("first", "end")]),
        flow("chosen", later, [("start", "first"), ("first", "last"), ("last", "end")], form=None),
    )
    chosen = await office.start("ann", "chosen", next={"last": (office.id("bob"),)})
    before = await office.start("ann", "approval", await office.order("ann", title="before"))
    arrangements = Substitutions(office.tools.database)
    bob, cid, dan = (office.actors[name].account for name in ("bob", "cid", "dan"))
    with pytest.raises(Forbidden):
        await arrangements.add(office.actors["cid"], SubstitutionDraft(person=bob, substitute=cid))
    ended = clock.now() - timedelta(days=1)
    await arrangements.add(office.actors["bob"], SubstitutionDraft(person=bob, substitute=dan, ends=ended))
    await arrangements.add(
        office.actors["bob"], SubstitutionDraft(person=bob, substitute=cid, flows=("office.approval",))
    )
    after = await office.start("ann", "approval", await office.order("ann", title="after"))
    (task,) = await office.tasks(after)
    assert (task["account_id"], task["principal_id"]) == (cid, bob)
    for nobody in (bob, uuid4()):
        with pytest.raises(Invalid, match="nobody takes over"):
            await FlowAdmin(office.flows).hand_over(office.admin, HandOverRequest(person=bob, to=nobody))
    report = await FlowAdmin(office.flows).hand_over(office.admin, HandOverRequest(person=bob, to=dan))
    assert not report.refused
    assert report.instances == 3
    (task,) = await office.tasks(before)
    assert task["account_id"] == dan
    (task,) = await office.tasks(after)
    assert (task["account_id"], task["principal_id"]) == (cid, dan)
    await office.act("ann", chosen, "approve")
    (task,) = await office.tasks(chosen)
    assert task["account_id"] == dan


async def test_instances_move_to_another_version(office: Office) -> None:
    first = person("first", office.id("bob"))
    await office.publish(flow("approval", [START, first, END], [("start", "first"), ("first", "end")]))
    source = office.tools.record_apps["office"].number
    moving = await office.start("ann", "approval", await office.order("ann", title="moving"))
    renamed = [START, person("checked", office.id("bob")), person("second", office.id("cid")), END]
    await office.publish(flow("approval", renamed, [("start", "checked"), ("checked", "second"), ("second", "end")]))
    target = office.tools.record_apps["office"].number
    admin = FlowAdmin(office.flows)
    asked = MigrationRequest(source=source, target=target)
    stuck = await admin.migrate(office.admin, "office", "approval", asked)
    assert (stuck.moved, stuck.stuck) == (0, 1)
    assert stuck.outcomes[0].report[0].code == "migration-node-gone"
    (why,) = stuck.reasons
    assert (why.count, why.instance, "first (first)" in why.report.message.zh_cn) == (1, moving, True)
    waiting = await admin.board(office.admin, "office", "approval")
    # The step is gone from the flow, and is still called as the instances know it that wait there.
    assert [(one.node, one.label and one.label.en) for one in waiting.nodes] == [("first", "first")]
    mapped = MigrationRequest.model_validate(
        {"source": source, "target": target, "mapped": {"nodes": {"first": "checked"}}, "dry": False}
    )
    assert (await admin.migrate(office.admin, "office", "approval", mapped)).moved == 1
    more = [await office.start("ann", "approval", await office.order("ann", title=f"{number}")) for number in range(3)]
    there = MigrationRequest(source=target, target=target, limit=2)
    some = await admin.migrate(office.admin, "office", "approval", there)
    assert (some.moved + some.stuck, some.next) == (2, more[0])
    rest = await admin.migrate(office.admin, "office", "approval", there.model_copy(update={"after": some.next}))
    assert (rest.moved + rest.stuck, rest.next) == (2, None)
    for one in more:
        await office.do("admin", one, "terminate")
    await office.act("bob", moving, "approve")
    assert (await office.act("cid", moving, "approve")).status == "completed"
    board = await admin.board(office.admin, "office", "approval")
    assert {one.node: one.count for one in board.nodes} == {"checked": 1, "second": 1}
    assert [(one.status, one.count) for one in board.statuses] == [("completed", 1), ("terminated", 3)]


async def test_a_running_instance_stays_on_its_version(office: Office) -> None:
    nodes = [START, person("first", office.id("bob")), END]
    await office.publish(flow("approval", nodes, [("start", "first"), ("first", "end")]))
    instance = await office.start("ann", "approval", await office.order("ann", title="old"))
    await office.publish()
    assert (await office.act("bob", instance, "approve")).status == "completed"


async def test_people_of_roles_and_departments_are_noticed_at_once(office: Office) -> None:
    role = {"kind": "role", "role": "boss"}
    nodes = [START, person("first") | {"assignees": [role]}, END]
    await office.publish(flow("approval", nodes, [("start", "first"), ("first", "end")]))
    nobody = await office.start("ann", "approval", await office.order("ann", title="nobody"))
    assert [one["account_id"] for one in await office.tasks(nobody)] == [office.admin.account]
    await office.grant("eve", "office.boss")
    found = await office.start("ann", "approval", await office.order("ann", title="eve"))
    assert [one["account_id"] for one in await office.tasks(found)] == [office.actors["eve"].account]


async def test_a_decision_of_the_app_chooses_the_way(office: Office) -> None:
    rule = {"kind": "rule_task", "name": "rule", "decision": "level", "inputs": {"sum": "amount"}, "result": "who"}
    cells = [("< 100", '"small"'), (">= 100", '"large"')]
    decision = {
        "name": "level",
        "label": {"en": "Level", "zh-CN": "级别"},
        "inputs": {"sum": "number"},
        "table": {
            "hit_policy": {"kind": "unique"},
            "inputs": [{"expression": {"text": "sum"}}],
            "outputs": [{"name": None}],
            "rules": [{"inputs": [{"text": one}], "outputs": [{"text": two}]} for one, two in cells],
        },
    }
    nodes = [START, rule, {"kind": "exclusive_gateway", "name": "way"}, person("boss", office.id("bob")), END]
    ways = [("start", "rule"), ("rule", "way"), ("way", "boss", 'who = "large"'), ("way", "end", ""), ("boss", "end")]
    await office.publish(
        flow("level", nodes, ways, variables=[{"name": "who", "type": "string"}]), decisions={"level": decision}
    )
    small = await office.start("ann", "level", await office.order("ann", title="s", amount=5))
    large = await office.start("ann", "level", await office.order("ann", title="l", amount=500))
    assert (await office.status(small), await office.status(large)) == ("completed", "running")


async def test_a_change_that_is_refused_begins_nothing(office: Office) -> None:
    nodes = [{"kind": "record_start", "name": "made", "on": "created"}, person("first", office.id("bob")), END]
    await office.publish(flow("created", nodes, [("made", "first"), ("first", "end")]))
    app = office.tools.record_apps["office"].artefact
    bad = NewRecord(values={"title": "x", "buyer": str(uuid4()), "stage": "nowhere"})
    with pytest.raises(Exception, match="not accepted"):
        await office.tools.records.writing.create(app, office.actors["ann"], "order", bad)
    assert not await instances(office, "created")
    await office.order("ann", title="good")
    (made,) = await instances(office, "created")
    assert str(made["initiator"]) == office.id("ann")


async def test_flows_begin_by_the_clock_and_by_calls_of_other_systems(office: Office) -> None:
    nightly = [{"kind": "schedule_start", "name": "night", "cron": "0 2 * * *", "zone": "Asia/Shanghai"}, END]
    hooked = [
        {"kind": "webhook_start", "name": "call", "path": "paid", "variables": {"sum": "body.amount"}, "when": "true"},
        END,
    ]
    await office.publish(
        flow("nightly", nightly, [("night", "end")], form=None),
        flow("hooked", hooked, [("call", "end")], form=None, variables=[{"name": "sum", "type": "number"}]),
        flow("large", [{**hooked[0], "when": "body.amount > 100", "variables": {}}, END], [("call", "end")], form=None),
    )
    async with office.tools.database.connection() as connection:
        row = await connection.fetchrow("SELECT * FROM schedule WHERE app = 'office'")
        assert row is not None
        assert (row["name"], row["cron"], row["zone"]) == ("nightly.night", "0 2 * * *", "Asia/Shanghai")
        await enqueue(connection, NewJob(row["kind"], row["arguments"]))
        await enqueue(connection, NewJob("hook", {"app": "office", "name": "paid", "body": {"amount": 12.5}}))
    await office.work()
    (night,) = await instances(office, "nightly")
    (call,) = await instances(office, "hooked")
    assert (night["status"], call["status"]) == ("completed", "completed")
    assert call["document"]["variables"]["sum"]["v"] == "12.5"
    assert await instances(office, "large") == []
    async with office.tools.database.transaction() as connection:
        await enqueue(connection, NewJob("hook", {"app": "office", "name": "paid", "body": {"amount": 120}}))
    await office.work()
    (large,) = await instances(office, "large")
    assert large["status"] == "completed"
    await office.publish()
    async with office.tools.database.connection() as connection:
        assert not await connection.fetchval("SELECT count(*) FROM schedule WHERE app = 'office'")
