"""Verifying a pack on the command line of the workbench that made it: that is an entry, too."""

from dataclasses import replace
from pathlib import Path

from upstander.errors import PackSignatureError
from upstander.web.audit import keys
from upstander.web.disclosure import actions, making, verifying
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.verifying import Problem, Verdict


def verify(place: Path) -> Verdict:
    """Hold a file against this workbench's key, and against its record of the pack.

    A file that is whole and signed, and that no pack on record is, was signed by whoever has the
    key: that is said as well.
    """
    verdict = verifying.verify(place, public_key=keys.public_key())
    number = verdict.pack.removeprefix("D-")
    pack = Pack.objects.filter(pk=int(number)).first() if number.isdecimal() else None
    if pack is None:
        return _with(verdict, "No pack of that number is on record here.")
    if verdict.sound and making.digest_of(place) != pack.file_digest:
        verdict = _with(verdict, "It is another file than the one on record under its number.")
    actions.noted_check(pack, by=None, sound=verdict.sound, problems=len(verdict.problems))
    return verdict


def _with(verdict: Verdict, said: str) -> Verdict:
    problems = (*verdict.problems, Problem(kind=PackSignatureError, said=said))
    return replace(verdict, problems=problems)
