"""`upstander people`: accounts of the workbench, where there is no administrator to make them."""

from typing import Annotated

import typer

from upstander.cli import options, screen

NAME = "people"
Username = Annotated[str, typer.Option(metavar="NAME", help="What they sign in with.")]

group = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Accounts of the workbench: the first administrator, and who has one.",
)


@group.command()
def add(
    username: Username,
    name: Annotated[str, typer.Option(metavar="TEXT", help="As colleagues know them.")],
    role: Annotated[
        str,
        typer.Option(help="analyst, investigator, supervisor, auditor or administrator."),
    ],
    staff_id: Annotated[
        str,
        typer.Option("--staff-id", metavar="ID", help="Their own, as in the force's records."),
    ] = "",
    email: Annotated[
        str, typer.Option(help="As the force's own sign-on gives it; nothing is sent there.")
    ] = "",
) -> None:
    """Make an account, and show the link by which they set their password.

    The link works once, within a day; give it to nobody else. Further accounts are made by an
    administrator, on the pages. Everything but an administrator needs a staff ID: it keeps their
    own file, and those of people they are tied to, from them.

    \b
    Examples:
      upstander people add --username k.ames --name "K Ames" --role administrator
      upstander people add --username o.reid --name "O Reid" --role analyst --staff-id S0412
    """
    from upstander.web import door

    address = door.add_person(
        username=username, role=role, staff_id=staff_id, name=name, email=email
    )
    screen.say("The account was made. They set their password here, once, within a day:")
    print(address)


@group.command()
def link(username: Username) -> None:
    """Show a new one-time link for somebody who cannot get in; earlier ones no longer work."""
    from upstander.web import door

    print(door.issue_link(username=username))


@group.command("list")
def show(as_json: options.Json = False) -> None:
    """Who has an account: role, second factor, and whether it is in use."""
    from upstander.web import door

    found = door.list_people()
    if as_json:
        screen.show_json(found)
        return
    screen.show_table(found, title="People of the workbench")
