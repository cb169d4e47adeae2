"""The course that a pursuit takes: one decision after another, until somebody stops it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from upstander.simulator.basics import DAY, HOUR, MINUTE, NONE, Array, Calendar, Plan
from upstander.simulator.diaries import Diary, Outing
from upstander.simulator.misconduct import Aim, Meetings, Target, targets
from upstander.simulator.public import Public
from upstander.simulator.rota import Rota
from upstander.simulator.small_talk import carried
from upstander.simulator.traces import MISCONDUCT, Traces
from upstander.simulator.workforce import Staff

RING, TEXT, MAIL, APP, LOOK, VISIT = range(6)


@dataclass
class Acts:
    """What was done, as rows to be written; and what others came to know of it."""

    calls: list[tuple[int, int, int, str, str, float]] = field(default_factory=list)
    looks: list[tuple[int, int, int]] = field(default_factory=list)
    messages: list[tuple[int, int, int, str, str]] = field(default_factory=list)
    outings: list[Outing] = field(default_factory=list)
    hints: list[tuple[str, int, int, int]] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where the acts happen."""

    calendar: Calendar
    rota: Rota
    public: Public
    diary: Diary
    nature: int


def pursue(rng: Generator, setting: Setting, aim: Aim, target: Target, acts: Acts) -> None:
    """One pursuit. Warmth is how the person takes it; will is what is left of the wish."""
    warmth, will, closeness = float(rng.beta(1.3, 2.0)), 1.0, 0.0
    left = max(1, int(aim.tries * rng.lognormal(0, 0.5)))
    at = target.met + int(rng.exponential(1.5 * DAY)) + 10 * MINUTE
    if rng.random() < aim.looks_first:
        for _ in range(int(rng.integers(1, 4))):
            _look(rng, setting, aim, target, at - int(rng.exponential(DAY)), acts)
    stop = float(rng.uniform(0.05, 0.3))
    while left > 0 and will > stop and at < setting.calendar.end:
        left -= 1
        hidden = closeness > aim.hides_from and rng.random() < aim.guarded
        if not hidden:
            answered = _act(rng, setting, aim, target, at, warmth, acts)
            closeness += float(rng.uniform(0.08, 0.3)) * answered
            will *= 1.0 if answered else aim.patience
        elif aim.hides_from > 0 and rng.random() < aim.looks_on * 0.25:
            _look(rng, setting, aim, target, at, acts)
        at += int(rng.gamma(1.3, aim.tempo_days / 1.3) * DAY) + 20 * MINUTE
        if rng.random() < aim.pauses:
            at += int(rng.uniform(12, 60) * DAY)
    _what_came_of_it(rng, setting, aim, target, at, warmth, acts)


def _when(rng: Generator, setting: Setting, aim: Aim, at: int) -> int:
    """A moment of the shift, or an hour of one's own."""
    if rng.random() < aim.off_duty:
        return at - at % DAY + int(rng.triangular(7, 20.5, 24) * HOUR)
    found = setting.rota.moment(rng, np.array([aim.staff]), np.array([at]))[0]
    return at if found == NONE or found - at > 6 * DAY else int(found)


def _act(
    rng: Generator, setting: Setting, aim: Aim, target: Target, at: int, warmth: float, acts: Acts
) -> bool:
    """Do one thing; returns whether the person took it up."""
    way = int(rng.choice(len(aim.ways), p=np.array(aim.ways)))
    when = _when(rng, setting, aim, at)
    answered = bool(rng.random() < 0.25 + 0.65 * warmth)
    if way != VISIT and rng.random() < aim.looks_on * 0.5:
        _look(rng, setting, aim, target, when - int(rng.uniform(1, 300)) * MINUTE, acts)
    if way == RING:
        _ring(rng, aim, target, when, answered, acts)
    elif way == TEXT:
        _text(rng, aim, target, when, answered, acts)
    elif way in (MAIL, APP):
        _write(rng, aim, target, when, answered, "email" if way == MAIL else "whatsapp", acts)
    elif way == LOOK:
        _look(rng, setting, aim, target, when, acts)
        return False
    else:
        _call_round(rng, setting, aim, target, at, acts)
    return answered


def _ring(rng: Generator, aim: Aim, target: Target, when: int, answered: bool, acts: Acts) -> None:
    """Ring, perhaps several times; hang up, or talk; perhaps be rung back."""
    tries = 1 if answered else int(rng.geometric(1 - 0.5 * aim.hangs_up))
    for turn in range(tries):
        short = (
            rng.integers(0, 6) if rng.random() < 0.4 + 0.5 * aim.hangs_up else rng.integers(6, 40)
        )
        acts.calls.append((aim.staff, target.human, when, "out", "voice", float(short)))
        when += int(rng.exponential(40 * MINUTE)) + 15 + turn
    if answered:
        seconds = float(rng.lognormal(5.3, 1.0))
        theirs = rng.random() < 0.35
        acts.calls.append(
            (
                aim.staff,
                target.human,
                when,
                "in" if theirs else "out",
                "voice",
                min(seconds, 7_000.0),
            )
        )


def _text(rng: Generator, aim: Aim, target: Target, when: int, answered: bool, acts: Acts) -> None:
    """Text, one or several; with an answer, some to and fro."""
    turns = 1 + int(rng.poisson(2.5 if answered else 0.4))
    for turn in range(turns):
        theirs = answered and turn > 0 and rng.random() < 0.48
        kind = "picture" if rng.random() < 0.03 else "text"
        acts.calls.append((aim.staff, target.human, when, "in" if theirs else "out", kind, NONE))
        when += int(rng.lognormal(2.0, 1.2) * MINUTE) + 10


def _write(
    rng: Generator, aim: Aim, target: Target, when: int, answered: bool, channel: str, acts: Acts
) -> None:
    acts.messages.append((aim.staff, target.human, when, "out", channel))
    if answered:
        later = when + int(rng.lognormal(3.5, 1.2) * MINUTE)
        acts.messages.append((aim.staff, target.human, later, "in", channel))


def _look(rng: Generator, setting: Setting, aim: Aim, target: Target, at: int, acts: Acts) -> None:
    found = int(setting.rota.moment(rng, np.array([aim.staff]), np.array([at]))[0])
    if found != NONE:
        for _ in range(int(rng.geometric(0.5))):
            acts.looks.append((aim.staff, target.human, found + int(rng.integers(0, 9 * MINUTE))))


def _call_round(
    rng: Generator, setting: Setting, aim: Aim, target: Target, at: int, acts: Acts
) -> None:
    """Call round on duty, alone if at all possible; off duty nothing is seen of it."""
    if rng.random() < aim.off_duty * 0.6:
        return
    away = np.zeros(2)
    if aim.apart_m:
        turn = rng.uniform(0, 2 * np.pi)
        away = aim.apart_m * np.array([np.cos(turn), np.sin(turn)])
    place = np.round(setting.public.home[target.human] + away + rng.normal(0, 9, 2), 1)
    for attempt in range(4):
        duty = setting.rota.next_duty(np.array([aim.staff]), np.array([at + attempt * DAY]))[0]
        crew = setting.diary.crew_of_duty[duty] if duty != NONE else NONE
        doubled = crew != NONE and setting.diary.crews.second[crew] != NONE
        if crew == NONE or (doubled and rng.random() < aim.alone):
            continue
        found = setting.diary.fit(
            rng,
            member=aim.staff,
            after=at + attempt * DAY,
            at=place,
            seconds=int(rng.lognormal(3.2, 0.6) * MINUTE) + 4 * MINUTE,
        )
        if found:
            acts.outings.append(Outing(*found, aim.staff, target.human, setting.nature))
            return


def _what_came_of_it(
    rng: Generator, setting: Setting, aim: Aim, target: Target, at: int, warmth: float, acts: Acts
) -> None:
    """Most say nothing. Some complain, ask for that officer by name, or somebody else speaks."""
    after = min(at, setting.calendar.end - DAY) + int(rng.exponential(12 * DAY))
    for what, share in (
        ("complaint", 0.16 * (1 - warmth)),
        ("intelligence", 0.1),
        ("survey", 0.06),
        ("asks for", 0.22 * warmth),
    ):
        if rng.random() < share:
            moment = (
                after
                if what != "asks for"
                else int(rng.uniform(target.met, max(at, target.met + 2)))
            )
            acts.hints.append((what, aim.staff, target.human, moment))


def run(
    plan: Plan,
    setting: Setting,
    staff: Staff,
    met: Meetings,
    aims: list[Aim],
    taken: set[int],
    outings: list[Outing],
) -> tuple[list[tuple[Aim, Target]], Acts]:
    """Every aim with everybody it falls upon."""
    acts, pursuits = Acts(outings=outings), []
    for number, aim in enumerate(aims):
        rng = plan.stream(f"courses.{number}")
        for target in targets(rng, setting.calendar, staff, setting.public, met, aim, taken):
            pursue(rng, setting, aim, target, acts)
            pursuits.append((aim, target))
    return pursuits, acts


def write(rng: Generator, traces: Traces, acts: Acts, *, cited: Array) -> None:
    """Put the acts where the systems would have kept them; `cited`: the matter of each look-up."""
    texts = traces.ledger.texts
    for kind in ("voice", "text", "picture"):
        chosen = [one for one in acts.calls if one[4] == kind]
        if chosen:
            staff, human, at, way, _, seconds = zip(*chosen, strict=True)
            traces.calls(
                rng,
                staff=_ints(staff),
                human=_ints(human),
                at=_ints(at),
                kind=kind,
                direction=texts.codes(way),
                nature=MISCONDUCT,
                seconds=np.array(seconds) if kind == "voice" else None,
            )
    if acts.looks:
        staff, human, at = zip(*acts.looks, strict=True)
        traces.lookups(
            rng,
            staff=_ints(staff),
            human=_ints(human),
            at=_ints(at),
            nature=MISCONDUCT,
            occurrence=cited,
            cited=1.0,
            curious=True,
        )
    for channel in ("email", "whatsapp"):
        wrote = [one for one in acts.messages if one[4] == channel]
        if wrote:
            staff, human, at, way, _ = zip(*wrote, strict=True)
            traces.messages(
                staff=_ints(staff),
                human=_ints(human),
                at=_ints(at),
                channel=channel,
                direction=texts.codes(way),
                nature=MISCONDUCT,
                text=carried(rng, texts, size=len(wrote)),
            )


def _ints(values: tuple[int, ...]) -> Array:
    return np.array(values, dtype=np.int64)
