"""`upstander demo`: a force made up on the spot, scanned, its report, and the workbench on it."""

import os
import shlex
import shutil
import sys
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import demo_cases, options, publish, screen
from upstander.cli import demo_workbench as workbench
from upstander.cli.scan import tell
from upstander.cli.simulate import Months, Seed, Staff, told
from upstander.errors import OutputError

NAME = "demo"
OURS = ("force", "scan", "report.html", "workbench", ".upstander-working-")  # a killed scan's


def command(
    out: options.Out = Path("demo"),
    staff: Staff = 400,
    months: Months = 12,
    seed: Seed = 3,
    no_open: Annotated[
        bool, typer.Option("--no-open", help="Name the report; do not open it.")
    ] = False,
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="Make the workbench; do not serve it.")
    ] = False,
    memory: options.Memory = options.DEFAULT_MEMORY,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate a force, scan it, open the report, and serve the workbench on it.

    Nobody in it exists. Ten of its members do what the ten published cases tell, among ordinary
    staff and their ordinary work; some of the list is worked on already. The force is in
    FOLDER/force, the results in FOLDER/scan, the report is FOLDER/report.html: one file that needs
    no network. The workbench is in FOLDER/workbench, with the first 40 members by rank, those of
    the cases, and an account for each role; Ctrl-C stops it.

    \b
    Examples:
      upstander demo
      upstander demo --out try --staff 200 --months 6 --seed 8 --no-open --no-serve
    """
    limit = options.size(memory)
    _only_a_demo(out)
    from upstander.engine import api
    from upstander.simulator import simulate

    force, report = out / "force", out / "report.html"
    with screen.progress(quiet=quiet) as shown:
        simulate(out=force, staff=staff, months=months, seed=seed, cases=True, progress=told(shown))
        found = api.scan(folder=force / "extracts", out=out / "scan", memory=limit, progress=shown)
        shutil.copyfile(found.report, report)
        shown.step("Bringing the first of the list into the workbench")
        cases = demo_cases.standing(out)
        brought, users = workbench.make(out, members=demo_cases.with_evidence(cases))
    if as_json:
        screen.show_json(
            {
                "report": report.resolve(),
                "scan": found,
                "workbench": brought,
                "users": users,
                "cases": cases,
            }
        )
        return
    screen.say(
        f"A simulated force of {staff:,} over {months} months, seed {seed}: nobody in it exists."
    )
    tell(found)
    opened = not no_open and _can_open() and webbrowser.open(report.resolve().as_uri())
    screen.say(f"The report {'is open' if opened else 'to open'}: {report.resolve()}")
    publish.tell(brought)
    demo_cases.tell(cases)
    screen.say(f"Sign in as {', '.join(users.names)}; password: {users.password}")
    if no_serve:
        where = shlex.quote(str(workbench.home(out)))
        screen.say(f"Serve it: UPSTANDER_HOME={where} upstander serve --demo")
        return
    workbench.serve(out)


def _only_a_demo(out: Path) -> None:
    """Only an earlier demo may be there, which the new one replaces. OutputError otherwise."""
    if out.exists() and not out.is_dir():
        raise OutputError("The --out given is a file.", do="Name a folder.")
    held = {found.name for found in out.iterdir()} if out.exists() else set()
    if [name for name in held if not name.startswith(OURS)]:
        raise OutputError(
            "The --out folder holds other things than a demo.", do="Name a new folder."
        )


def _can_open() -> bool:
    """Whether somebody is watching, and there is a screen to open a browser on."""
    screened = sys.platform == "darwin" or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    return sys.stdout.isatty() and screened
