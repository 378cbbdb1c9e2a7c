"""Let the flows of an app know that another system has called."""

from typing import Any, ClassVar, Final

from engine_flow.codes import NOT_NOW
from engine_flow.node_kinds.webhook_start import WebhookStart
from lowcode.kernel.errors import Invalid
from lowcode.services.flow_effects import send, typed, value_of
from lowcode.services.flow_steps import NewInstance, Steps
from lowcode.services.flows import Flows
from lowcode.services.job_kind import JobKind, Running
from lowcode.services.message import Message
from lowcode.services.rule_calls import call_rules
from lowcode.store.jobs import HIGH


class HookArguments(Message):
    """What another system said."""

    app: str
    """The app whose address was called."""
    name: str
    """The name of the address."""
    body: Any = None
    """What was said: JSON, or a text."""
    at: str = ""
    """When, as ISO text."""


class HookJob(JobKind[HookArguments]):
    """Begins the flows and sets off the rules that wait for this address, and wakes flows that wait for its message."""

    kind = "hook"
    arguments = HookArguments
    priority: ClassVar[int] = HIGH

    async def run(self, running: Running, arguments: HookArguments) -> dict[str, Any]:
        """Return the runs of flows that began, how many went on, and which rules look at it."""
        flows = Flows(running.tools)

        async def whole(steps: Steps) -> dict[str, Any]:
            app, _ = await flows.app(steps.connection, arguments.app)
            begun = []
            for flow in app.flows.values():
                for node in flow.nodes:
                    if isinstance(node, WebhookStart) and node.path == arguments.name:
                        start = {"node": node.name, "body": typed(arguments.body)}
                        held, step = await steps.start(NewInstance(app, flow, None, None, start))
                        if step.refused is not None and step.refused.code == NOT_NOW.code:
                            # Its condition says that this call is not for it, but perhaps for another flow.
                            continue
                        if step.refused is not None:
                            message = f"the flow {flow.name} does not begin so"
                            raise Invalid(message, [step.refused])
                        begun.append(str(held.id))
            values = {"body": value_of(arguments.body)}
            told = await send(steps, arguments.app, arguments.name, None, values, f"hook/{running.id}")
            rules = await call_rules(running.tools, steps.connection, arguments.app, arguments.name, arguments.body)
            result = {"instances": begun, "told": told, "rules": rules}
            await running.done(steps.connection, result)
            return result

        return await flows.transaction(whole)


HOOK: Final = HookJob()
"""The kind."""
