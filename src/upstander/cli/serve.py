"""`upstander serve`: the workbench, for a browser."""

from typing import Annotated

import typer

from upstander.cli import screen

NAME = "serve"


def command(
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; a proxy stands in front.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    processes: Annotated[
        int | None,
        typer.Option(
            min=1, max=32, help="Processes that answer; one for each processor, up to 4, if unsaid."
        ),
    ] = None,
    threads: Annotated[
        int, typer.Option(min=1, max=64, help="Requests that each process answers at once.")
    ] = 8,
    check: Annotated[
        bool, typer.Option("--check", help="Make everything ready, serve nothing, and stop.")
    ] = False,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Without https and second factors: for made-up people only."),
    ] = False,
) -> None:
    """Serve the workbench: the list, read and worked on in a browser.

    It checks its settings, brings its database up to date, and puts the files of its pages into
    UPSTANDER_HOME. Outside a demo it wants a secret (UPSTANDER_SECRET_KEY or
    UPSTANDER_SECRET_KEY_FILE), the name it is reached by (UPSTANDER_HOSTS), and a proxy in front
    that speaks https. A process that ends by itself is replaced. Ctrl-C or SIGTERM ends them all,
    once whoever is being answered has the answer.

    \b
    Examples:
      upstander serve --demo
      upstander serve --check
      UPSTANDER_SECRET_KEY_FILE=/run/secrets/key UPSTANDER_HOSTS=workbench.force upstander serve
    """
    from upstander.web import door

    door.serve(
        host=host,
        port=port,
        processes=processes,
        threads=threads,
        demo=demo,
        check=check,
        say=screen.say,
    )
