"""A system's own export, mapped on to a table of the contract."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.extracts import Taken, folder, taken
from upstander.errors import MappingError

BILL = """rec,a,b,day,clock,way,secs
VOICE,07700900001,n1,24/08/2025,10:00,MO,3
DATA,07700900001,n1,24/08/2025,10:05,MO,
VOICE,07700900001,n2,1/12/2025,9:30,MT,60
VOICE,07700900001,n3,24/08/2025,10:00,??,5
"""
RULES = """
table: calls
source: bill.csv
where: {rec: VOICE}
columns:
  number: a
  other_number: b
  at: {combine: [day, clock], format: "%d/%m/%Y %H:%M"}
  direction: {from: way, values: {MO: out, MT: in}}
  kind: {constant: voice}
  duration_s: secs
"""


def mapped(place: Path, rules: str, **files: str) -> Taken:
    made = folder(place, **files)
    (made / "mappings").mkdir()
    (made / "mappings" / "source.yaml").write_text(rules, encoding="utf-8")
    return taken(made)


def one(place: Path, rule: str, cell: str) -> Any:
    """What a rule for `text` of a message makes of a cell."""
    columns = "message_id: id, staff_id: id, channel: {constant: text}, account: {constant: force}"
    columns += ", other_party: id, at: {constant: 2025-01-10}, direction: {constant: out}"
    rules = f"table: messages\nsource: m.csv\ncolumns: {{{columns}, text: {rule}}}\n"
    got = mapped(place, rules, m=f'id,cell,more\n1,"{cell}",B\n')
    return got.column("messages.text")[0]


def test_rename_combine_translate_and_choose(tmp_path: Path) -> None:
    got = mapped(tmp_path, RULES, bill=BILL)
    assert got.column("calls.at") == [datetime(2025, 8, 24, 9), datetime(2025, 12, 1, 9, 30)]
    assert got.column("calls.direction") == ["out", "in"]
    assert got.column("calls.kind") == ["voice", "voice"]
    assert got.column("calls.duration_s") == [3.0, 60.0]
    assert got.column("calls.source_row") == [1, 3]
    assert got.rejected == ["bill.csv row 4: direction is not one of: out, in"]
    assert got.notes == ("bill.csv: 1 row is no part of calls by `where`.",)


def test_one_value_looked_up_in_other_files(tmp_path: Path) -> None:
    rules = RULES.replace(
        "other_number: b",
        "other_number: {from: b, lookup: [{source: links.csv, match: from, take: to}, "
        "{source: phones.csv, match: id, take: number}]}",
    )
    got = mapped(
        tmp_path,
        rules,
        bill=BILL,
        links="from,to\nn1,p1\nn2,p9\n",
        phones="id,number\np1,07700900900\n",
    )
    assert got.column("calls.other_number") == ["07700900900"]
    assert got.rejected[0] == "bill.csv row 3: other_number is missing"


def test_a_table_of_what_comes_once_or_often(tmp_path: Path) -> None:
    rules = """
        table: people
        source: bill.csv
        distinct: yes
        columns: {person_id: a, sex: {constant: F}}
    """
    got = mapped(tmp_path, rules, bill=BILL)
    assert got.column("people.person_id") == ["07700900001"]
    assert got.notes == ("bill.csv: 3 rows are no part of people by `distinct`.",)


def test_one_file_may_hold_several_mappings(tmp_path: Path) -> None:
    rules = """
        sources:
          - {table: people, source: p.csv, columns: {person_id: id}}
          - {table: people, source: q.csv, columns: {person_id: ref}}
    """
    got = mapped(tmp_path, rules, p="id\nP1\n", q="ref\nP2\nP1\n")
    assert got.column("people.person_id") == ["P1", "P2"]
    assert got.rejected == ["q.csv row 2: person_id repeats the key of an earlier row"]


def test_degrees_become_metres(tmp_path: Path) -> None:
    rules = """
        table: positions
        source: gps.csv
        zone: UTC
        coordinates: wgs84
        columns: {unit_id: id, at: {from: t, seconds_since: epoch}, latitude: lat, longitude: lon}
    """
    got = mapped(tmp_path, rules, gps="id,t,lat,lon\nV1,1751364000.5,52.6579786,1.7160520\n")
    [row] = got.tables["positions"]
    assert row["at"] == datetime(2025, 7, 1, 10, 0, 0, 500_000)
    # The worked example of the Ordnance Survey's guide: 651409.903, 313177.270.
    assert row["easting"] == pytest.approx(651_409.9, abs=5)
    assert row["northing"] == pytest.approx(313_177.3, abs=5)


def test_a_source_in_another_time_zone(tmp_path: Path) -> None:
    got = mapped(tmp_path, RULES + "zone: Europe/Paris\n", bill=BILL)
    assert got.column("calls.at")[0] == datetime(2025, 8, 24, 8)


@pytest.mark.parametrize(
    ("rule", "cell", "meant"),
    [
        ("{combine: [cell, more]}", "A", "A B"),
        ("{combine: [cell, more], with: '-'}", "A", "A-B"),
        ("{combine: [cell, more]}", "", "B"),
        ("{from: cell, values: {no: never}}", "no", "never"),
        ("{from: cell, values: {no: never}}", "yes", "yes"),
        ("{from: cell, values: {no: never}, otherwise: ever}", "yes", "ever"),
        ("{from: cell, values: {no: never}, otherwise: ever}", "", None),
        ("{from: cell, default: none}", "", "none"),
        ("{from: cell, format: '%d-%b-%y'}", "03-Mar-98", "1998-03-03"),
        ("{from: cell, format: '%d %B %Y %I:%M %p'}", "3 March 2025 12:05 am", "2025-03-03T00:05"),
        ("{from: cell, format: '%Y%m%d%H%M%S'}", "20250303120501", "2025-03-03T12:05:01"),
        ("{from: cell, format: '%d/%m/%Y %H:%M%z'}", "3/3/2025 1:05+01:00", "2025-03-03T01:05+01:00"),
        ("{from: cell, format: '%d/%m/%Y'}", "2025-03-03", "2025-03-03"),
        ("{from: cell, seconds_since: 2025-01-01}", "61", "2025-01-01 00:01:01Z"),
        ("{from: cell, seconds_since: 2025-01-01}", "soon", "soon"),
        ("{constant: fixed}", "anything", "fixed"),
    ],
)  # fmt: skip
def test_what_a_rule_makes_of_a_cell(tmp_path: Path, rule: str, cell: str, meant: str) -> None:
    assert one(tmp_path, rule, cell) == meant


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("table: calls", "table: phone_calls"),
         "source.yaml: table names 'phone_calls', which is no table of the contract. "
         "Use a name from the contract, such as calls."),
        (("number: a", "nummer: a"),
         "source.yaml: columns.nummer is no column of calls. Use one of: number, other_number, at, "
         "direction, kind, duration_s."),
        (("  number: a\n", ""),
         "source.yaml: columns.number is missing, and calls needs it. Say where it comes from."),
        (("number: a", "number: z"),
         "source.yaml: bill.csv has no column z. Correct the mapping, or export the column."),
        (("bill.csv", "bills/*.csv"),
         "source.yaml: source bills/*.csv is not in the folder. "
         "Correct the name, or take the mapping away."),
        (("bill.csv", "../bill.csv"),
         "source.yaml: source leads out of the folder of extracts. Name files inside the folder."),
        (("where:", "when:"),
         "source.yaml: when is not a key of a source. Use one of: columns, coordinates, database, "
         "distinct, source, table, where, zone."),
        (("{constant: voice}", "{always: voice}"),
         "source.yaml: always is not a key of columns.kind. Use one of: combine, constant, default, "
         "format, from, lookup, otherwise, seconds_since, values, with."),
        (("{constant: voice}", "{constant: voice, from: a}"),
         "source.yaml: columns.kind must have one of from, combine and constant. Keep one."),
        (("%H:%M", "%H:%Q"),
         "source.yaml: columns.at.format has %Q, which is not known here. "
         "Use %d/%m/%Y %H:%M or the like."),
        (("%d/%m/%Y %H:%M", "%H:%M"),
         "source.yaml: columns.at.format must have one year. Use %d/%m/%Y %H:%M or the like."),
        (("columns:", "zone: Europe/Utopia\ncolumns:"),
         "source.yaml: zone names 'Europe/Utopia', which is no time zone. "
         "Use a name such as Europe/London."),
        (("columns:", "coordinates: mars\ncolumns:"),
         "source.yaml: coordinates must be wgs84 or grid. Correct it."),
        (("columns:", "coordinates: wgs84\ncolumns:"),
         "source.yaml: coordinates says wgs84, and latitude and longitude are not among the "
         "columns. Map both of them."),
        (("columns:", "columns: ["),
         "source.yaml is not valid YAML at line 7. Correct it there."),
        (("source: bill.csv", ""),
         "source.yaml: source or database must be given, and only one of them. "
         "Name a file of the folder, or a database."),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_one_clear_sentence(
    tmp_path: Path, change: tuple[str, str], sentence: str
) -> None:
    with pytest.raises(MappingError) as caught:
        mapped(tmp_path, RULES.replace(*change), bill=BILL)
    assert str(caught.value) == sentence


def test_a_folder_of_mappings_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="There is no folder of mappings called elsewhere"):
        taken(folder(tmp_path), mappings=tmp_path / "elsewhere")
