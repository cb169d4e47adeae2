"""Job titles become role families, the peer groups."""

import pytest

from tests.support import drawn, duck
from upstander.engine.tables.roles import role_family


@pytest.mark.parametrize(
    ("title", "family"),
    [
        ("response", "response"),
        ("control_room", "control_room"),
        ("Incident Response Constable", "response"),
        ("Detective Constable, CID", "investigation"),
        ("DC Domestic Abuse Unit", "safeguarding"),
        ("Neighbourhood PCSO", "neighbourhood"),
        ("Safer Schools Officer", "neighbourhood"),
        ("Custody Detention Officer", "custody"),
        ("Radio Operator and Dispatcher", "control_room"),
        ("Front Counter Enquiry Officer", "enquiry_desk"),
        ("Roads Policing Sergeant", "roads"),
        ("Counter-Corruption Investigator", "professional_standards"),
        ("Family Liaison Officer", "safeguarding"),
        ("HR Business Partner", "support"),
        ("IT Service Desk", "support"),
        ("Auditor", "other"),
    ],
)
def test_a_title_is_read(title, family):
    staff = drawn.records(staff=f"staff_id | kind | role\nS1 | officer | {title}")["staff"]
    table = staff.select(family=role_family(staff))
    assert duck.connect().to_pyarrow(table).to_pylist() == [{"family": family}]


def test_a_family_that_is_given_is_taken():
    staff = drawn.records(
        staff="staff_id | kind | role | role_family\nS1 | officer | Detective | safeguarding"
    )["staff"]
    table = staff.select(family=role_family(staff))
    assert duck.connect().to_pyarrow(table).to_pylist() == [{"family": "safeguarding"}]
