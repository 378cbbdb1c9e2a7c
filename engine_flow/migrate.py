"""`migrate`: a running instance goes on in another version of its flow, or a report says why it cannot."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from msgspec.structs import replace
from pydantic import Field

from engine_flow.flow import Flow
from engine_flow.instance import Call, Entry, Instance, Task, Timer, Token, Visit, Wait
from engine_flow.node import Node
from engine_flow.people_node import PeopleNode
from lowcode.kernel.diagnostics import Code, Diagnostic
from lowcode.kernel.names import Label, Name, label
from lowcode.kernel.spec import Spec

GONE: Final = Code(
    "migration-node-gone",
    label(
        "The instance stands at `{node}`, which the new version does not have.",
        "实例停在 `{node}`，而新版本没有该节点。",
    ),
    label("Say which node takes its place.", "请指定由哪个节点代替。"),
)
OTHER_KIND: Final = Code(
    "migration-other-kind",
    label("`{node}` is {found}, but `{target}` is {wanted}.", "`{node}` 的种类是 {found}，而 `{target}` 是 {wanted}。"),
    label("Choose a node of the same kind, or let an administrator jump first.", "请选择同类节点，或先由管理员跳转。"),
)
LIMIT_GONE: Final = Code(
    "migration-limit-gone",
    label(
        "A time limit of `{node}` is running, which `{target}` does not have.",
        "`{node}` 正在计时的时限在 `{target}` 中不存在。",
    ),
    label("Add the limit to the node, or wait until it has passed.", "请在节点中添加该时限，或等待其结束。"),
)
JOIN_CHANGED: Final = Code(
    "migration-join-changed",
    label("A token waits at `{node}` for edges that have changed.", "有令牌在 `{node}` 等待，而其入口连线已改变。"),
    label("Keep the edge `{edge}`, or wait until the join has completed.", "请保留连线 `{edge}`，或等待汇聚完成。"),
)
WRONG_FLOW: Final = Code(
    "migration-of-another-flow",
    label("The instance runs `{flow}` in version {version}.", "实例运行的是 `{flow}` 的版本 {version}。"),
    label("Migrate from that version.", "请从该版本迁移。"),
)
ENDED: Final = Code(
    "migration-of-ended",
    label("The instance has ended.", "实例已经结束。"),
    label("Leave it out.", "请排除它。"),
)
DROPPED: Final = Code(
    "migration-variable-dropped",
    label(
        "The variable `{name}` is not known any more; its value is dropped.", "变量 `{name}` 已不存在，其值将被丢弃。"
    ),
    label("Declare it in the new version to keep it.", "如需保留，请在新版本中声明。"),
    "warning",
)


class Mapped(Spec):
    """Which nodes and edges of the new version take the place of old ones; what is not named keeps its name."""

    nodes: Mapping[Name, Name] = Field(default_factory=dict)
    """New nodes by old ones."""
    edges: Mapping[Name, Name] = Field(default_factory=dict)
    """New edges by old ones."""


@dataclass(frozen=True, slots=True)
class Migration:
    """What comes of a migration: the instance in the new version, or why it cannot move."""

    instance: Instance | None
    report: tuple[Diagnostic, ...] = ()


def migrate(instance: Instance, old: Flow, new: Flow, at: datetime, mapped: Mapped | None = None) -> Migration:
    """Return an instance in another version of its flow, with the diagnostics of what cannot move or is dropped.

    Nothing is run: whoever is asked stays asked. Visits that lie behind keep the names of the nodes they were made at
    when the new version has none for them, so that nobody is sent back there.
    """
    if (instance.flow, instance.version) != (old.name, old.version):
        return Migration(None, (WRONG_FLOW.report(flow=instance.flow, version=instance.version),))
    if instance.over:
        return Migration(None, (ENDED.report(),))
    mapping = mapped or Mapped()
    report = tuple(_obstacles(instance, old, new, mapping))
    if any(each.severity == "error" for each in report):
        return Migration(None, report)
    return Migration(_moved(instance, new, at, mapping), report)


def _obstacles(instance: Instance, old: Flow, new: Flow, mapping: Mapped) -> Iterator[Diagnostic]:
    """Iterate over what cannot move."""
    timers = [*instance.timers.values(), *instance.paused.values()]
    stands = dict.fromkeys(
        [token.node for token in instance.tokens.values()]
        + [instance.visits[visit].node for token in instance.tokens.values() for visit in token.back]
        + [timer.node for timer in timers]
        + [wait.node for wait in instance.waits.values()]
    )
    for name in stands:
        yield from _other(old.plan.nodes[name], new, mapping)
    for token in instance.tokens.values():
        edge = mapping.edges.get(token.edge, token.edge) if token.edge is not None else None
        arrives = {each.name for each in new.plan.incoming.get(mapping.nodes.get(token.node, token.node), ())}
        if token.waits == "join" and edge not in arrives:
            yield JOIN_CHANGED.report(
                None, f"/tokens/{token.id}", node=_called(old.plan.nodes[token.node]), edge=token.edge
            )
    for timer in timers:
        target = new.plan.nodes.get(mapping.nodes.get(timer.node, timer.node))
        limits = len(target.policies.limits) if isinstance(target, PeopleNode) else 0
        if timer.limit is not None and timer.limit >= limits and target is not None:
            named = {"node": _called(old.plan.nodes[timer.node]), "target": _called(target)}
            yield LIMIT_GONE.report(None, f"/timers/{timer.id}", **named)
    for name in instance.variables:
        if name not in new.types:
            yield DROPPED.report(None, f"/variables/{name}", name=name)


def _other(node: Node, new: Flow, mapping: Mapped) -> Iterator[Diagnostic]:
    """Report a node that has no counterpart, or one of another kind."""
    name = mapping.nodes.get(node.name, node.name)
    target = new.plan.nodes.get(name)
    path = f"/nodes/{node.name}"
    if target is None:
        yield GONE.report(None, path, node=_called(node))
    elif type(target) is not type(node):
        kinds = {"found": getattr(node, "kind", ""), "wanted": getattr(target, "kind", "")}
        yield OTHER_KIND.report(None, path, node=_called(node), target=_called(target), **kinds)


def _called(node: Node) -> Label:
    """Return what people call a node, with its name, which its label may share with others."""
    if node.label is None:
        return label(node.name, node.name)
    return label(f"{node.label.en} ({node.name})", f"{node.label.zh_cn} ({node.name})")


def _moved(instance: Instance, new: Flow, at: datetime, mapping: Mapped) -> Instance:
    """Return the instance with the names of the new version, and a line in its journal."""

    def node(name: str) -> str:
        return mapping.nodes.get(name, name)

    def edge(name: str | None) -> str | None:
        return None if name is None else mapping.edges.get(name, name)

    tokens: dict[str, Token] = {
        key: replace(each, node=node(each.node), edge=edge(each.edge)) for key, each in instance.tokens.items()
    }
    tasks: dict[str, Task] = {key: replace(each, node=node(each.node)) for key, each in instance.tasks.items()}
    timers: dict[str, Timer] = {key: replace(each, node=node(each.node)) for key, each in instance.timers.items()}
    paused: dict[str, Timer] = {key: replace(each, node=node(each.node)) for key, each in instance.paused.items()}
    incidents = {key: replace(each, node=node(each.node)) for key, each in instance.incidents.items()}
    waits: dict[str, Wait] = {key: replace(each, node=node(each.node)) for key, each in instance.waits.items()}
    calls: dict[str, Call] = dict(instance.calls)
    visits = tuple(Visit(node(each.node), each.previous) for each in instance.visits)
    fresh = {name: None for name in new.types if name not in instance.variables}
    kept = {name: value for name, value in instance.variables.items() if name in new.types}
    line = Entry(instance.lines + 1, at, "migrated", detail={"from": instance.version, "to": new.version})
    return replace(
        instance,
        flow=new.name,
        version=new.version,
        variables={**kept, **fresh},
        tokens=tokens,
        visits=visits,
        tasks=tasks,
        timers=timers,
        paused=paused,
        waits=waits,
        calls=calls,
        incidents=incidents,
        chosen={node(name): people for name, people in instance.chosen.items()},
        journal=(*instance.journal, line),
        lines=instance.lines + 1,
    )
