"""The visitors of the pages benchmark: they sign in, click, and pause between two pages."""

import random
import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

from benchmarks.pages_served import LOAD, PAGE, PASSWORD, name_of

_LEAD = re.compile(r'href="(/leads/L-\d+/)"')
_PAIR = re.compile(r'href="\?pair=(\d+)"')
_MONTH = re.compile(r'href="\?(zoom=month[^"#]*)')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_KEPT_S = 30  # the server closes what nobody asked through for two minutes
QUEUES = (
    ("", 5), ("?sort=score&order=down", 2), ("?sort=newest&order=down", 2), ("?owner=mine", 3),
    ("?owner=none&state=new", 2), ("?band=review&state=new&state=in_triage", 2),
    ("?sign=IND-05", 1), ("?page=2", 3), ("?page=40", 1), ("?due=late", 1), ("?q=0042", 1),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Load:
    """How fast each visitor clicks, and for how long; a pause is drawn anew each time."""

    name: str
    pause_s: float  # on average, exponentially distributed
    seconds: float


@dataclass(frozen=True, kw_only=True)
class Click:
    """One request of a visitor."""

    page: str
    path: str
    form: dict[str, str] | None = None


def signed_in(port: int, *, people: int) -> list["Visitor"]:
    """Everybody signs in as anybody does; it is not counted."""
    visitors = [Visitor(number, port=port) for number in range(people)]
    for visitor in visitors:
        visitor.sign_in()
    return visitors


def visit(visitors: Iterable["Visitor"], *, load: Load) -> list[dict[str, Any]]:
    """All click for the time of the load; what each answer took them."""
    waits: list[dict[str, Any]] = []
    until = time.monotonic() + load.seconds
    threads = [
        threading.Thread(target=visitor.click, kwargs={"load": load, "until": until, "to": waits})
        for visitor in visitors
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return waits


class Visitor:
    """Somebody of the unit with a browser of their own."""

    def __init__(self, number: int, *, port: int) -> None:
        self.name = name_of(number)
        self.random = random.Random(number)
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.asked = time.perf_counter()
        self.cookies: dict[str, str] = {}
        self.shown = ""

    def sign_in(self) -> None:
        """By name and password."""
        self._ask(Click(page="", path="/sign-in/"))
        form = {"login": self.name, "password": PASSWORD}
        self._ask(Click(page="", path="/sign-in/", form=form))
        self._ask(Click(page="", path="/"))
        if not _LEAD.search(self.shown):
            raise RuntimeError("a visitor could not sign in")

    def click(self, *, load: Load, until: float, to: list[dict[str, Any]]) -> None:
        """Pause and click, until then; the first pause spreads the visitors."""
        clicks = self._clicks()
        while True:
            time.sleep(self.random.expovariate(1 / load.pause_s) if load.pause_s else 0)
            if time.monotonic() >= until:
                return
            click = next(clicks)
            waited = self._ask(click, load=load.name)
            to.append({"load": load.name, "page": click.page, "ms": waited})

    def _clicks(self) -> Iterator[Click]:
        """A way through the workbench that does not end: lists, and leads from them."""
        while True:
            queue = self.random.choices(*zip(*QUEUES, strict=True))[0]
            yield Click(page="queue", path=f"/{queue}")
            if leads := _LEAD.findall(self.shown):
                yield from self._lead(self.random.choice(leads))
            if self.random.random() < 0.1:
                yield from self._look_up()

    def _lead(self, path: str) -> Iterator[Click]:
        yield Click(page="lead", path=path)
        pairs, months = _PAIR.findall(self.shown), _MONTH.findall(self.shown)
        if pairs and self.random.random() < 0.6:
            yield Click(page="lead: one person", path=f"{path}?pair={self.random.choice(pairs)}")
        if months and self.random.random() < 0.3:
            yield Click(page="lead: a month", path=f"{path}?{months[0].replace('&amp;', '&')}")
        if self.random.random() < 0.5:
            yield Click(page="records", path=f"{path}records/")
        if self.random.random() < 0.3:
            yield Click(page="progress", path=f"{path}progress/")
        if self.random.random() < 0.1:
            yield Click(page="who looked", path=f"{path}looked/")

    def _look_up(self) -> Iterator[Click]:
        yield Click(page="look-up: the form", path="/look-up/")
        term = f"H{self.random.randrange(15_000):06}"
        form = {"term": term, "purpose": "A benchmark."}
        yield Click(page="look-up: the answer", path="/look-up/", form=form)

    def _ask(self, click: Click, *, load: str = "") -> float:
        """Ask for a page; the milliseconds until the last byte of it was here."""
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if load:
            headers |= {PAGE: click.page, LOAD: load}
        began = time.perf_counter()
        if began - self.asked > _KEPT_S:  # as a browser does; it opens again by itself
            self.connection.close()
        self.asked = began
        if click.form is None:
            self.connection.request("GET", click.path, headers=headers)
        else:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
            token = {"csrfmiddlewaretoken": _TOKEN.findall(self.shown)[-1]}
            self.connection.request("POST", click.path, urlencode(click.form | token), headers)
        answer = self.connection.getresponse()
        self.shown = answer.read().decode()
        waited = (time.perf_counter() - began) * 1000
        for cookie in answer.headers.get_all("Set-Cookie", []):
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value
        return waited
