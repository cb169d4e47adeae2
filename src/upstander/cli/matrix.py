"""`upstander matrix`: the risk matrix in use, and what a combination of signs would come to."""

from typing import Annotated, Any

import typer

from upstander import words
from upstander.cli import options, screen
from upstander.errors import UsageError

NAME = "matrix"


def command(
    bits: Annotated[
        list[str] | None,
        typer.Option(
            "--bits",
            metavar="SIGN=NUMBER",
            help="Suppose that a sign is so rare among peers, in bits (repeat for more).",
        ),
    ] = None,
    marker: Annotated[
        list[str] | None,
        typer.Option(metavar="MARKER", help="A recorded vulnerability of the person."),
    ] = None,
    people: Annotated[int, typer.Option(min=1, help="How many people the lead is about.")] = 1,
    role: Annotated[
        str, typer.Option(metavar="FAMILY", help="The member's role family.")
    ] = "other",
    origin: Annotated[
        str, typer.Option(metavar="ORIGIN", help="How contact between the two began.")
    ] = "after a policing link",
    own_record: Annotated[
        bool,
        typer.Option(
            "--own-record", help="The member's look-ups cite a matter of the person, or change it."
        ),
    ] = False,
    settings: options.Settings = None,
    as_json: options.Json = False,
) -> None:
    """Show the risk matrix; with --bits, what such a combination of signs would come to.

    The sum is worked out as a scan does it, with nobody's records: families, missing records and
    how contact began are weighed, and each sign is taken to rest on events of its own. The matrix
    is the force's own to change, and it is not validated.

    \b
    Examples:
      upstander matrix
      upstander matrix --bits IND-05=6 --bits IND-26=5 --marker domestic_abuse
      upstander matrix --bits IND-05=6 --origin "before any policing link" --settings own.yaml
    """
    from upstander.engine import api

    if not bits:
        _show(api.matrix(settings=settings), as_json=as_json)
        return
    _known(marker or [], words.VULNERABILITY_MARKERS, what="vulnerability")
    _known([role], words.ROLE_FAMILIES, what="role family")
    _known([origin], words.ORIGINS, what="origin")
    found = api.what_if(
        bits=dict(_supposed(one) for one in bits),
        markers=tuple(marker or ()),
        people=people,
        role_family=role,
        origin=origin,
        own_record=own_record,
        settings=settings,
    )
    if as_json:
        screen.show_json(found)
        return
    screen.show_table(found["signs"], title="What each sign adds")
    screen.say(
        f"{found['score']:.1f} bits: likelihood {found['likelihood']} of 5, harm {found['harm']} "
        f"of 5, band {found['band']} (matrix {found['matrix']})."
    )
    for reason in found["harm_reasons"]:
        screen.say(f"  harm: {reason}")


def _show(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        screen.show_json(found)
        return
    screen.show_table(
        [
            {"": f"likelihood {level}"} | {f"harm {n}": band for n, band in enumerate(row, start=1)}
            for level, row in sorted(found["bands"].items(), reverse=True)
        ],
        title=f"{found['title']}, version {found['version']} (not validated)",
    )
    starts = ", ".join(f"{level} from {bits:g}" for level, bits in found["starts_at"].items())
    screen.say(f"Likelihood by bits: {starts}; 1 below.")
    screen.show_table(found["changes"], title="Changes")


def _supposed(text: str) -> tuple[str, float]:
    sign, _, number = text.partition("=")
    try:
        return sign, float(number)
    except ValueError:
        raise UsageError(
            f"{text} is no sign with a number of bits.", do="Write it as IND-05=6."
        ) from None


def _known(given: list[str], known: tuple[str, ...], *, what: str) -> None:
    for one in given:
        if one not in known:
            raise UsageError(f"{one} is no {what} that is known.", do=f"Use {', '.join(known)}.")
