"""`upstander disclosure`: packs that the workbench handed out: are they as they were made?"""

import re
from pathlib import Path
from typing import Annotated

import typer

from upstander.cli import options, screen
from upstander.errors import UsageError

NAME = "disclosure"
_KEY = re.compile("[0-9a-f]{64}")

Pack = Annotated[Path, typer.Argument(metavar="PACK.zip", help="The pack, whole and as it came.")]
Key = Annotated[
    str | None,
    typer.Option(
        metavar="KEY_OR_FILE",
        help="The unit's key, 64 hexadecimal digits, or a file that holds it. Without it, that of "
        "the workbench on this machine.",
    ),
]

group = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Disclosure packs: is one as it was made, by which key is it signed.",
)


@group.command()
def verify(pack: Pack, key: Key = None, as_json: options.Json = False) -> None:
    """Say whether a pack was edited, added to, or lacks a file, and whether the unit signed it.

    Whoever receives a pack gives the key that the unit told them by another way: then neither a
    workbench nor a network is needed. Without a key it is held against the workbench on this
    machine and its record, and that it was verified goes into the audit log.

    \b
    Examples:
      upstander disclosure verify L-00042-D-00007.zip --key unit.key
      upstander disclosure verify L-00042-D-00007.zip
    """
    from upstander.web import door

    if key is None:
        verdict = door.verify_own_pack(pack)
    else:
        verdict = door.verify_pack(pack, key=_read_key(key))
    if as_json:
        screen.show_json(
            {
                "sound": verdict.sound,
                "pack": verdict.pack,
                "lead": verdict.lead,
                "made_at": verdict.made_at,
                "files": verdict.files,
                "public_key": verdict.public_key,
                "problems": [problem.said for problem in verdict.problems],
            }
        )
    verdict.raise_if_not()
    if as_json:
        return
    screen.say(
        f"Pack {verdict.pack} is as it was made on {verdict.made_at[:10]}: each of its "
        f"{verdict.files:,} files is there, unedited, nothing was added, and the key signed it."
    )


@group.command()
def key() -> None:
    """Print the key by which packs of this workbench are verified. It is no secret.

    Tell it to who receives a pack by another way than the pack itself: on the telephone, on paper.

    \b
    Examples:
      upstander disclosure key
    """
    from upstander.web import door

    print(door.pack_key())


@group.command()
def tidy() -> None:
    """Remove the files of packs whose time is over (UPSTANDER_PACK_DAYS). Their record stays.

    The workbench does so itself when it starts and when packs are looked at; this is for a timer.

    \b
    Examples:
      upstander disclosure tidy
    """
    from upstander.web import door

    count = door.remove_expired_packs()
    screen.say(f"{count:,} file{'' if count == 1 else 's'} removed.")


def _read_key(given: str) -> str:
    text = given.strip().lower()
    if not _KEY.fullmatch(text):
        try:
            text = Path(given).read_text(encoding="ascii").strip().lower()
        except (OSError, ValueError):
            text = ""
    if not _KEY.fullmatch(text):
        raise UsageError(
            "The --key is neither 64 hexadecimal digits nor a file that holds them.",
            do="Give the key that the unit told you.",
        )
    return text
