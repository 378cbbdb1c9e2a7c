"""Cases of decision models from outside: files of a model, inputs, and the decision or function that is asked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine_rules import codes, typed_json
from engine_rules.decisions.decider import Decider
from engine_rules.dmn.reader import read_dmn
from engine_rules.targets.python.program import Outcome
from engine_rules.values import Value
from lowcode.kernel.errors import Invalid
from lowcode.services.cases import Answer


@dataclass(frozen=True, slots=True)
class ModelCase:
    """A question to a model."""

    id: str
    files: tuple[str, ...]
    """The files of the model, relative to the root: the one that is asked first, then those it imports."""
    decision: str
    """The decision that is asked, or the output that is wanted of the function."""
    invocable: str | None = None
    """The decision service or knowledge model that is called, if any."""
    inputs: Mapping[str, Value] = field(default_factory=dict)
    """Values by name."""
    imported: Mapping[tuple[str, ...], Value] = field(default_factory=dict)
    """Values of inputs of imported models, by the namespaces on the way to them and the name."""


class ModelFolder:
    """The models below a folder, each read and compiled once."""

    def __init__(self, root: Path) -> None:
        """Take the folder that paths are relative to."""
        self.root = root.resolve()
        self._deciders: dict[tuple[str, ...], Decider] = {}

    def decider(self, files: tuple[str, ...]) -> Decider:
        """Return the decider of a model and its imports. Raises `Invalid` for what is no model, `OSError`."""
        found = self._deciders.get(files)
        if found is None:
            found = self._deciders[files] = Decider([self._model(file) for file in files])
        return found

    def _model(self, file: str) -> Any:
        """Return the model of a file. Raises `Invalid` for one outside of the root and for what is no model."""
        path = (self.root / file).resolve()
        if not path.is_relative_to(self.root):
            msg = f"{file} is outside of the folder of models"
            raise Invalid(msg)
        read = read_dmn(path.read_bytes())
        if read.model is None:
            msg = f"{file}: {'; '.join(found.text() for found in read.diagnostics)}"
            raise Invalid(msg, read.diagnostics)
        return read.model

    def answers(self, lines: Iterable[str]) -> Iterator[Answer]:
        """Iterate over the answers to lines of JSON, one each; empty lines are passed over."""
        for line in lines:
            if line.strip():
                yield self.answer(line)

    def answer(self, line: str) -> Answer:
        """Return the answer to a line of JSON, whatever is wrong with it."""
        case = _read(line)
        if isinstance(case, Answer):
            return case
        try:
            outcome = self._outcome(case)
        except Exception as error:  # noqa: BLE001 - one case never ends the others
            return _refused(case.id, error)
        return Answer(case.id, outcome.value, outcome.warnings)

    def _outcome(self, case: ModelCase) -> Outcome:
        """Return what the model of a case says."""
        decider = self.decider(case.files)
        if case.invocable:
            return decider.invoke(case.invocable, case.inputs, case.decision)
        return decider.decide(case.decision, case.inputs, case.imported)


def _refused(identity: str, error: Exception) -> Answer:
    """Return the answer to a case that cannot be asked."""
    reason = str(error) if isinstance(error, Invalid) else f"{type(error).__name__}: {error}"
    return Answer(identity, None, (codes.BAD_CASE.report(reason=reason),))


def _read(line: str) -> ModelCase | Answer:
    """Return the case of a line of JSON, or the answer that says why it is none."""
    identity = ""
    try:
        raw = json.loads(line)
        identity = str(raw.get("id", ""))
        files = raw["dmn"]
        names = [files] if isinstance(files, str) else [str(file) for file in files]
        inputs = {str(name): typed_json.read(value) for name, value in (raw.get("inputs") or {}).items()}
        imported = dict(_imported(raw.get("ns_inputs") or [], inputs))
        invocable = raw.get("invocable")
        decision = str(raw.get("decision") or invocable or "")
        return ModelCase(identity, tuple(names), decision, str(invocable) if invocable else None, inputs, imported)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return _refused(identity, error)


def _imported(given: Any, inputs: dict[str, Value]) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Iterate over inputs of imported models: `[{"namespace", "name", "value"}]`, or values by namespace and name.

    A list of namespaces leads through several imports; `path`, a list of prefixes and the name, does the same. One
    without a namespace is put among `inputs`.
    """
    if isinstance(given, Mapping):
        for namespace, values in given.items():
            for name, value in values.items():
                yield (str(namespace), str(name)), typed_json.read(value)
        return
    for one in given:
        if "path" in one:
            inputs[".".join(map(str, one["path"]))] = typed_json.read(one.get("value", one))
            continue
        namespace, name = one.get("namespace") or one.get("ns"), str(one["name"])
        value = typed_json.read(one.get("value", one))
        if namespace:
            spaces = namespace if isinstance(namespace, list) else [namespace]
            yield (*map(str, spaces), name), value
        else:
            inputs.setdefault(name, value)
