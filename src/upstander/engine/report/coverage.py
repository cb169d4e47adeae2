"""What a scan says of itself, as plain data: its coverage and its matrix."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from upstander.engine.report import wording
from upstander.engine.report.model import (
    Coverage,
    FamilyCount,
    FilterUse,
    Matrix,
    Numbers,
    PutRight,
    Share,
    SignRun,
    TableCount,
)

Row = Mapping[str, Any]


def moment_of(value: datetime | date | str) -> datetime:
    """UTC without zone, from a moment, a day or an ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value


def matrix_from(row: Row) -> Matrix:
    """The matrix in words; what is left out keeps its default."""
    plain: dict[str, Any] = {key: row[key] for key in ("name", "version", "words") if row.get(key)}
    several: dict[str, Any] = {
        key: tuple(row[key]) for key in ("likelihood", "harm") if row.get(key)
    }
    bands = row.get("bands") or ()
    if isinstance(bands, Mapping):
        bands = [bands[level] for level in sorted(bands)]
    cells: dict[str, Any] = {"bands": tuple(tuple(cells) for cells in bands)}
    return Matrix(**plain, **several, **cells, most_bits_a_sign=row.get("most_bits_a_sign"))


def coverage_from(
    row: Row, *, zone: str = "Europe/London", explanations: Mapping[str, str] | None = None
) -> Coverage:
    """coverage.json, whose keys model.py lists, as plain data. `explanations`: slug to title."""
    titles = explanations or {}
    period = row.get("period") or {}
    numbers = row.get("numbers") or {}

    def local(value: Any) -> datetime | None:
        if value is None:
            return None
        moment = moment_of(value).replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    return Coverage(
        tables=tuple(
            TableCount(
                name=name,
                read=counts["read"],
                accepted=counts["accepted"],
                quarantined=counts["quarantined"],
                later=counts.get("later") or 0,
            )
            for name, counts in (row.get("tables") or {}).items()
        ),
        not_handed_over=tuple(row.get("not_handed_over") or ()),
        rejected=tuple(row.get("rejected") or ()),
        signs=tuple(_sign_run(sign) for sign in row.get("signs") or ()),
        explained=tuple(Share(**_shares(share)) for share in row.get("explained") or ()),
        numbers=Numbers(
            **{key: numbers[key] for key in Numbers.__dataclass_fields__ if key in numbers}
        ),
        explanations_missing=tuple(
            (titles.get(slug) or wording.plain(slug), tuple(missing))
            for slug, missing in (row.get("explanations_not_available") or {}).items()
        ),
        filters=tuple(_filter_use(used) for used in row.get("filters") or ()),
        put_right=tuple(part for sign in row.get("put_right") or () for part in _put_right(sign)),
        notes=tuple(row.get("notes") or ()),
        first_at=local(period.get("from")),
        last_at=local(period.get("to")),
        staff=row.get("staff"),
        list_allowed=row.get("list_allowed"),
        false_discovery_rate=row.get("false_discovery_rate"),
        contract_version=str(row.get("contract_version") or ""),
    )


def _sign_run(row: Row) -> SignRun:
    return SignRun(
        id=row["id"],
        name=row["name"],
        version=row.get("version") or 1,
        ran=row["status"] == "ran",
        missing=tuple(row.get("missing") or ()),
        findings=row.get("findings", 0),
    )


def _filter_use(row: Row) -> FilterUse:
    return FilterUse(
        file=row["file"],
        row=row["row"],
        owner=row["owner"],
        reason=row["reason"],
        kinds=tuple(row["kinds"]),
        holds_from=date.fromisoformat(row["from"]),
        holds_to=date.fromisoformat(row["to"]) if row.get("to") else None,
        made_on=date.fromisoformat(row["made_on"]),
        expires_on=date.fromisoformat(row["expires_on"]),
        state=row["state"],
        contacts=row["contacts"],
    )


def _put_right(sign: Row) -> Iterable[PutRight]:
    rules = tuple(_rule_words(rule) for rule in sign.get("rules") or ())
    for part in sign["parts"]:
        yield PutRight(
            sign=sign["name"],
            sentence=part["sentence"],
            in_order=part["shortfall"] is None,
            families=tuple(FamilyCount(**family) for family in part["by_role_family"]),
            in_all_others=part.get("in_all_others") or 0,
            rules=rules,
        )


def _rule_words(rule: Row) -> str:
    """ "Boundary training: 365 days, in force since 1 January 2021, checked on ...: its source"."""
    days = f"{rule['days']} days, " if rule.get("days") else ""
    since, checked = (
        wording.day(date.fromisoformat(rule[name])) for name in ("from", "checked_on")
    )
    name = wording.plain(rule["rule"]).capitalize()
    return f"{name}: {days}in force since {since}, last checked {checked}. {rule['source']}"


def _shares(row: Row) -> dict[str, Any]:
    return {
        key: row.get(key) or ("" if key in ("kind", "role_family") else 0)
        for key in Share.__dataclass_fields__
    }
