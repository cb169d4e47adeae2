"""The facts of a pair, also of one whom only a report names."""

from tests.support import drawn, duck
from tests.support.scenes import contacts
from upstander.engine.leads.origin import pair_facts
from upstander.engine.tables import stages

PAIRS = """
    staff_id | human_id
    S1       | H1
    S1       | H2
"""
CALLS = """
    staff_id | human_id | kind | at                  | direction
    S1       | H1       | call | 2025-03-01 10:00:00 | out
    S1       | H1       | call | 2025-03-02 10:00:00 | in
"""


def test_a_pair_that_no_system_saw_in_contact_has_its_row():
    facts = pair_facts(
        contacts(CALLS),
        pairs=drawn.table(PAIRS, schema={"staff_id": "string", "human_id": "string"}),
        links=drawn.table("staff_id", schema=stages.LINKS),
    )
    rows = duck.connect().to_pyarrow(facts.order_by("human_id")).to_pylist()
    assert [(row["person_id"], row["contacts"], row["days_both_ways"]) for row in rows] == [
        ("H1", 2, 1),
        ("H2", 0, 0),
    ]
    assert rows[1]["first_contact_at"] is None
