"""Decision models: what decisions see, types, functions, services, imports, and boxed expressions."""

import importlib.util
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from engine_rules.decisions.decider import Decider, decide

_SPEC = importlib.util.spec_from_file_location("dmn_text", Path(__file__).with_name("dmn_text.py"))
assert _SPEC is not None
assert _SPEC.loader is not None
dmn: Any = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(dmn)
context, decider, decision, given, knowledge = dmn.context, dmn.decider, dmn.decision, dmn.given, dmn.knowledge
component, imported, item, of_type, service, text = (
    dmn.component, dmn.imported, dmn.item, dmn.of_type, dmn.service, dmn.text
)  # fmt: skip


def value(made: Decider, name: str, inputs: dict[str, Any] | None = None) -> Any:
    return made.decide(name, inputs or {}).value


def warned(made: Decider, name: str, inputs: dict[str, Any] | None = None) -> set[str]:
    outcome = made.decide(name, inputs or {})
    assert outcome.value is None
    return {found.code for found in outcome.warnings}


# --- requirements ---------------------------------------------------------------------------------------------------


def test_a_decision_follows_what_it_requires() -> None:
    body = (
        given("amount", "number")
        + decision("rate", text("if amount > 100 then 0.2 else 0.1"), "input:amount")
        + decision("discount", text("amount * rate"), "input:amount decision:rate")
    )
    assert value(decider(body), "discount", {"amount": 200}) == Decimal("40.0")
    assert decide(dmn.model(body), "discount", {"amount": 50}).value == Decimal("5.0")


def test_only_what_is_required_is_seen() -> None:
    body = (
        given("amount")
        + decision("secret", text("1"))
        + decision("a", text("secret"))
        + knowledge("f", "x", text("x + y"))
        + decision("b", context(("y", text("10")), text("f(1)")), "knowledge:f")
    )
    assert warned(decider(body), "a") == {"unknown-name"}
    assert "unknown-name" in warned(decider(body), "b")


def test_circles_are_cut_with_a_warning() -> None:
    body = decision("a", text("b + 1"), "decision:b") + decision("b", text("a + 1"), "decision:a")
    assert "requirement-cycle" in warned(decider(body), "a")
    assert warned(decider(decision("s", text("s"), "decision:s")), "s") == {"requirement-cycle"}


def test_questions_about_nothing_are_answered_with_what_there_is() -> None:
    made = decider(decision("price", text("1")) + decision("empty", ""))
    outcome = made.decide("prise", {})
    assert [found.code for found in outcome.warnings] == ["no-such-decision"]
    assert "price, empty" in outcome.warnings[0].text()
    assert warned(made, "empty") == {"no-decision-logic"}
    assert [found.code for found in made.invoke("price", {}).warnings] == ["no-such-decision"]


def test_references_that_lead_nowhere_are_found_by_a_check() -> None:
    made = decider(decision("a", text("b"), "decision:b"))
    assert [(found.code, found.path) for found in made.check()] == [
        ("unknown-reference", "/elements/0"),
        ("unknown-name", "/elements/0/expression"),
    ]


def test_a_value_is_found_once_however_often_it_is_required() -> None:
    levels = "".join(decision(f"d{at}", text(f"d{at - 1} + d{at - 1}"), f"decision:d{at - 1}") for at in range(1, 40))
    assert value(decider(decision("d0", text("1")) + levels), "d39") == 2**39


# --- types ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_ref", "expression", "result"),
    [
        ("number", "1 + 1", 2),
        ("string", "1 + 1", None),
        ("number", "[10]", 10),
        ("number", "[[10]]", None),
        ("tLevels", '"高"', ["高"]),
        ("tLevels", '["高", "低"]', ["高", "低"]),
        ("tLevels", '["高", "?"]', None),
        ("tLevel", '"中"', None),
        ("tLevel", "null", None),
        ("tFew", "[1, 2]", [1, 2]),
        ("tFew", "[1, 2, 3]", None),
        ("tFew", "[1, 20]", None),
        ("tSmallAge", "5", 5),
        ("tSmallAge", "50", None),
        ("tSmallAge", "-1", None),
        ("tPerson", '{name: "Li", age: 30}', {"name": "Li", "age": 30}),
        ("tPerson", '{name: "Li", age: 30, more: 1}', {"name": "Li", "age": 30, "more": 1}),
        ("tPerson", '{name: "Li"}', None),
        ("tPerson", '{name: "Li", age: 300}', None),
        ("tPerson", '{name: "Li", age: null}', {"name": "Li", "age": None}),
        ("list&lt;tAge&gt;", "[1, 2]", [1, 2]),
        ("Any", "1", 1),
        ("feel:number", "1", 1),
        (
            "tTree",
            '{label: "a", below: [{label: "b", below: []}]}',
            {"label": "a", "below": [{"label": "b", "below": []}]},
        ),
    ],
)
def test_results_conform_to_their_types(type_ref: str, expression: str, result: Any) -> None:
    types = (
        item("tLevel", of_type("string", '"高", "低"'))
        + item("tLevels", of_type("tLevel"), many=True)
        + item("tAge", of_type("number", "[0..150]"))
        + item("tSmallAge", of_type("tAge", "< 10"))
        + item("tFew", of_type("number", "< 10", "count(?) < 3"), many=True)
        + item("tPerson", component("name", of_type("string")) + component("age", of_type("tAge")))
        + item("tTree", component("label", of_type("string")) + component("below", of_type("tTree"), many=True))
    )
    made = decider(types + decision("d", text(expression), "", type_ref))
    outcome = made.decide("d", {})
    assert outcome.value == result
    if result is None and expression != "null":
        assert [found.code for found in outcome.warnings] == ["value-does-not-conform"]


def test_inputs_conform_to_their_types() -> None:
    body = item("tAge", of_type("number", "[0..150]")) + given("age", "tAge") + decision("d", text("age"), "input:age")
    assert value(decider(body), "d", {"age": 30}) == 30
    assert value(decider(body), "d", {"age": [30]}) == 30
    assert warned(decider(body), "d", {"age": "30"}) == {"value-does-not-conform"}
    assert warned(decider(body), "d", {"age": 200}) == {"value-does-not-conform"}


def test_a_date_stands_for_its_midnight() -> None:
    body = given("at", "date and time") + decision("d", text("string(at)"), "input:at")
    from_date = decision("e", text('date("2026-05-01")'), "", "date and time")
    assert str(value(decider(from_date), "e").isoformat()) == "2026-05-01T00:00:00+00:00"
    assert value(decider(body), "d", {"at": None}) is None


def test_an_unknown_type_is_found_by_a_check() -> None:
    assert [found.code for found in decider(decision("d", text("1"), "", "tNope")).check()] == ["unknown-model-type"]


def test_mistakes_of_types_are_found_by_a_check() -> None:
    types = item("tA", of_type("tNope")) + item(
        "tB", component("a", of_type("string", "高")) + component("b", of_type("number", "> (")), many=True
    )
    assert [(found.code, found.path) for found in decider(types).check()] == [
        ("unknown-model-type", "/item_definitions/0"),
        ("unknown-name", "/item_definitions/1/components/0/allowed_values"),
        ("unexpected-end", "/item_definitions/1/components/1/allowed_values"),
    ]


def test_types_are_known_to_expressions() -> None:
    body = item("tPair", component("a b", of_type("number"))) + given("p", "tPair")
    made = decider(
        body
        + decision("d", text("p.a b + 1"), "input:p")
        + decision("e", text("p instance of tPair"), "input:p")
        + decision("f", context(("x y", text("1")), ("z", text("x y + 1"))))
        + decision("g", text("f.x y"), "decision:f")
    )
    assert value(made, "d", {"p": {"a b": 2}}) == 3
    assert value(made, "e", {"p": {"a b": 2}}) is True
    assert value(made, "g") == 1


# --- functions ------------------------------------------------------------------------------------------------------


def test_knowledge_models_are_functions_with_typed_parameters() -> None:
    made = decider(
        knowledge("add", "a:number b:number", text("a + b"))
        + decision("d", text("add(1, 2)"), "knowledge:add")
        + decision("e", text("add(b: 1, a: 2)"), "knowledge:add")
        + decision("f", text('add("1", 2)'), "knowledge:add")
        + decision("g", text("add(1)"), "knowledge:add")
        + decision("h", text("(for x in [1, 2] return add(x, x))[2]"), "knowledge:add")
    )
    assert [value(made, name) for name in "defgh"] == [3, 3, None, None, 4]
    assert made.invoke("add", {"a": 1, "b": 5}).value == 6
    assert made.invoke("add", {"a": 1}).value is None


def test_knowledge_models_call_themselves_and_each_other() -> None:
    made = decider(
        knowledge("fact", "n:number", text("if n <= 1 then 1 else n * fact(n - 1)"))
        + knowledge("even", "n:number", text("if n = 0 then true else odd one(n - 1)"), "knowledge:odd_one")
        + '<businessKnowledgeModel name="odd one" id="_odd_one"><variable name="odd one"/><encapsulatedLogic>'
        + '<formalParameter name="n"/>' + text("if n = 0 then false else even(n - 1)") + "</encapsulatedLogic>"
        + '<knowledgeRequirement><requiredKnowledge href="#_even"/></knowledgeRequirement></businessKnowledgeModel>'
        + decision("d", text("fact(20)"), "knowledge:fact")
        + decision("e", text("even(7)"), "knowledge:even")
    )  # fmt: skip
    assert value(made, "d") == 2432902008176640000
    assert value(made, "e") is False


def test_functions_that_never_end_are_stopped() -> None:
    made = decider(
        knowledge("inf", "n:number", text("inf(n + 1)"))
        + knowledge("boom", "n:number", text("boom(n + 1) + boom(n + 1)"))
        + decision("a", text("inf(0)"), "knowledge:inf")
        + decision("b", text("boom(0)"), "knowledge:boom")
    )
    started = time.process_time()
    assert "call-limit" in warned(made, "a")
    assert "call-limit" in warned(made, "b")
    assert time.process_time() - started < 10


def test_a_function_of_a_context_may_call_itself() -> None:
    definition = (
        '<functionDefinition><formalParameter name="n"/>' + text("if n <= 1 then 1 else n * g(n - 1)")
        + "</functionDefinition>"
    )  # fmt: skip
    literal = text("function(n) if n <= 1 then 1 else n * f(n - 1)")
    made = decider(decision("d", context(("f", literal), ("g", definition), text("f(5) + g(4)"))))
    assert value(made, "d") == 144


def test_results_of_functions_conform_to_their_types() -> None:
    made = decider(
        item("tText", '<functionItem outputTypeRef="string"><parameters name="x" typeRef="number"/></functionItem>')
        + knowledge("f", "x", text("x"), "", "tText")
        + knowledge("g", "x", text("x", "number"))
        + decision("a", text('f("ok")'), "knowledge:f")
        + decision("b", text("f(1)"), "knowledge:f")
        + decision("c", text("g([1])"), "knowledge:g")
        + decision("d", text('g("x")'), "knowledge:g")
    )
    assert [value(made, name) for name in "abcd"] == ["ok", None, 1, None]


def test_functions_are_values() -> None:
    made = decider(
        item("tF", '<functionItem outputTypeRef="number"><parameters name="n" typeRef="number"/></functionItem>')
        + knowledge("twice", "f:tF x:number", text("f(f(x))"))
        + knowledge("inc", "n:number", text("n + 1"))
        + knowledge("pair", "a b", text("a + b"))
        + decision("a", text("twice(inc, 1)"), "knowledge:twice knowledge:inc")
        + decision("b", text("twice(function(n) n * 10, 1)"), "knowledge:twice")
        + decision("c", text("twice(abs, -1)"), "knowledge:twice")
        + decision("d", text("twice(pair, 1)"), "knowledge:twice knowledge:pair")
        + decision("e", text("function(n: number) n"), "", "tF")
        + decision("f", text("e(3)"), "decision:e")
    )
    assert [value(made, name) for name in "abcdf"] == [3, 100, 1, None, 3]


def test_invocations_name_every_parameter() -> None:
    def invocation(callee: str, *bindings: str) -> str:
        bound = "".join(f'<binding><parameter name="{one}"/>{text("3")}</binding>' for one in bindings)
        return f"<invocation>{text(callee)}{bound}</invocation>"

    made = decider(
        knowledge("double", "n:number", text("n * 2"))
        + decision("a", invocation("double", "n"), "knowledge:double")
        + decision("b", invocation("double", "m"), "knowledge:double")
        + decision("c", invocation("double"), "knowledge:double")
        + decision("d", invocation("abs", "n"))
        + decision("e", invocation("1 + 1", "n"))
    )
    assert [value(made, name) for name in "abcde"] == [6, None, None, 3, None]
    assert warned(made, "b") == {"wrong-binding"}
    assert "not-callable" in warned(made, "e")


def test_well_known_methods_of_java_are_computed() -> None:
    def external(language: str, signature: str, call: str) -> str:
        names = context(("class", text('"java.lang.Math"')), ("method signature", text(f'"{signature}"')))
        definition = (
            f'<functionDefinition kind="{language}"><formalParameter name="a"/><formalParameter name="b"/>'
            f"{names}</functionDefinition>"
        )
        return str(context(("f", definition), text(call)))

    made = decider(
        decision("a", external("Java", "max(int, int)", "f(1, 2)"))
        + decision("b", external("Java", "max(int, int)", "f(1.5, 2)"))
        + decision("c", external("Java", "exit(int, int)", "f(1, 2)"))
        + decision("d", external("PMML", "max(int, int)", "f(1, 2)"))
    )
    assert [value(made, name) for name in "abcd"] == [2, None, None, None]
    assert warned(made, "c") == {"foreign-function"}


# --- services -------------------------------------------------------------------------------------------------------


def served() -> Decider:
    made = decider(
        given("i", "number")
        + decision("base", text('"never asked"'), "", "number")
        + decision("a", text("i + base"), "input:i decision:base")
        + decision("b", text("i * 2"), "input:i")
        + service("one", "a", "i", "base")
        + service("two", "a b", "i", "base")
        + decision("x", text("one(1, 10)"), "knowledge:one")
        + decision("y", text("two(base: 10, i: 1).b"), "knowledge:two")
        + decision("z", text('one("1", 10)'), "knowledge:one")
    )
    assert isinstance(made, Decider)
    return made


def test_services_are_functions_of_their_inputs_and_given_decisions() -> None:
    assert value(served(), "x") == 11
    assert value(served(), "y") == 2
    assert value(served(), "z") is None


def test_services_can_be_asked_from_outside() -> None:
    made = served()
    assert made.invoke("one", {"i": 1, "base": 5}).value == 6
    assert made.invoke("two", {"i": 1, "base": 5}).value == {"a": 6, "b": 2}
    assert made.invoke("two", {"i": 1, "base": 5}, "b").value == 2
    assert made.invoke("one", {"i": "x", "base": 5}).value is None
    assert made.invoke("one", {}).value is None


# --- imports --------------------------------------------------------------------------------------------------------


def test_imports_are_known_by_their_prefix() -> None:
    types = item("tAge", of_type("number", "[0..150]"))
    other = types + given("p", "string") + knowledge("inc", "n:tAge", text("n + 1"))
    other += decision("hello", text('"hi " + p'), "input:p")
    made = decider(
        imported("other one", "urn:test1")
        + given("p", "string")
        + decision("a", text("other one.inc(1)"), "knowledge:urn:test1#inc")
        + decision("b", text("other one.inc(200)"), "knowledge:urn:test1#inc")
        + decision("c", text("200"), "", "other one.tAge")
        + decision("d", text("p + other one.hello"), "input:p decision:urn:test1#hello")
        + decision("e", text("5 instance of other one.tAge")),
        other,
    )
    assert [value(made, name) for name in "abce"] == [2, None, None, True]
    assert value(made, "d", {"p": "x"}) == "xhi x"
    assert value(made, "d", {"p": "x", "other one.p": "y"}) == "xhi y"
    assert value(made, "d", {"p": "x", "other one": {"p": "z"}}) == "xhi z"
    assert made.decide("d", {"p": "x"}, {("urn:test1", "p"): "q"}).value == "xhi q"
    assert value(made, "other one.hello", {"p": "x"}) == "hi x"
    assert made.check() == ()


def test_an_import_without_a_prefix_shares_its_names() -> None:
    made = decider(
        imported("", "urn:test1") + decision("a", text("inc(1)"), "knowledge:urn:test1#inc", "tNumber"),
        item("tNumber", of_type("number")) + knowledge("inc", "n", text("n + 1")),
    )
    assert value(made, "a") == 2


def test_a_model_that_is_imported_twice_has_inputs_for_each_way() -> None:
    deep = given("name", "string") + decision("hello", text('"Hello " + name'), "input:name")
    middle = imported("deep", "urn:test3") + decision("say", text("deep.hello"), "decision:urn:test3#hello")
    made = decider(
        imported("first", "urn:test1")
        + imported("second", "urn:test2")
        + decision("both", text('first.say + ", " + second.say'), "decision:urn:test1#say decision:urn:test2#say"),
        middle,
        middle,
        deep,
    )
    inputs = {"first": {"deep": {"name": "Ann"}}, "second": {"deep": {"name": "Bo"}}}
    assert value(made, "both", inputs) == "Hello Ann, Hello Bo"
    assert value(made, "both", {"name": "Cy"}) == "Hello Cy, Hello Cy"
    ways = {("urn:test1", "urn:test3", "name"): "Di", ("urn:test3", "name"): "Ed"}
    assert made.decide("both", {}, ways).value == "Hello Di, Hello Ed"


def test_imports_may_go_round_in_a_circle() -> None:
    made = decider(
        imported("o", "urn:test1") + decision("a", text("o.b + 1"), "decision:urn:test1#b", "o.tN"),
        imported("m", "urn:test") + item("tN", of_type("number")) + decision("b", text("1"), "", "tN"),
    )
    assert value(made, "a") == 2


# --- boxed expressions ----------------------------------------------------------------------------------------------


def loop(tag: str, domain: str, body: str) -> str:
    inner = {"for": "return", "some": "satisfies", "every": "satisfies", "filter": "match"}[tag]
    variable = "" if tag == "filter" else ' iteratorVariable="x"'
    return f"<{tag}{variable}><in>{text(domain)}</in><{inner}>{body}</{inner}></{tag}>"


def conditional(condition: str) -> str:
    return f"<conditional><if>{text(condition)}</if><then>{text('1')}</then><else>{text('2')}</else></conditional>"


@pytest.mark.parametrize(
    ("logic", "result"),
    [
        (conditional("true"), 1),
        (conditional("1 > 2"), 2),
        (conditional("null"), 2),
        (conditional('"x"'), None),
        (loop("for", "[1, 2, 3]", text("x * 2")), [2, 4, 6]),
        (loop("for", "[1..3]", text("x + count(partial)")), [1, 3, 5]),
        (loop("for", "1..3", text("x")), [1, 2, 3]),
        (loop("for", "3..1", text("x")), [3, 2, 1]),
        (loop("every", "1..3", text("x > 1")), False),
        (loop("for", "[1, 2]", text("partial")), [[], [[]]]),
        (loop("for", "5", text("x")), [5]),
        (loop("for", "null", text("x")), None),
        (loop("for", "[1, 2]", conditional("x = 1")), [1, 2]),
        (loop("some", "[1, 2]", text("x > 1")), True),
        (loop("some", "[1, 2]", text("x > 2")), False),
        (loop("some", "[]", text("true")), False),
        (loop("some", "[1, null]", text("x > 1")), None),
        (loop("some", "[1, 2]", text('if x = 2 then true else "no"')), None),
        (loop("every", "[1, 2]", text("x > 0")), True),
        (loop("every", "[]", text("false")), True),
        (loop("every", "[1, 2]", text("x > 1")), False),
        (loop("every", "[1, 2]", text('"no"')), None),
        (loop("filter", "[1, 2, 3]", text("item >= 2")), [2, 3]),
        (loop("filter", "[{a b: 1}, {a b: 2}]", text("a b = 2")), [{"a b": 2}]),
        (loop("filter", "[{a: 1}, {b: 2}]", text("b = 2")), [{"b": 2}]),
        (loop("filter", "[1, 2, 3]", text("-1")), 3),
        (loop("filter", "[1, 2, 3]", text('"no"')), None),
        (loop("filter", "7", text("item = 7")), [7]),
        (loop("filter", "[{a: 1}, {a: 2}]", "<list>" + text("a = 1") + "</list>"), None),
        (loop("filter", "[{a: true}, {a: false}]", context(("b", text("a")), text("b"))), [{"a": True}]),
        (f"<list>{text('1')}{context(('a', text('2')))}</list>", [1, {"a": 2}]),
        ("<list/>", []),
        (
            (
                f'<relation><column name="a"/><column name="b c" typeRef="number"/><row>{text("1") + text("2")}</row>'
                f"<row>{text('3') + text('4')}</row></relation>"
            ),
            [{"a": 1, "b c": 2}, {"a": 3, "b c": 4}],
        ),
        (context(("a", text("1")), ("b", text("a + 1"))), {"a": 1, "b": 2}),
        (context(("a", text("1")), text("a + 1")), 2),
        (context(("a:string", text("1")), text("a")), None),
        (context(("a", context(("b", text("1")))), text("a.b")), 1),
        (text("1", "string"), None),
        ("<literalExpression/>", None),
    ],
)
def test_boxed_expressions(logic: str, result: Any) -> None:
    assert value(decider(decision("d", logic)), "d") == result


def test_warnings_say_where_they_come_from() -> None:
    made = decider(decision("d", context(("a", text("1")), ("b", text('a + "x"')))))
    outcome = made.decide("d", {})
    assert outcome.value == {"a": 1, "b": None}
    assert [(found.code, found.path) for found in outcome.warnings] == [
        ("null-operand", "/elements/0/expression/entries/1/value")
    ]
    assert outcome.warnings[0].span is not None
