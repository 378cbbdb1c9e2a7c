"""Shows the editor of decision tables as people meet it."""

from playwright.sync_api import Page, expect

from tests.browser.product import PHONE, Open, fits


def matches(page: Page, rule: str) -> None:
    """Wait until one rule is marked as matching, and no other."""
    expect(page.locator("tr[data-matched=true] th")).to_have_text([rule])


def test_the_rules_that_match_are_marked(workbench: Open) -> None:
    page = workbench("table")
    expect(page.locator("output.value")).to_have_text("{discount: 0.02, approval: false}")
    matches(page, "4")
    page.get_by_label("Value: level").fill("VIP")
    expect(page.locator("output.value")).to_have_text("{discount: 0.08, approval: false}")
    matches(page, "2")
    page.get_by_label("Value: amount").fill("")
    expect(page.get_by_text("No rule matches", exact=True)).to_be_visible()


def test_a_gap_is_shown_with_an_example_and_closed(workbench: Open) -> None:
    page = workbench("table")
    gap = page.locator(".findings-pane li").filter(has_text='level: "new"')
    expect(gap).to_contain_text("[5000..20000]")
    gap.get_by_role("button", name="Add this rule").click()
    cell = page.get_by_label("Rule 7, amount")
    expect(cell).to_have_value("[5000..20000]")
    expect(page.get_by_label("Rule 7, level")).to_have_value('"new"')
    expect(gap).to_have_count(0)


def test_an_overlap_goes_when_a_rule_is_narrowed(workbench: Open) -> None:
    page = workbench("table")
    overlap = page.locator(".findings-pane li").filter(has_text="Rules 3, 4")
    expect(overlap).to_be_visible()
    page.get_by_label("Rule 4, amount").fill("< 10000")
    expect(overlap).to_have_count(0)
    page.get_by_role("combobox", name="Hit policy").click()
    page.get_by_title("First: the first that matches").click()
    page.get_by_label("Rule 4, amount").fill("-")
    expect(page.locator(".findings-pane")).not_to_contain_text("match together")


def test_a_mistake_in_a_cell_is_marked_and_explained(workbench: Open) -> None:
    page = workbench("table")
    page.get_by_label("Rule 2, discount").fill("0.08 +")
    expect(page.get_by_label("Rule 2, discount")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".mistakes-pane")).to_contain_text("Rule 2, Output 1")


def test_the_keyboard_goes_from_cell_to_cell_and_adds_rules(workbench: Open) -> None:
    page = workbench("table")
    page.get_by_label("Rule 5, amount").click()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Rule 6, amount")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Rule 7, amount")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_label("Rule 6, level")).to_be_focused()
    page.get_by_role("button", name="What to do with rule 7").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_label("Rule 7, amount")).to_have_count(0)


def test_columns_come_and_go(workbench: Open) -> None:
    page = workbench("table")
    page.get_by_role("button", name="Add an input column").click()
    page.get_by_role("textbox", name="Input 3", exact=True).fill("amount * 2")
    page.get_by_label("Rule 4, amount * 2").fill("> 5")
    expect(page.locator("output.value")).to_have_text("{discount: 0.02, approval: false}")
    page.get_by_role("button", name="Remove column amount * 2").click()
    expect(page.get_by_label("Rule 4, amount * 2")).to_have_count(0)


def test_a_table_without_rules_says_what_to_do(workbench: Open) -> None:
    page = workbench("table")
    expect(page.get_by_label("Rule 1, level")).to_be_visible()
    page.evaluate(
        """() => {
            const kept = JSON.stringify({
                hit_policy: "first", inputs: [{expression: "level"}], names: [], outputs: [{name: "a"}], rules: [],
            });
            localStorage.setItem("lowcode.table", kept);
        }"""
    )
    page.reload()
    expect(page.get_by_text("No rules yet")).to_be_visible()
    page.get_by_role("button", name="Add a rule").click()
    expect(page.get_by_label("Rule 1, level")).to_be_focused()


def test_a_phone_shows_the_table_and_what_it_decides(workbench: Open) -> None:
    page = workbench("table", size=PHONE, has_touch=True)
    expect(page.get_by_label("Rule 1, level")).to_be_visible()
    fits(page)
    page.get_by_text("Try it", exact=True).first.click()
    expect(page.locator("output.value")).to_be_visible()
    page.get_by_label("Value: level").fill("VIP")
    expect(page.locator("output.value")).to_contain_text("0.08")


def test_under_the_policy_first_one_rule_decides(workbench: Open) -> None:
    page = workbench("table", locale="zh-CN")
    page.get_by_role("button", name="载入示例").click()
    page.get_by_role("menuitem", name="费用由谁审批").click()
    expect(page.locator("output.value")).to_have_text('"部门经理"')
    expect(page.get_by_text("规则 2 命中")).to_be_visible()
    matches(page, "2")
