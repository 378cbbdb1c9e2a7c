"""Shows how people sign in and work with the app of customers and sales."""

import pytest
from playwright.sync_api import expect

from tests.browser.product import PASSWORD, Open, bring, enrol, serious


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with one account that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bring(home, postgres_url, "crm")
    enrol(home, postgres_url, "wang", "王经理")


def test_people_sign_in_choose_an_app_and_sign_out(opened: Open, axe: str) -> None:
    page = opened("", locale="zh-CN")
    page.get_by_label("用户名或电子邮箱").fill("wang")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    assert serious(page, axe) == []
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="您好，王经理")).to_be_visible()
    page.get_by_role("button", name="王经理 的账号").click()
    page.get_by_role("menuitem", name="退出登录").click()
    expect(page.get_by_label("用户名或电子邮箱")).to_be_visible()
