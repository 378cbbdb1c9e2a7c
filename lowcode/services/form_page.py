"""`form_page`: a form as pages work with it: fields, dictionaries, and expressions that run in the browser."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import pydantic

from engine_forms.dictionary import Dictionary
from engine_forms.field import AnyField, Field, Use
from engine_forms.field_types.dictionary import DictionaryField
from engine_forms.form import Form
from engine_forms.plan import Step
from engine_forms.submission import FormLogic
from engine_rules.expression import Expression, expression
from engine_rules.scope import Scope
from engine_rules.targets.browser import browser_program
from lowcode.bundle.action import Action
from lowcode.kernel.names import Label, Name, Ref
from lowcode.services.message import Message


class PageProgram(Message):
    """An expression as the browser runs it."""

    tree: Any = None
    """What runs."""
    here: bool = True
    """Whether it runs; where it does not, only the server can compute the value."""
    reads: tuple[tuple[str, ...], ...] = ()
    """The paths that it reads, from the names that it may use."""


class PageStep(Message):
    """A value that is computed, in the record or in each row of a sub-table."""

    node: tuple[str, ...]
    """The field, or the sub-table and the field of its rows."""
    kind: Literal["computed", "default", "fill"]
    """Always; in new records without input; when a reference was chosen."""
    program: PageProgram
    """What it is computed from."""
    trigger: Name | None = None
    """The reference whose choice makes it."""


class PageRows(Message):
    """The rows of a sub-table."""

    fields: tuple[AnyField, ...]
    """Their fields, as they are written."""
    shapes: dict[str, AnyField] = pydantic.Field(default={})
    """The fields that say how derived ones are shown."""
    form: Ref | None = None
    """The form whose records they are; None for rows of their own."""
    reference: Name | None = None
    """The field of that form that leads back to the record."""


class PageRelation(Message):
    """The records of another form that refer to a record."""

    form: Ref
    """The form."""
    reference: Name
    """The field that refers to the record."""
    label: Label
    """What people read."""


class PageAction(Message):
    """What is asked before the button of an action does it."""

    label: Label
    """What people read."""
    confirm: Label | None = None
    """The question."""
    inputs: tuple[Name, ...] = ()
    """The fields that are asked for."""


class FormPage(Message):
    """A form with all that a page needs to fill in a record."""

    app: Name
    """The app."""
    form: Form
    """The form."""
    shapes: dict[str, AnyField] = pydantic.Field(default={})
    """The fields that say how derived ones, such as formulas, are shown."""
    rows: dict[str, PageRows] = pydantic.Field(default={})
    """The rows of each sub-table."""
    relations: dict[str, PageRelation] = pydantic.Field(default={})
    """The records that refer to one, by what they are called."""
    dictionaries: dict[str, Dictionary] = pydantic.Field(default={})
    """The dictionaries that fields choose from."""
    steps: tuple[PageStep, ...] = ()
    """What is computed, in the order of what it reads."""
    user: Any = None
    """Who works with it, as expressions see a person, with the types of the values."""
    hidden: tuple[str, ...] = ()
    """The fields that the reader may not see at all."""
    programs: dict[str, PageProgram] = pydantic.Field(default={})
    """Every condition by its place: `/fields/NAME/visible`, `/rows/SUBTABLE/NAME/required`, `/layout/0/visible`."""
    actions: dict[str, PageAction] = pydantic.Field(default={})
    """The actions of the form; a button that names none of them begins a flow."""


def form_page(app: str, logic: FormLogic, actions: Iterable[Action] = ()) -> FormPage:
    """Return the page of a form of an app with these actions."""
    plan = logic.plan
    rows = {
        name: PageRows(
            fields=one.fields,
            shapes=_derived(one.fields, logic.row_shapes[name]),
            form=one.form,
            reference=one.reference,
        )
        for name, one in plan.rows.items()
    }
    return FormPage(
        app=app,
        form=logic.form,
        shapes=_derived(logic.form.fields, logic.shapes),
        rows=rows,
        relations={
            reference.inverse or "": PageRelation(
                form=other.name, reference=reference.name, label=reference.inverse_label or other.label
            )
            for other, reference in logic.forms.inverses(logic.form.name)
        },
        dictionaries=_dictionaries(logic),
        steps=tuple(_step(one) for one in plan.steps),
        programs=dict(_programs(logic)),
        actions={
            one.name: PageAction(label=one.label, confirm=one.confirm, inputs=one.inputs)
            for one in actions
            if one.form == logic.form.name
        },
    )


def _derived(fields: Iterable[Field], shapes: dict[str, Field]) -> dict[str, Field]:
    """Return the shapes of the fields that have another shape than themselves."""
    return {one.name: shapes[one.name] for one in fields if shapes[one.name] is not one}


def _dictionaries(logic: FormLogic) -> dict[str, Dictionary]:
    """Return the dictionaries of all fields, those of rows among them."""
    known = logic.forms.dictionaries
    every = [*logic.shapes.values(), *(one for shapes in logic.row_shapes.values() for one in shapes.values())]
    wanted = {one.dictionary for one in every if isinstance(one, DictionaryField)}
    return {name: known[name] for name in sorted(wanted & known.keys())}


def _step(step: Step) -> PageStep:
    """Return a step."""
    return PageStep(node=step.node, kind=step.kind, program=_program(step.expression), trigger=step.trigger)


def _program(found: Expression) -> PageProgram:
    """Return what the browser runs of an expression."""
    reads = tuple(sorted(found.reads))
    if found.tree is None or found.errors:
        return PageProgram(here=False, reads=reads)
    made = browser_program(found.tree)
    return PageProgram(tree=made.tree, here=not made.diagnostics, reads=reads)


def _programs(logic: FormLogic) -> Iterator[tuple[str, PageProgram]]:
    """Iterate over the conditions of the form, its fields, and the fields of rows, by their places."""
    forms, name = logic.forms, logic.form.name
    for use in logic.form.uses():
        yield use.path, _program(expression(use.text, forms.scope(name)))
    for one in logic.form.fields:
        yield from _of_field(logic, one, f"/fields/{one.name}", "")
    for subtable, rows in logic.plan.rows.items():
        for one in rows.fields:
            yield from _of_field(logic, one, f"/rows/{subtable}/{one.name}", subtable)


def _of_field(logic: FormLogic, field: Field, place: str, subtable: str) -> Iterator[tuple[str, PageProgram]]:
    """Iterate over the conditions of a field; what is computed stands among the steps."""
    for use in field.uses():
        if use.path not in {"/default", "/computed/expression", "/expression"} and not use.path.startswith("/fill"):
            yield place + use.path, _program(expression(use.text, _scope(logic, use, subtable)))


def _scope(logic: FormLogic, use: Use, subtable: str) -> Scope:
    """Return the names that an expression of a field may use."""
    forms, name = logic.forms, logic.form.name
    if use.names == "candidate":
        return forms.candidate_scope(use.form, name, subtable)
    if use.names == "entry":
        return forms.entry_scope(name, subtable)
    return forms.row_scope(name, subtable) if subtable else forms.scope(name)
