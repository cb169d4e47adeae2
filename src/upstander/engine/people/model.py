"""The linkage model: what agreement and disagreement are worth, as Splink reads it.

Fellegi and Sunter's model (1969): m is the chance of a level among records of one human being,
u among records of different ones, and log2(m/u) is the level's match weight in bits. The
defaults below are the documented start; with enough records u comes from random pairs of the
force's own records, and m from expectation-maximisation.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa
from splink import Linker, SettingsCreator, block_on

from upstander.engine.people import levels
from upstander.engine.tables.records import Engine

_SAMPLE = 300_000  # random pairs: few of them agree on anything
_TO_LEARN = 100_000  # pairs that share something: many do
_ENOUGH_PAIRS = 500  # fewer teach nothing
# Pairs that share these hold enough of one human being to learn from; the first that will do.
_LEARN_WITHIN = (("birth",), ("first", "family"))
_FOUND_EXACTLY = 0.6
_DUPLICATES = 0.05
_LEAST_RECORDS = 1_000
_MOST_LIKELY = 0.5


logging.getLogger("splink").setLevel(logging.ERROR)  # levels nobody's records show are no news


class LinkingEngine(Engine, Protocol):
    """An engine that Splink can work in."""

    def splink(self) -> Any:
        """Splink's door to the engine's own database."""
        ...


@dataclass(frozen=True, kw_only=True)
class Fitted:
    """A model ready to weigh pairs of `rows`; `learned`: whether from the records themselves."""

    rows: ir.Table
    linker: Linker
    door: Any
    learned: bool

    def close(self) -> None:
        """Drop the tables that Splink made for itself."""
        tables: Any = self.linker.table_management
        tables.delete_tables_created_by_splink_from_db()


def arrow(found: Any, *columns: str) -> pa.Table:
    """One of Splink's tables as an Arrow table: all of it, or columns beginning with these."""
    relation = found.as_duckdbpyrelation()
    names = [name for name in relation.columns if not columns or name.startswith(columns)]
    return relation.select(*names).to_arrow_table()


def settings(
    *, prior: float, by_frequency: bool, rules: Sequence[Any] = (), key: str = "record"
) -> SettingsCreator:
    """The whole model with its default weights. `prior` is the chance of two records matching.

    `by_frequency` weighs a shared rare name above a shared common one; with few records how
    often a name occurs among them says nothing.
    """
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=key,
        comparisons=[
            levels.given_names(by_frequency=by_frequency),
            levels.family_name(by_frequency=by_frequency),
            levels.birth_date(by_frequency=by_frequency),
            levels.numbers(),
            levels.shared("homes", label="address", m=0.7, u=0.001),
            levels.shared("emails", label="e-mail address or handle", m=0.7, u=0.00005),
        ],
        blocking_rules_to_generate_predictions=list(rules),
        probability_two_random_records_match=prior,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        max_iterations=15,
    )


def fitted(
    rows: ir.Table,
    engine: LinkingEngine,
    *,
    learn_from: int,
    seed: int,
    rules: Sequence[Any] = (),
    key: str = "record",
) -> Fitted:
    """The model over `rows` (see compared.py), its weights learned where there is enough.

    `rules` are for Splink to find pairs by itself; the engine hands it pairs instead, of `key`.
    """
    count = engine.rows(rows.agg(records=rows.count()))[0]["records"]
    learned = count >= learn_from
    prior = _prior(rows, engine, count=count)
    door = engine.splink()
    linker = Linker(
        door.register(rows.get_name()),
        settings(prior=prior, by_frequency=learned, rules=rules, key=key),
        validate_settings=False,
        log_level=None,
    )
    if learned:
        # Random pairs are as good as all different: u is safe to learn from any records. In one
        # piece: planning many small queries takes longer than running them.
        linker.training.estimate_u_using_random_sampling(
            max_pairs=_SAMPLE, seed=seed, min_count_per_level=None, num_chunks=1
        )
        # One pass: a second one, over pairs of one name, moved no weight that decides anything.
        for names in _LEARN_WITHIN:
            if _pairs(rows, engine, sharing=names) >= _ENOUGH_PAIRS:
                linker.training.estimate_parameters_using_expectation_maximisation(
                    block_on(*names), estimate_without_term_frequencies=True, max_pairs=_TO_LEARN
                )
                break
    return Fitted(rows=rows, linker=linker, door=door, learned=learned)


def _prior(rows: ir.Table, engine: LinkingEngine, *, count: int) -> float:
    """The chance that two records drawn at random are of one human being.

    Counted from records that agree in both names and birth date, taken to be six in ten of all
    that match; never below one duplicate in twenty records.
    """
    exact = _pairs(rows, engine, sharing=("first", "family", "birth"))
    size = max(count, _LEAST_RECORDS)
    matching = max(exact / _FOUND_EXACTLY, _DUPLICATES * size)
    return float(min(matching / (size * (size - 1) / 2), _MOST_LIKELY))


def _pairs(rows: ir.Table, engine: LinkingEngine, *, sharing: tuple[str, ...]) -> float:
    """How many pairs of records have the same of all these, none of them missing."""
    whole = rows.filter(*[rows[name].notnull() for name in sharing])
    groups = whole.group_by(*sharing).agg(size=whole.count())
    halves = (groups.size * (groups.size - 1) / 2).sum().cast("float64")
    return float(engine.rows(groups.agg(pairs=halves))[0]["pairs"] or 0.0)
