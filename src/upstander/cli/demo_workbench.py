"""The workbench of a demo: a folder of its own, a scan brought in, accounts, and a port."""

import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from upstander.cli import screen

FIRST = 40  # members by rank who come in: the list itself is of two or three
ACCOUNTS = 12  # as many members of staff as accounts could be made for
# What would lead a demo to a force's own workbench.
_OTHERS = ("DATABASE_URL", "UPSTANDER_SECRET_KEY", "UPSTANDER_AUDIT_KEY", "UPSTANDER_OIDC_ISSUER")


@dataclass(frozen=True, kw_only=True)
class Users:
    """Who signs in to a demo."""

    names: Sequence[str]
    password: str


def home(out: Path) -> Path:
    """The workbench's folder within that of the demo."""
    return (out / "workbench").absolute()


def make(out: Path, *, members: Sequence[str] = ()) -> tuple[Any, Users]:
    """A new workbench with the scan of `out` in it; what came in, and who signs in.

    The first of the list come in, and `members`, wherever they stand.
    """
    shutil.rmtree(home(out), ignore_errors=True)
    _environment(out)
    from upstander.web import door

    brought = door.publish(out / "scan", first=FIRST, members=members)
    names, password = door.make_demo_accounts(stand_ins(out, besides=members))
    door.do_demo_work()
    door.make_demo_watch_list(out / "scan")
    return brought, Users(names=names, password=password)


def serve(out: Path) -> None:
    """Serve it on this machine alone, on a port that is free, until stopped."""
    _environment(out)
    from upstander.web import door

    # One process: whoever looks at a demo on their own machine is one person.
    door.serve(
        host="127.0.0.1", port=0, processes=1, threads=8, demo=True, check=False, say=screen.say
    )


def stand_ins(out: Path, *, besides: Collection[str] = ()) -> list[str]:
    """Members whose staff ids the accounts get: of professional standards, and without a lead.

    A small force has few of them: then others of whom the scan found nothing.
    """
    columns = ["staff_id", "role_family"]
    staff = pq.read_table(out / "force" / "extracts" / "staff.parquet", columns=columns)
    leads = pq.read_table(out / "scan" / "leads.parquet", columns=["staff_id", "rank", "listed"])
    rows = leads.to_pylist()
    found = {row["staff_id"] for row in rows}
    brought = {row["staff_id"] for row in rows if row["listed"] or row["rank"] <= FIRST}
    brought |= set(besides)
    theirs, others = [], []
    for row in staff.to_pylist():
        member = row["staff_id"]
        if row["role_family"] == "professional_standards" and member not in brought:
            theirs.append(member)
        elif member not in found:
            others.append(member)
    return [*theirs, *others][:ACCOUNTS]


def _environment(out: Path) -> None:
    """A demo's workbench is its own, whatever else this machine's environment names."""
    for name in _OTHERS:
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)
    os.environ["UPSTANDER_DEMO"] = "1"
    os.environ["UPSTANDER_HOME"] = str(home(out))
