"""Shows how people sign in and work with the app of customers and sales."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "correct horse battery staple"
Open = Callable[..., Page]


def lowcode(home: Path, url: str, *words: str, told: str = "") -> None:
    """Run a command of the product on the database of the test."""
    program = Path(sys.executable).with_name("lowcode")
    environment = {**os.environ, "LOWCODE_HOME": str(home), "LOWCODE_DATABASE_URL": url}
    done = subprocess.run(
        [str(program), *words], input=told, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module", autouse=True)
def crm(address: str, postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The app with one account that may do everything in it."""
    del address
    home = tmp_path_factory.mktemp("crm")
    bundle = Path(__file__).parents[2] / "apps_catalog" / "crm"
    lowcode(home, postgres_url, "app", "import", str(bundle))
    lowcode(
        home, postgres_url, "account", "wang", "--display-name", "王经理", "--administrator", "--password",
        told=f"{PASSWORD}\n{PASSWORD}\n",
    )  # fmt: skip


def serious(page: Page, axe: str) -> list[str]:
    """Return the barriers that axe-core calls serious or worse."""
    page.evaluate(axe)
    found = page.evaluate("async () => (await axe.run()).violations.map(one => [one.impact, one.id])")
    return [name for impact, name in found if impact in {"serious", "critical"}]


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
