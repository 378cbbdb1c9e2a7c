"""Shows that the documents speak of what exists, and that what exists is documented."""

import re
from collections.abc import Iterator
from pathlib import Path

import bench
from lowcode.cli.main import command_tree
from lowcode.generation.codes import PACKAGES, declared_codes

TOP = Path(__file__).parents[1]
PAGES = sorted([*TOP.glob("*.md"), *TOP.glob("docs/**/*.md")])
ENTRANCES = ["README.md", "README.zh-CN.md", "docs/quickstart.md"]
SETTING = re.compile(r"\bLOWCODE_[A-Z0-9_]+\b")


def name(page: Path) -> str:
    """Return how a test calls a page."""
    return page.relative_to(TOP).as_posix()


def prose(page: Path) -> str:
    """Return a page without its code."""
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Return the anchors of the headings of a page, made as the usual viewers make them."""
    heads = re.findall(r"^#+ +(.+?)\s*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def shell_lines(page: Path) -> Iterator[str]:
    """Iterate over the commands of the shell blocks of a page."""
    for block in re.findall(
        r"^```(?:sh|bash|shell|console)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    ):
        for line in block.replace("\\\n", " ").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                yield line.removeprefix("$ ").strip()


def broken_links(page: Path) -> Iterator[str]:
    """Iterate over the links of a page that lead to no file, or to no heading of it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            yield f"{name(page)}: {target}"


def test_every_link_leads_somewhere() -> None:
    assert [link for page in PAGES for link in broken_links(page)] == []


def test_every_command_of_a_page_exists() -> None:
    targets = set(re.findall(r"^([\w-]+):", (TOP / "Makefile").read_text(), re.MULTILINE))
    commands = set(command_tree().commands)
    benchmarks = {file.stem for file in Path(bench.__path__[0]).glob("[a-z]*.py")}
    unknown = []
    for page, line in ((each, line) for each in PAGES for line in shell_lines(each)):
        words = line.split()
        program = words[0].rpartition("/")[2]
        named = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
        known = {"make": targets, "lowcode": commands}.get(program, benchmarks)
        if program == "lowcode":
            named = named[:1]
        elif program != "make":
            named = named[1:] if words[1:3] == ["-m", "bench"] else []
        unknown += [f"{name(page)}: {line}" for word in named if word not in known]
    assert unknown == []


def test_the_entrances_show_commands_and_agree() -> None:
    english, chinese, quickstart = (list(shell_lines(TOP / page)) for page in ENTRANCES)
    assert english == chinese
    assert "make run" in english
    assert quickstart


def test_every_command_is_documented() -> None:
    reference = (TOP / "docs/reference/commands.md").read_text(encoding="utf-8")
    assert [each for each in command_tree().commands if f"## lowcode {each}\n" not in reference] == []


def test_every_code_is_documented_and_says_what_to_do_next() -> None:
    reference = (TOP / "docs/reference/codes.md").read_text(encoding="utf-8")
    codes = declared_codes(PACKAGES)
    assert codes
    assert [code for code in codes if f"`{code}`" not in reference] == []
    assert [code for code in codes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code)] == []
    assert [code for code, (declared, _) in codes.items() if declared.severity == "error" and not declared.hint] == []


def test_every_setting_is_documented() -> None:
    used = {
        setting
        for package in PACKAGES
        for file in (TOP / package).rglob("*.py")
        for setting in SETTING.findall(file.read_text(encoding="utf-8"))
    }
    operations = "".join(page.read_text(encoding="utf-8") for page in (TOP / "docs/operations").glob("*.md"))
    assert used - set(SETTING.findall(operations)) == set()
