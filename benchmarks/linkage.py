"""Joining person records: how right, how fast, and beside plain Splink in the same run.

`generated`: two systems' records of overlapping people. Spellings slip, dates are typed wrong,
people move, marry and change numbers. `strangers` live each by themselves, and their family names
are as many as a large population's. `households` is harder: relatives share address, landline and
family name; there are twins, and sons with their father's name; and as invented family names stay
a few thousand, more records are a harder task, for anybody. Plain Splink is given the same
comparisons, training and rules, and finds and joins pairs as its guide has it. The bar for recall
was set on other records than these: what plain Splink reaches here stands beside it.

With UPSTANDER_REAL_DATA naming the folder of public sets, FEBRL (Freely Extensible Biomedical
Record Linkage, 5,000 + 5,000 records, truth known) and Splink's fake_1000 are joined as well.
"""

import csv
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from splink import block_on
from splink.clustering import cluster_pairwise_predictions_at_threshold

from benchmarks.machine import peak_gb
from upstander.engine.people import compared as comparing
from upstander.engine.people import linking, model
from upstander.engine.sessions import DuckSession, duck_session
from upstander.engine.tables import CONTRACT
from upstander.engine.tables.records import Records

GIVEN = (
    "oliver george noah arthur harry leo muhammad jack charlie oscar jacob henry thomas freddie "
    "alfie theo william theodore archie joshua alexander james isaac edward lucas tommy finley "
    "max logan ethan teddy mohammed benjamin arlo joseph sebastian harrison elijah adam daniel "
    "samuel louie mason reuben albie rory jaxon hugo luca zachary reggie hunter louis dylan "
    "albert david olivia amelia isla ava mia ivy lily isabella rosie sophia grace willow freya "
    "florence emily ella poppy evie elsie charlotte evelyn sienna sofia daisy phoebe sophie alice "
    "harper matilda ruby emma scarlett isabelle maya millie aria eliza chloe luna layla violet "
    "hallie penelope robyn thea zara mila ada jessica imogen eva maisie hannah susan margaret "
    "peter john paul mark stephen andrew karen linda patricia barbara julie christine deborah"
).split()
COMMON = (
    "smith jones taylor brown williams wilson johnson davies patel wright thompson evans walker "
    "white roberts green hall wood jackson clarke khan hughes edwards hill moore clark harrison "
    "scott young morris lewis hussain ahmed cook carter baker king ward turner parker bennett"
).split()
STARTS = (
    "ash thorn hart whit black wood had marsh red stan clay hol lang win brad ald mar bur sher "
    "lin oak raven cole ever fair graf har king lamb mill nor pem quar ros sel tun"
).split()
ENDS = "ford bury ley ton ham wick field worth more by stead well croft dale hurst gate".split()


BARS = {"precision": 0.999, "recall": 0.986, "times_plain_splink": 1.0}

# The keys of people/blocking.py as Splink's own rules.
PLAIN_RULES = (
    block_on("birth", "substr(first, 1, 1)"),
    block_on("birth", "substr(family, 1, 1)"),
    block_on("first", "family"),
    block_on("first", "substr(family, 1, 2)", "substr(birth, 1, 4)"),
    block_on("family", "substr(first, 1, 2)", "substr(birth, 1, 4)"),
    block_on("first", "substr(family, 1, 1)", "substr(birth, 6, 5)"),
    block_on("family", "substr(first, 1, 1)", "substr(birth, 6, 5)"),
    block_on("phones", arrays_to_explode=["phones"]),
    block_on("homes", arrays_to_explode=["homes"]),
    block_on("emails", arrays_to_explode=["emails"]),
)


@dataclass
class Made:
    """Records under construction, with whose they are."""

    people: list[dict[str, Any]] = field(default_factory=list)
    phones: list[dict[str, Any]] = field(default_factory=list)
    addresses: list[dict[str, Any]] = field(default_factory=list)
    accounts: list[dict[str, Any]] = field(default_factory=list)
    truth: dict[str, str] = field(default_factory=dict)

    @property
    def tables(self) -> dict[str, pa.Table]:
        drawn = {
            "people": self.people,
            "person_phones": self.phones,
            "person_addresses": self.addresses,
            "person_accounts": self.accounts,
        }
        return {name: _arrow(name, rows) for name, rows in drawn.items() if rows}


@dataclass(frozen=True, kw_only=True)
class Being:
    """One human being of the generated households."""

    name: str
    given: str
    family: str
    born: date
    home: int
    phones: tuple[str, ...]


def run(small: bool) -> dict[str, Any]:
    """Precision, recall and time on generated and, where they are at hand, public records."""
    largest = 500 if small else 200_000
    sets = {f"strangers, 2 x {largest:,}": generated(each=largest, seed=1, households=False)}
    for size in (largest,) if small else (20_000, 50_000, largest):
        sets[f"households, 2 x {size:,}"] = generated(each=size, seed=size)
    for name, read in (("febrl4", _febrl), ("fake_1000", _fake)):
        folder = _real(name)
        if folder is not None:
            sets[name] = read(folder)
    found: list[dict[str, Any]] = []
    ratios = []
    for label, made in sets.items():
        ours, plain = _measured(label, made, how=_ours), _measured(label, made, how=_plain)
        found += [ours | {"by": "upstander"}, plain | {"by": "plain Splink"}]
        ratios.append(
            {
                "records": label,
                "times_plain_splink": round(ours["seconds"] / plain["seconds"], 2),
                "times_plain_splink_cpu": round(ours["cpu_seconds"] / plain["cpu_seconds"], 2),
                "precision_beyond": round(ours["precision"] - plain["precision"], 5),
                "recall_beyond": round(ours["recall"] - plain["recall"], 4),
            }
        )
    return {"name": "linkage", "linkage": found, "beside plain Splink": ratios, "bars": BARS}


def generated(*, each: int, seed: int, households: bool = True) -> Made:
    """Two systems' records, `each` of either; about half of the second are in the first."""
    chance = random.Random(seed)
    beings = _beings(chance, how_many=each + each // 2, households=households)
    first, rest = beings[:each], beings[each:]
    second = chance.sample(first, each - len(rest)) + rest
    made = Made()
    for position, being in enumerate(first):
        _write(made, f"A{position:07}", being, chance, noise=0.3)
    for position, being in enumerate(second):
        _write(made, f"B{position:07}", being, chance, noise=1.0)
    return made


def _beings(chance: random.Random, *, how_many: int, households: bool) -> list[Being]:
    beings: list[Being] = []
    home = 0
    while len(beings) < how_many:
        home += 1
        family = _family(chance, many=not households)
        landline = (f"066{home:08}",) if chance.random() < 0.4 else ()
        size = chance.choices((1, 2, 3, 4, 5), (30, 32, 16, 15, 7))[0] if households else 1
        parents = date(1950, 1, 1) + timedelta(days=chance.randrange(14_000))
        taken: set[str] = set()
        for place in range(size):
            last = beings[-1] if place > 2 else None
            born = parents + timedelta(days=chance.randrange(4_000))
            given = _given(chance)
            while given.split(" ")[0] in taken:
                given = _given(chance)
            taken.add(given.split(" ")[0])
            if place >= 2:
                born = parents + timedelta(days=9_000 + chance.randrange(4_000))
                if last and chance.random() < 0.03:
                    born = last.born  # twins
                elif chance.random() < 0.03:
                    given = beings[-place].given  # named after a parent
            own = (f"07{chance.randrange(10**9):09}",) if chance.random() < 0.8 else ()
            beings.append(
                Being(name=f"H{len(beings)}", given=given, family=family, born=born, home=home,
                      phones=own + landline)
            )  # fmt: skip
    chance.shuffle(beings)
    return beings[:how_many]


def _family(chance: random.Random, *, many: bool = False) -> str:
    """A common name, or one of some thousands that are invented; of a hundred thousand, if many."""
    if chance.random() < 0.25:
        return COMMON[min(int(chance.expovariate(0.1)), len(COMMON) - 1)]
    begins = chance.choice(STARTS) + (chance.choice(("", *STARTS)) if many else "")
    return begins + chance.choice(ENDS) + chance.choice(("", "", "s", "er"))


def _given(chance: random.Random) -> str:
    first = GIVEN[min(int(chance.expovariate(0.03)), len(GIVEN) - 1)]
    return f"{first} {chance.choice(GIVEN)}" if chance.random() < 0.4 else first


def _write(
    made: Made, person_id: str, being: Being, chance: random.Random, *, noise: float
) -> None:
    """One system's record of a being, with the slips of whoever typed it."""

    def slips(share: float) -> bool:
        return chance.random() < share * noise

    given: str | None = being.given.split(" ")[0] if slips(0.5) else being.given
    family: str | None = being.family
    born: date | None = being.born
    if slips(0.05):
        given = _slip(given or "", chance)
    if slips(0.05):
        family = _slip(family or "", chance)
    if slips(0.03):
        family = _family(chance)  # married, or went back
    if slips(0.01):
        given, family = family, given
    if slips(0.02):
        given = (given or "")[0]
    if slips(0.03):
        born = _misdated(being.born, chance)
    if slips(0.01):
        born = None
    made.people.append(
        {"person_id": person_id, "given_names": given, "family_name": family, "birth_date": born}
    )
    home = 10_000_000 + chance.randrange(10**6) if slips(0.12) else being.home
    if not slips(0.05):
        made.addresses.append(
            {"person_id": person_id, "uprn": str(home), "easting": 0.0, "northing": 0.0}
        )
    for number in being.phones:
        if not slips(0.35):
            made.phones.append({"person_id": person_id, "number": number})
    made.truth[person_id] = being.name


def _slip(text: str, chance: random.Random) -> str:
    """One letter dropped, doubled, changed, or two swapped."""
    at = chance.randrange(max(len(text) - 1, 1))
    kind = chance.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1 :]
    if kind == 1:
        return text[: at + 1] + text[at:]
    if kind == 2:
        return text[:at] + chance.choice("aeioulnrst") + text[at + 1 :]
    return text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]


def _misdated(born: date, chance: random.Random) -> date:
    """One digit out, or day and month swapped."""
    if born.day <= 12 and chance.random() < 0.4:
        return date(born.year, born.day, born.month)
    digits = list(born.isoformat())
    digits[chance.choice((2, 3, 8, 9))] = chance.choice("0123456789")
    try:
        return date.fromisoformat("".join(digits))
    except ValueError:
        return born + timedelta(days=1)


def _measured(
    label: str, made: Made, *, how: Callable[[DuckSession, Records], dict[str, str]]
) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory() as folder,
        duck_session(work=Path(folder), memory="2GB") as session,
    ):
        tables = {name: declared.empty() for name, declared in CONTRACT.items()}
        for name, rows in made.tables.items():
            tables[name] = session.load(f"in_{name}", rows)
        columns = ("family_name", "given_names", "birth_date")
        records = Records(
            tables=tables,
            seen=frozenset(made.tables),
            seen_columns=frozenset(f"people.{name}" for name in columns),
        )
        peak_gb(anew=True)
        began, worked = time.perf_counter(), time.process_time()
        joined = how(session, records)
        seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    precision, recall = scored(joined, made.truth)
    return {
        "records": label,
        "precision": round(precision, 5),
        "recall": round(recall, 4),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_gb": peak_gb(),
    }


def scored(joined: Mapping[str, str], truth: Mapping[str, str]) -> tuple[float, float]:
    """Precision and recall over pairs of records, the joined clusters against the true ones."""

    def pairs(groups: Iterable[Any]) -> int:
        return sum(size * (size - 1) // 2 for size in Counter(groups).values())

    right = pairs((joined[record], truth[record]) for record in truth)
    made = pairs(joined[record] for record in truth)
    return right / max(made, 1), right / max(pairs(truth.values()), 1)


def _ours(session: DuckSession, records: Records) -> dict[str, str]:
    people = linking.humans(records, session)
    return {row["person_id"]: row["human_id"] for row in session.rows(people.humans)}


def _plain(session: DuckSession, records: Records) -> dict[str, str]:
    """Splink as its guide has it: the same comparisons, rules and training, its own pairs."""
    rows = comparing.compared(records, session, most_at_number=4, most_at_home=10)
    fitted = model.fitted(
        rows, session, learn_from=2_000, seed=1, rules=PLAIN_RULES, key="person_id"
    )
    predicted = fitted.linker.inference.predict(
        threshold_match_weight=linking.LinkSettings().automatic_bits, warning_mode="never"
    )
    clustered = cluster_pairwise_predictions_at_threshold(
        nodes="people_compared",
        edges=predicted.physical_name,
        db_api=fitted.door,
        node_id_column_name="person_id",
    )
    return {row["person_id"]: row["cluster_id"] for row in model.arrow(clustered).to_pylist()}


def _real(name: str) -> Path | None:
    folder = os.environ.get("UPSTANDER_REAL_DATA")
    inner = Path(folder) / ("rl_febrl" if name == "febrl4" else f"rl_{name}") if folder else None
    return inner if inner and inner.is_dir() else None


def _febrl(folder: Path) -> Made:
    """FEBRL's two files. The number in the street with the postcode, the street with the suburb
    and the street with the postcode stand for a matched address."""
    made = Made()
    for part in ("febrl4a.csv", "febrl4b.csv"):
        for row in _csv(folder / part):
            key = row["rec_id"]
            made.truth[key] = key.split("-")[1]
            made.people.append(
                {"person_id": key, "given_names": row["given_name"] or None,
                 "family_name": row["surname"] or None, "birth_date": _day(row["date_of_birth"])}
            )  # fmt: skip
            for one, other in (
                ("street_number", "postcode"),
                ("address_1", "suburb"),
                ("address_1", "postcode"),
            ):
                if row[one] and row[other]:
                    place = {"uprn": f"{row[one]} {row[other]}", "easting": 0.0, "northing": 0.0}
                    made.addresses.append({"person_id": key} | place)
    return made


def _fake(folder: Path) -> Made:
    """Splink's fake_1000: names, birth date and e-mail address; many fields are empty."""
    made = Made()
    for row in _csv(folder / "fake_1000.csv"):
        key = row["unique_id"]
        made.truth[key] = row["cluster"]
        made.people.append(
            {"person_id": key, "given_names": row["first_name"] or None,
             "family_name": row["surname"] or None, "birth_date": _day(row["dob"])}
        )  # fmt: skip
        if row["email"]:
            made.accounts.append({"person_id": key, "service": "email", "handle": row["email"]})
    return made


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [{name: (cell or "").strip() for name, cell in row.items()} for row in rows]


def _day(text: str) -> date | None:
    for shape in ("%Y%m%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    return None


def _arrow(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = ibis.schema(CONTRACT[name].schema).to_pyarrow()
    return pa.Table.from_pylist(
        [{column: row.get(column) for column in schema.names} for row in rows], schema=schema
    )
