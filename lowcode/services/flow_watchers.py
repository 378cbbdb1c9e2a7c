"""`watchers`: whose open pages show what a step has changed, so that they are told of it at once."""

from collections.abc import Iterable

from engine_flow.instance import Instance, Task
from lowcode.store.flows import uuids


def watchers(instance: Instance, changed: Iterable[Task]) -> set[str]:
    """Return the accounts that a step concerns: the initiator, whose tasks it changed, and who gave copies of them."""
    people = {instance.initiator}
    for task in changed:
        people.update((task.person, task.principal, *task.candidates))
        giver = instance.tasks.get(task.parent) if task.parent is not None else None
        if giver is not None:
            people.update((giver.person, giver.by))
    return {str(one) for one in uuids(one for one in people if one is not None)}
