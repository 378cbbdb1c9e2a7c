"""Shows that a bundle is checked as a whole, and that a broken one is refused with the place of the mistake."""

import copy
import json
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lowcode.bundle.app import LAYOUT
from lowcode.bundle.canonical import canonical
from lowcode.bundle.folder import files_of, read, write
from lowcode.bundle.parsing import parsed
from lowcode.bundle.references import check
from lowcode.bundle.schema import file_schema
from lowcode.generation.schema import without_titles
from lowcode.services.flow_app import FlowApp
from lowcode.services.record_app import linked_app
from lowcode.store.form_tables import form_tables, rows_of
from tests.bundle import crm

OTHERS = {"crm": crm.bundle()}
"""The apps that are there besides."""
INVENTORY = read(files_of(Path(crm.FOLDER).parent / "inventory"), LAYOUT)

MUTATIONS = {"crm": 500, "inventory": 300}
WRITTEN = frozenset({"app", "texts"})
"""What is no folder of parts."""


def found(change: Callable[[dict[str, Any]], Any]) -> list[tuple[str, str]]:
    """Return the places and codes of what is wrong after a change."""
    document = crm.document()
    change(document)
    return [(each.path, each.code) for each in check(document)]


def test_the_shipped_app_has_nothing_wrong() -> None:
    assert check(crm.DOCUMENT) == ()


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        (lambda d: d["forms"]["lead"]["fields"][1].update(requird=True), "forms/lead.json/fields/1/requird", "unknown"),
        (lambda d: d["forms"]["lead"]["fields"][1].update(kind="txt"), "forms/lead.json/fields/1/kind", "kind"),
        (lambda d: d["forms"]["lead"]["fields"][1].pop("kind"), "forms/lead.json/fields/1", "missing"),
        (lambda d: d["forms"]["lead"]["fields"][1].pop("label"), "forms/lead.json/fields/1", "missing"),
        (lambda d: d["forms"]["lead"]["fields"][1].update(name="company"), "forms/lead.json/fields/2/name", "twice"),
        (lambda d: d["forms"]["lead"]["fields"][1].update(name="xmin"), "forms/lead.json/fields/1/name", "taken"),
        (lambda d: d["forms"]["lead"].update(name="led"), "forms/lead.json/name", "named-otherwise"),
        (lambda d: d["forms"]["customer"]["fields"][3].update(dictionary="x"), "forms/customer.json/fields/3", ""),
        (lambda d: d["roles"]["seller"]["grants"][0].update(form="leed"), "roles/seller.json/grants/0/form", "name"),
        (lambda d: d["roles"]["seller"]["grants"][0].update(rows="ownr.id"), "roles/seller.json/grants/0/rows", ""),
        (lambda d: d["roles"]["seller"]["grants"][0].update(rows="1"), "roles/seller.json/grants/0/rows", "condition"),
        (lambda d: d["roles"]["seller"]["grants"][0].update(stages=["x"]), "roles/seller.json/grants/0/stages/0", ""),
        (
            lambda d: d["roles"]["seller"]["grants"][0].update(fields=[{"fields": ["no"], "right": "hidden"}]),
            "roles/seller.json/grants/0/fields/0/fields/0",
            "name",
        ),
        (lambda d: d["roles"]["seller"]["grants"][0].update(buttons=["x"]), "roles/seller.json/grants/0/buttons/0", ""),
        (lambda d: d["views"]["leads"]["columns"][0].update(field="no"), "views/leads.json/columns/0/field", "field"),
        (
            lambda d: d["flows"]["contract_approval"].setdefault("policies", {}).update(withdrawn_stage="no"),
            "flows/contract_approval.json/policies/withdrawn_stage",
            "name",
        ),
        (lambda d: d["app"]["menu"].append("no"), "app.json/menu/21", "name"),
        (lambda d: d["app"].update(depends=[{"app": "stock"}]), "app.json/depends/0/app", "name"),
        (
            lambda d: d["app"].update(renames=[{"form": "lead", "field": "no", "was": "x"}]),
            "app.json/renames/0/field",
            "name",
        ),
        (lambda d: d["sample"]["lead"]["values"].update(no={"kind": "empty"}), "sample/lead.json/values/no", "name"),
        (lambda d: d["print"]["quotation_page"].update(body="{{no}}"), "print/quotation_page.json/body", ""),
        (lambda d: d.update(flaws={}), "flaws", "part"),
        (lambda d: d.update(forms=[]), "forms", "wrong"),
        (
            lambda d: d["dictionaries"]["source"]["entries"].append(d["dictionaries"]["source"]["entries"][0]),
            "dictionaries/source.json/entries/6/key",
            "entry",
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(change: Callable[[dict[str, Any]], Any], path: str, code: str) -> None:
    assert [each for each in found(change) if each[0].startswith(path) and code in each[1]], found(change)


def test_everything_that_refers_to_what_is_gone_is_told_at_once() -> None:
    places = {path.split(".json")[0] for path, _ in found(lambda d: d["forms"].pop("product"))}
    assert places >= {"forms/quotation", "views/products", "roles/seller", "sample/product"}


def test_what_is_nearly_right_is_suggested() -> None:
    document = crm.document()
    document["roles"]["seller"]["grants"][0]["form"] = "leed"
    (diagnostic,) = check(document)
    assert "Did you mean `lead`?" in diagnostic.text("en")
    assert "是否指 `lead`？" in diagnostic.text("zh-CN")


def test_translations_of_texts_that_are_not_there_are_told() -> None:
    document = crm.document()
    document["translations"] = {"ja": {"name": "ja", "texts": {"Lead": "リード", "Laed": "リード"}}}
    (told,) = check(document)
    assert (told.path, told.severity) == ("translations/ja.json/texts/Laed", "warning")
    assert "Did you mean `Lead`?" in told.text()


def test_several_columns_of_one_name_are_told() -> None:
    def change(document: dict[str, Any]) -> None:
        label = {"en": "x", "zh-CN": "x"}
        fields = document["forms"]["price_level"]["fields"]
        fields += [
            {"kind": "date_range", "name": "x", "label": label},
            {"kind": "date", "name": "x_to", "label": label},
        ]

    assert "bundle-columns-meet" in {code for _, code in found(change)}


def test_every_file_of_the_shipped_app_fits_its_schema() -> None:
    for path, content in write(crm.DOCUMENT, LAYOUT).items():
        if path.endswith(".json"):
            folder = path.partition("/")[0].removesuffix(".json")
            schema = without_titles(file_schema(folder))
            jsonschema.Draft202012Validator.check_schema(schema)
            jsonschema.validate(json.loads(content), schema)


# --- broken bundles ---------------------------------------------------------------------------------------------------


def places(value: Any, parent: Any = None, key: Any = None) -> Iterator[tuple[Any, Any]]:
    """Iterate over every place of a document: what holds it, and its key there."""
    if parent is not None:
        yield parent, key
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for each, below in list(inner):
        yield from places(below, value, each)


def mutate(document: dict[str, Any], draw: random.Random) -> None:
    """Break one place of a document."""
    # Each kind of part is as likely as the forms, which are longer than all others together.
    part = document[draw.choice([name for name, each in document.items() if name not in WRITTEN and each])]
    holder, key = draw.choice([each for each in places(part) if each[0] is not part])
    value = holder[key]
    match draw.randrange(5):
        case 0:
            del holder[key]
        case 1:
            holder[key] = draw.choice([None, 7, -1.5, "no such thing", [], {}, ["x"], True])
        case 2 if isinstance(holder, dict):
            holder["no_such_setting"] = value
        case 3 if isinstance(value, str) and value:
            at = draw.randrange(len(value))
            holder[key] = value[:at] + value[at + 1 :]
        case _:
            if isinstance(holder, list):
                holder.append(copy.deepcopy(value))
            else:
                holder[key] = [value]


def inventory() -> dict[str, Any]:
    """Return the app for stock, which needs `crm`."""
    return copy.deepcopy(INVENTORY)


@pytest.mark.parametrize("app", MUTATIONS)
def test_five_hundred_broken_bundles_are_refused_with_a_place_or_are_harmless(app: str) -> None:
    draw = random.Random(20_261_121)
    refused = harmless = 0
    for _ in range(MUTATIONS[app]):
        document = crm.document() if app == "crm" else inventory()
        mutate(document, draw)
        told = check(document, OTHERS)
        if any(each.severity == "error" for each in told):
            refused += 1
            assert all(re.match(r"[a-z_]+(/[^/]+)?\.json|texts|[a-z]+$", each.path) for each in told), told
            assert all(each.message.en and each.message.zh_cn for each in told)
        else:
            # What is not refused is an app: it can be read, kept, its tables can be made, and all of it compiles.
            harmless += 1
            made = parsed(document)
            assert made.bundle is not None
            assert canonical(document)
            if app == "crm":
                assert form_tables(app, rows_of(made.bundle.form_set))
            assert linked_app(made.bundle, OTHERS).forms.forms
            assert all(FlowApp(made.bundle, 1).flows[name] for name in made.bundle.flows)
    assert refused > MUTATIONS[app] / 2
    assert refused + harmless == MUTATIONS[app]


def test_the_app_for_stock_has_nothing_wrong() -> None:
    assert not [each for each in check(INVENTORY, OTHERS) if each.severity == "error"]


# --- flows, effects, samples and tests --------------------------------------------------------------------------------


def changed_node(document: dict[str, Any], flow: str, kind: str, **settings: Any) -> str:
    """Change the first node of a kind in a flow, and return the pointer to it."""
    nodes = document["flows"][flow]["nodes"]
    at = next(place for place, each in enumerate(nodes) if each["kind"] == kind)
    for name, value in settings.items():
        holder, last = nodes[at], name
        *way, last = name.split("__")
        for step in way:
            holder = holder.setdefault(step, {})
        holder[last] = value
    return f"flows/{flow}.json/nodes/{at}"


@pytest.mark.parametrize(
    ("kind", "settings", "place"),
    [
        ("service_task", {"effect__arguments__valeus": "{}"}, "effect/arguments/valeus"),
        ("service_task", {"effect__arguments__values": '{stauts: "draft"}'}, "effect/arguments/values"),
        ("service_task", {"effect__arguments__values": "{stauts: name}"}, "effect/arguments/values"),
        ("service_task", {"effect__arguments__form": '"custmer"'}, "effect/arguments/form"),
        ("service_task", {"effect": {"kind": "set_stage", "arguments": {"stage": '"no"'}}}, "effect/arguments/stage"),
        ("service_task", {"effect": {"kind": "set_stage", "arguments": {}}}, "effect/arguments"),
        (
            "service_task",
            {"effect": {"kind": "make_document", "arguments": {"template": '"quotation_pag"'}}},
            "effect/arguments/template",
        ),
        (
            "service_task",
            {"effect": {"kind": "start_flow", "arguments": {"flow": '"contract_aproval"'}}},
            "effect/arguments/flow",
        ),
        (
            "service_task",
            {"effect": {"kind": "notify", "arguments": {"title": '"x"', "roles": '["direcor"]'}}},
            "effect/arguments/roles",
        ),
        ("user_task", {"policies__fields": {"no": "edit"}}, "policies/fields/no"),
        ("user_task", {"policies__buttons": {"aprove": {"en": "x", "zh-CN": "x"}}}, "policies/buttons/aprove"),
        ("user_task", {"policies__verbs": ["transfr"]}, "policies/verbs/0"),
        ("user_task", {"assignees": [{"kind": "record_field", "field": "ownr"}]}, "assignees/0/field"),
        (
            "user_task",
            {
                "policies__limits": [
                    {"moment": {"after": 'duration("P1D")'}, "do": "transfer",
                     "to": [{"kind": "role", "role": "direcor"}]}
                ]
            },
            "policies/limits/0",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_a_flow_is_told_with_its_place(kind: str, settings: dict[str, Any], place: str) -> None:
    document = crm.document()
    path = changed_node(document, "lead_assignment", kind, **settings)
    told = [each.path for each in check(document) if each.severity == "error"]
    assert any(each.startswith(f"{path}/{place}") for each in told), told


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (
            lambda d: d["rules"]["hot_lead"]["effects"][0].update(roles=["direcor"]),
            "rules/hot_lead.json/effects/0/roles/0",
        ),
        (lambda d: d["sample"]["product"]["records"][0].update(cost=["95"]), "sample/product.json/records/0/cost"),
        (
            lambda d: d["tests"]["special_prices_are_approved"]["walks"][2]["steps"][0]["verb"].update(kind="approv"),
            "tests/special_prices_are_approved.json/walks/2/steps/0/verb/kind",
        ),
        (
            lambda d: d["tests"]["special_prices_are_approved"]["walks"][2]["steps"][0].update(person="nobody"),
            "tests/special_prices_are_approved.json/walks/2/steps/0/person",
        ),
        (
            lambda d: d["tests"]["special_prices_are_approved"]["walks"][2]["expect"].update(asked={"no_step": []}),
            "tests/special_prices_are_approved.json/walks/2/expect/asked/no_step",
        ),
        (
            lambda d: d["tests"]["stages_demand_what_they_need"]["cases"][2]["stored"].update(no="x"),
            "tests/stages_demand_what_they_need.json/cases/2/stored/no",
        ),
    ],
)  # fmt: skip
def test_a_mistake_in_rules_samples_and_tests_is_told_with_its_place(change: Callable[[Any], Any], path: str) -> None:
    assert path in [place for place, _ in found(change)], found(change)
