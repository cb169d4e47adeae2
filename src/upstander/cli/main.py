"""`upstander`: the commands, and what becomes of an error.

Exit codes are one per cause, so that a script can tell a bad extract from a bad option. They are
kept beside the errors themselves (`upstander.errors`) and listed in `upstander --help`.
"""

import errno
import os
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from upstander import __version__, errors
from upstander.cli import (
    audit,
    cases,
    check,
    demo,
    disclosure,
    evaluate,
    explain,
    filters,
    indicators,
    matrix,
    people,
    publish,
    scan,
    serve,
    simulate,
    watch,
    watchlist,
)

UNEXPECTED = 1
INTERRUPTED = 130


def exit_codes() -> dict[int, str]:
    """Each exit code and its cause, as the help and the reference list them."""
    known = {0: "All went well.", UNEXPECTED: "Something unexpected: a fault of Upstander's own."}
    for kind in errors.UpstanderError.__subclasses__():
        known[kind.exit_code] = " ".join((kind.__doc__ or "").split())
    return dict(sorted(known.items())) | {INTERRUPTED: "Stopped by hand; nothing was changed."}


EPILOG = "\b\nExit codes:\n" + "\n".join(
    f"  {code:>3}  {meaning}" for code, meaning in exit_codes().items()
)


class House(TyperGroup):
    """The group of commands: every error leaves it as one sentence and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command; sentences go to stderr, never a traceback unless asked for."""
        try:
            return super().invoke(ctx)
        except errors.UpstanderError as problem:
            _sentence(ctx, str(problem))
            raise typer.Exit(problem.exit_code) from None
        except KeyboardInterrupt:
            _sentence(ctx, "Stopped: nothing was changed.")
            raise typer.Exit(INTERRUPTED) from None
        except OSError as problem:
            if problem.errno == errno.EPIPE:
                raise
            why = os.strerror(problem.errno) if problem.errno else type(problem).__name__
            _sentence(ctx, f"The machine refused: {why.lower()}. Nothing was changed.")
            raise typer.Exit(errors.OutputError.exit_code) from None
        except Exception as problem:
            if _is_for_typer(problem):
                raise
            # Only the kind of error: its words may hold values from the extracts.
            _sentence(
                ctx,
                f"Something unexpected went wrong ({type(problem).__name__}) and nothing was "
                "changed. Run it again with `upstander --debug ...` to see where, and report it.",
            )
            raise typer.Exit(UNEXPECTED) from None


def _is_for_typer(problem: Exception) -> bool:
    """Whether this is the parser's own way of saying something (usage, exit, abort)."""
    return isinstance(problem, (typer.Exit, typer.Abort)) or hasattr(problem, "format_message")


def _sentence(ctx: Any, text: str) -> None:
    if ctx.params.get("debug"):
        traceback.print_exc(file=sys.stderr)
    print(text, file=sys.stderr)


app = typer.Typer(
    name="upstander",
    cls=House,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: the same on every screen, and to a screen reader
    context_settings={"max_content_width": 100},
    pretty_exceptions_enable=False,
    epilog=EPILOG,
)


def _version(asked: bool) -> None:
    if asked:
        print(f"upstander {__version__}")
        raise typer.Exit


@app.callback()
def upstander(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug", help="Show where an error came from. The trace may hold values: keep it in."
        ),
    ] = False,
) -> None:
    """Is there a recorded policing purpose behind each contact with the public?

    Upstander reads a force's own extracts, joins every call, message, visit and look-up to the
    record that explains it, and lists what no record explains, with its evidence. Unexplained is
    neutral: it says that no record explains a contact, never that somebody did wrong.

    \b
    Start here:
      upstander demo                          a force made up on the spot, and its report
      upstander check extracts                what is in your extracts, and what is not
      upstander scan extracts --out scan      the scan, with scan/report.html to read
      upstander watch monday --state state    then a day at a time, and what is new
      upstander publish scan                  the list into the workbench
    """
    del version, debug  # read from the context, where an error needs them


for command in (
    demo,
    check,
    scan,
    watch,
    publish,
    serve,
    explain,
    filters,
    indicators,
    matrix,
    simulate,
    evaluate,
    cases,
):
    app.command(name=command.NAME)(command.command)
for group in (people, watchlist, audit, disclosure):
    app.add_typer(group.group, name=group.NAME)
