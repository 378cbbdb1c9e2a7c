"""SpiffWorkflow with everything persisted: `python _spiff_runs.py URL COUNT` prints two rates in instances a second.

It runs outside of the product, in an environment of its own that the bench makes: SpiffWorkflow is under the LGPL. The
process is that of the bench; after every step its whole state is written by one statement. That is less than the
product writes, whose tasks, journal and notices stand in tables of their own; and the state is kept as plain text of
JSON, which is the cheapest, and keeps the order of keys that it needs to be read again.

The first rate is of reading the state from its row before every task, as an application has to that serves people who
come back later, from several processes. The second is of never reading it: one process keeps all instances in mind.
"""

import asyncio
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import asyncpg
from SpiffWorkflow import TaskState  # type: ignore[import-not-found, unused-ignore]
from SpiffWorkflow.bpmn.parser import BpmnParser  # type: ignore[import-not-found, unused-ignore]
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # type: ignore[import-not-found, unused-ignore]
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # type: ignore[import-not-found, unused-ignore]

_CLIENTS: Final = 8
_NODES: Final = (
    ("startEvent", "start", ""), ("manualTask", "fill", ""), ("exclusiveGateway", "large", 'default="f4"'),
    ("manualTask", "boss", ""), ("exclusiveGateway", "both", ""), ("parallelGateway", "split", ""),
    ("scriptTask", "number", "x = amount + 1"), ("scriptTask", "rate", "y = amount * 2"),
    ("parallelGateway", "join", ""), ("exclusiveGateway", "dear", 'default="f13"'), ("manualTask", "money", ""),
    ("endEvent", "end", ""),
)  # fmt: skip
_FLOWS: Final = (
    ("start", "fill", ""), ("fill", "large", ""), ("large", "boss", "amount > 1000"), ("large", "both", ""),
    ("boss", "both", ""), ("both", "split", ""), ("split", "number", ""), ("split", "rate", ""),
    ("number", "join", ""), ("rate", "join", ""), ("join", "dear", ""), ("dear", "money", "amount > 10"),
    ("dear", "end", ""), ("money", "end", ""),
)  # fmt: skip
_SAVE: Final = """
    INSERT INTO spiff.instance (id, document, updated_at) VALUES ($1, CAST($2 AS text)::json, now())
    ON CONFLICT (id) DO UPDATE SET document = excluded.document, updated_at = now()
"""

_LOAD: Final = "SELECT CAST(document AS text) FROM spiff.instance WHERE id = $1"


def _elements() -> Iterator[str]:
    """Iterate over the elements of the process."""
    for kind, name, more in _NODES:
        ways = [f"<bpmn:incoming>f{at + 1}</bpmn:incoming>" for at, way in enumerate(_FLOWS) if way[1] == name]
        ways += [f"<bpmn:outgoing>f{at + 1}</bpmn:outgoing>" for at, way in enumerate(_FLOWS) if way[0] == name]
        script = f"<bpmn:script>{more}</bpmn:script>" if kind == "scriptTask" else ""
        default = more if kind == "exclusiveGateway" else ""
        yield f'<bpmn:{kind} id="{name}" name="{name}" {default}>{"".join(ways)}{script}</bpmn:{kind}>'
    for at, (source, target, condition) in enumerate(_FLOWS):
        text = condition.replace(">", "&gt;")
        inner = f"<bpmn:conditionExpression>{text}</bpmn:conditionExpression>" if condition else ""
        ends = f'sourceRef="{source}" targetRef="{target}"'
        yield f'<bpmn:sequenceFlow id="f{at + 1}" {ends}>{inner}</bpmn:sequenceFlow>'


def _spec() -> Any:
    """Return the process as SpiffWorkflow reads it."""
    name = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    inner = "".join(_elements())
    text = f'<bpmn:definitions xmlns:bpmn="{name}"><bpmn:process id="p" isExecutable="true">{inner}</bpmn:process>'
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "p.bpmn")
        path.write_text(f"{text}</bpmn:definitions>", "utf-8")
        parser = BpmnParser()
        parser.add_bpmn_file(str(path))
        return parser.get_spec("p")


async def _run(connection: Any, spec: Any, serializer: Any, *, reads: bool) -> None:
    """Work one instance from its start to its end, write it after each step, and read it before if it is to be."""
    key = uuid.uuid4()
    workflow = BpmnWorkflow(spec)
    workflow.task_tree.data["amount"] = 5000
    workflow.do_engine_steps()
    await connection.execute(_SAVE, key, serializer.serialize_json(workflow))
    for _ in range(3):
        if reads:
            workflow = serializer.deserialize_json(await connection.fetchval(_LOAD, key))
        [task] = workflow.get_tasks(state=TaskState.READY, manual=True)
        task.run()
        workflow.do_engine_steps()
        await connection.execute(_SAVE, key, serializer.serialize_json(workflow))
    if not workflow.is_completed():
        raise AssertionError(workflow)


async def _rate(connections: list[Any], count: int, *, reads: bool) -> float:
    """Return how many instances a second some clients work at once."""
    spec, serializer = _spec(), BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    await _run(connections[0], spec, serializer, reads=reads)
    left = iter(range(count))

    async def client(connection: Any) -> None:
        for _ in left:
            await _run(connection, spec, serializer, reads=reads)

    started = time.perf_counter()
    await asyncio.gather(*map(client, connections))
    return count / (time.perf_counter() - started)


async def main(url: str, count: int) -> list[float]:
    """Return the rates with and without reading the state before each step."""
    connections = [await asyncpg.connect(url) for _ in range(_CLIENTS)]
    await connections[0].execute(
        "CREATE SCHEMA spiff; CREATE TABLE spiff.instance (id uuid PRIMARY KEY, document json, updated_at timestamptz)"
    )
    return [await _rate(connections, count, reads=reads) for reads in (True, False)]


if __name__ == "__main__":
    print(*asyncio.run(main(sys.argv[1], int(sys.argv[2]))))
