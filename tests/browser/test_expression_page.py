"""Shows the workbench of expressions as people meet it: in a real browser, by mouse, keyboard and on a phone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.product import PHONE, Open, fits


def editor(page: Page) -> Locator:
    """Return the editor of the expression."""
    return page.get_by_role("textbox", name="Expression editor")


def write(page: Page, text: str) -> None:
    """Replace the expression, as somebody who pastes it."""
    editor(page).click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def value(page: Page) -> Locator:
    """Return the result."""
    return page.get_by_test_id("value")


def test_an_expression_has_its_value_on_every_target(workbench: Open) -> None:
    page = workbench()
    expect(value(page)).to_have_text("14970.24")
    write(page, 'IF(discount > 5%, "Rabatt 折扣", "-")')
    expect(value(page)).to_have_text('"Rabatt 折扣"')
    expect(page.get_by_text("All 4 targets agree")).to_be_visible()
    shown = page.locator("[data-target]")
    expect(shown).to_have_count(4)
    for at, target in enumerate(("python", "postgres", "duckdb", "browser")):
        expect(shown.nth(at)).to_have_attribute("data-target", target)
        expect(shown.nth(at)).to_contain_text('"Rabatt 折扣"')


def test_a_mistake_is_underlined_and_explained(workbench: Open) -> None:
    page = workbench()
    write(page, "discuont * 2")
    expect(page.locator(".cm-lintRange-error")).to_have_text("discuont")
    expect(page.locator(".editor-pane .mistakes")).to_contain_text("Did you mean discount?")
    expect(page.get_by_text("The expression has mistakes")).to_be_visible()
    page.get_by_role("button", name="Show in the editor").click()
    page.keyboard.insert_text("discount")
    expect(value(page)).to_have_text("0.16")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)


def test_null_is_explained_and_shown_in_the_text(workbench: Open) -> None:
    page = workbench()
    write(page, "discount + number(customer.name)")
    expect(value(page)).to_have_text("null: there is no value")
    expect(page.get_by_role("heading", name="Why null was met")).to_be_visible()
    expect(page.locator(".result .mistakes li").first).to_contain_text("华东机械")


def test_completion_hover_and_signatures_help_while_writing(workbench: Open) -> None:
    page = workbench()
    write(page, "")
    page.keyboard.type("disc")
    option = page.get_by_role("option", name="discount")
    expect(option).to_be_visible()
    expect(option).to_contain_text("number")
    # Fresh suggestions cannot be taken by accident for some milliseconds.
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    expect(editor(page)).to_have_text("discount")
    page.keyboard.type(" + round h")
    expect(page.get_by_role("option", name="round half up")).to_be_visible()
    page.wait_for_timeout(150)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("2.345, ")
    expect(page.locator(".call-help strong")).to_have_text("scale")
    page.keyboard.insert_text("2")
    expect(value(page)).to_have_text("2.43")
    page.locator(".cm-piece-call, .cm-line").first.hover(position={"x": 30, "y": 12})
    expect(page.locator(".hover-note")).to_contain_text("discount: number")


def test_names_are_edited_and_their_mistakes_told(workbench: Open) -> None:
    page = workbench()
    write(page, "discount * 100")
    page.get_by_label("Value: discount").fill("0.25")
    expect(value(page)).to_have_text("25")
    page.get_by_label("Value: discount").fill("a quarter")
    expect(page.locator(".name-mistake")).to_contain_text("The value of discount is not number.")
    page.get_by_role("button", name="Add a name").click()
    name = page.locator(".names > li:last-child input").first
    expect(name).to_be_focused()
    name.fill("税率")
    page.get_by_label("Value: 税率").fill("0.13")
    write(page, "税率 * 100")
    expect(value(page)).to_have_text("13")


def test_a_name_is_renamed_everywhere(workbench: Open) -> None:
    page = workbench()
    page.get_by_role("button", name="Rename discount").click()
    page.get_by_label("New name").fill("折扣")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("(1 - 折扣)")
    expect(page.get_by_label("Value: 折扣")).to_have_value("0.08")
    expect(value(page)).to_have_text("14970.24")


def test_functions_are_found_by_what_they_mean_and_put_into_the_text(workbench: Open) -> None:
    page = workbench()
    write(page, "")
    search = page.get_by_role("textbox", name="Search by name")
    search.fill("大写")
    expect(page.locator(".function")).not_to_have_count(0)
    search.fill("no such thing")
    expect(page.get_by_text("No function fits")).to_be_visible()
    search.fill("vlookup")
    page.get_by_role("button", name="VLOOKUP").click()
    page.locator(".example").first.click()
    expect(editor(page)).to_contain_text("VLOOKUP(")
    expect(page.locator(".editor-foot .state")).to_have_text("no mistakes")


def test_the_language_is_switched_for_everything_and_kept(workbench: Open) -> None:
    page = workbench()
    write(page, "discuont")
    page.get_by_text("中文", exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator(".editor-pane .mistakes")).to_contain_text("您是不是想写")
    expect(page.get_by_role("heading", name="名称与示例值")).to_be_visible()
    expect(page.locator(".function-summary").first).to_have_text("去掉正负号的数字或时长。")
    page.reload()
    expect(page.get_by_role("heading", name="名称与示例值")).to_be_visible()
    expect(page).to_have_title("lowcode · 表达式工作台")
    expect(page.locator("main")).not_to_contain_text("Expression")


def test_what_was_written_survives_a_reload(workbench: Open) -> None:
    page = workbench()
    write(page, "discount * 1000")
    expect(value(page)).to_have_text("80")
    page.reload()
    expect(editor(page)).to_have_text("discount * 1000")
    expect(value(page)).to_have_text("80")


def test_a_phone_shows_one_section_at_a_time(workbench: Open) -> None:
    page = workbench(size=PHONE, has_touch=True)
    expect(value(page)).to_have_text("14970.24")
    fits(page)
    page.get_by_text("Names", exact=True).click()
    expect(page.get_by_label("Value: discount")).to_be_visible()
    expect(value(page)).to_be_hidden()
    page.get_by_text("Functions", exact=True).first.click()
    page.get_by_role("textbox", name="Search by name").fill("string length")
    page.get_by_role("button", name="string length").click()
    page.locator(".example").first.click()
    expect(editor(page)).to_contain_text("string length(")
    fits(page)


def test_everything_is_reached_by_keyboard(workbench: Open) -> None:
    page = workbench()
    expect(value(page)).to_be_visible()
    for name in ("Rename lines", "Copy the value"):
        expect(page.get_by_role("button", name=name)).to_be_visible()
    expect(page.get_by_role("textbox", name="Search by name")).to_be_visible()
    expect(page.locator(".function")).not_to_have_count(0)
    reached = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText")
        )
    assert {"Decision table", "Load a sample", "Value: discount", "Add a name", "Expression editor"} <= reached
    assert {"Rename lines", "Copy the value"} <= reached
    assert any("Search by name" in one for one in reached)


@pytest.mark.refused("lost")
def test_a_server_that_is_away_is_told_and_asked_again(workbench: Open) -> None:
    page = workbench()
    expect(value(page)).to_be_visible()
    page.route("**/api/**", lambda route: route.abort())
    write(page, "discount * 3")
    # The mistakes and the value are asked for apart, and either is asked for again where it is missing.
    again = page.get_by_role("button", name="Try again")
    expect(again).to_have_count(2)
    page.unroute("**/api/**")
    again.last.click()
    expect(again).to_have_count(1)
    again.click()
    expect(value(page)).to_have_text("0.24")


@pytest.mark.parametrize(("locale", "shade"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_no_barrier_is_found(workbench: Open, axe: str, locale: str, shade: str) -> None:
    for route in ("expression", "table"):
        page = workbench(route, locale=locale, color_scheme=shade)
        expect(page.locator("output.value")).to_be_visible()
        if route == "expression":
            page.locator(".function-head").first.click()
        page.evaluate(axe)
        found = page.evaluate("axe.run({resultTypes: ['violations']}).then((result) => result.violations)")
        told = [
            f"{one['id']}: {one['help']}: {node['html']} {node['failureSummary']}"
            for one in found
            for node in one["nodes"]
            if one["impact"] in {"serious", "critical"}
        ]
        assert told == []
