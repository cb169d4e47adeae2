"""The force's risk matrix, read from its one versioned file."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from upstander import words
from upstander.errors import ConfigurationError

OWN = Path(__file__).with_name("matrix.yaml")


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """Weights, levels and bands. See matrix.yaml for the source of each."""

    version: str
    title: str
    changes: tuple[Mapping[str, Any], ...]
    rest_of_family: float
    rest_of_events: float
    rest_of_gap: float
    gap_signs: tuple[str, ...]
    own_record: float
    own_record_from: float
    stop_share: float
    about_member: float
    many_people: float
    all_explained: float
    may_be_explained: tuple[str, ...]
    supporting_signs: tuple[str, ...]
    shrink_towards_force: float
    most_bits_a_sign: float
    further_people: float
    further_person_from: float
    origin: Mapping[str, float]
    origin_spares: tuple[str, ...]
    head_start_days: int
    look_up_days: int
    running_days: int
    unseen_spacings: float
    signs: Mapping[str, float]
    likelihood: Mapping[int, float]
    harm: Mapping[str, Any]
    bands: Mapping[int, tuple[str, ...]]
    style: Mapping[str, int]
    share_of_staff: float

    def likelihood_of(self, bits: float) -> int:
        """1 to 5."""
        return max([1, *[level for level, start in self.likelihood.items() if bits >= start]])

    def band_of(self, *, likelihood: int, harm: int) -> str:
        """The band of a cell of the 5 x 5 matrix."""
        return self.bands[likelihood][harm - 1]


def read_matrix(path: Path | None = None) -> Matrix:
    """The matrix in `path`, or Upstander's own. ConfigurationError says what is wrong with it."""
    source = path or OWN
    try:
        raw = yaml.safe_load(source.read_text(encoding="utf-8"))
        matrix = _matrix(raw)
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as problem:
        raise ConfigurationError(
            f"The matrix {source.name} cannot be read: {type(problem).__name__}.",
            do="Compare it with docs/reference/matrix.md; every key there is needed.",
        ) from problem
    _check(matrix, name=source.name)
    return matrix


def _matrix(raw: Mapping[str, Any]) -> Matrix:
    weighing, origin = raw["weighing"], dict(raw["origin"])
    spares, head_start = origin.pop("spares"), origin.pop("head_start_days")
    running, spacings = origin.pop("running_days"), origin.pop("unseen_spacings")
    looked_for = origin.pop("look_up_days")
    return Matrix(
        version=str(raw["version"]),
        title=str(raw["title"]),
        changes=tuple(raw["changes"]),
        rest_of_family=float(weighing["rest_of_family"]),
        rest_of_events=float(weighing["rest_of_events"]),
        rest_of_gap=float(weighing["rest_of_gap"]),
        gap_signs=tuple(weighing["gap_signs"]),
        own_record=float(weighing["own_record"]),
        own_record_from=float(weighing["own_record_from"]),
        stop_share=float(weighing["stop_share"]),
        about_member=float(weighing["about_member"]),
        many_people=float(weighing["many_people"]),
        all_explained=float(weighing["all_explained"]),
        may_be_explained=tuple(weighing["may_be_explained"]),
        supporting_signs=tuple(weighing["supporting_signs"]),
        shrink_towards_force=float(weighing["shrink_towards_force"]),
        most_bits_a_sign=float(weighing["most_bits_a_sign"]),
        further_people=float(weighing["further_people"]),
        further_person_from=float(weighing["further_person_from"]),
        origin={name: float(origin[name]) for name in words.ORIGINS},
        origin_spares=tuple(spares),
        head_start_days=int(head_start),
        look_up_days=int(looked_for),
        running_days=int(running),
        unseen_spacings=float(spacings),
        signs={sign: float(weight) for sign, weight in raw["signs"].items()},
        likelihood={
            int(key): float(value) for key, value in raw["likelihood"]["starts_at"].items()
        },
        harm=raw["harm"],
        bands={int(key): tuple(value) for key, value in raw["bands"].items()},
        style={key: int(value) for key, value in raw["style"].items()},
        share_of_staff=float(raw["list"]["share_of_staff"]),
    )


def _check(matrix: Matrix, *, name: str) -> None:
    levels = range(1, 6)
    shaped = all(len(matrix.bands.get(level, ())) == len(levels) for level in levels)
    known = {band for row in matrix.bands.values() for band in row} <= set(words.BANDS)
    if not (shaped and known):
        raise ConfigurationError(
            f"The bands of the matrix {name} are not five rows of five known bands.",
            do=f"Use only {', '.join(words.BANDS)}.",
        )
