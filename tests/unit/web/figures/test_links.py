"""The graph: the same for the same lead, and nothing written on anything else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.web.figures import told
from upstander.web.triage import figures
from upstander.web.triage.figures.links import MOST, WIDTH, Known, boxes, caption, layout

COUNTS = st.integers(min_value=0, max_value=99_999)
PEOPLE = st.lists(
    st.builds(
        Known,
        human_id=st.text(min_size=1, max_size=4),
        label=st.text(alphabet="ABCWMijl ’-", min_size=1, max_size=60),
        kinds=st.lists(
            st.tuples(st.sampled_from(["call", "lookup", "custody", "attendance"]), COUNTS),
            max_size=4,
            unique_by=lambda kind: kind[0],
        ).map(tuple),
        bare=COUNTS,
        chosen=st.booleans(),
    ),
    min_size=1,
    max_size=40,
)


@given(people=PEOPLE, member=st.text(alphabet="WMijl ’-", min_size=1, max_size=60))
def test_nothing_lies_on_anything_and_all_of_it_is_on_the_page(
    people: list[Known], member: str
) -> None:
    plan = layout(people, member=member)
    assert len(plan.nodes) == min(MOST, len(people))
    found = boxes(plan)
    for place, box in enumerate(found):
        assert box.left >= 0
        assert box.right <= WIDTH
        assert box.top >= 0
        assert box.bottom <= plan.height
        assert not [other for other in found[place + 1 :] if box.meets(other)]
    assert layout(people, member=member) == plan


def known(label: str, count: int, bare: int = 0) -> Known:
    return Known(
        human_id=label, label=label, kinds=(("call", count),) if count else (), bare=bare,
        chosen=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (
            [known("Person 1", 21, bare=4)],
            "Member 4F2A has 21 contacts on record with Person 1; no record explains 4 of them.",
        ),
        (
            [known("Person 1", 21)],
            "Member 4F2A has 21 contacts on record with Person 1; no record explains none of them.",
        ),
        (
            [known("Person 1", 2), known("Person 2", 1_200)],
            "Member 4F2A has 1,202 contacts on record with 2 people, 1,200 of them with Person 2.",
        ),
        (
            [known(f"Person {n}", 1) for n in range(30)],
            "Member 4F2A has 30 contacts on record with 30 people, 1 of them with Person 0. The 24 "
            "of most bits are drawn.",
        ),
    ],
)
def test_the_caption_says_how_many_and_with_whom_most(people: list[Known], sentence: str) -> None:
    assert caption(people, member="Member 4F2A") == sentence


@pytest.mark.django_db
def test_each_person_has_their_records_counted_by_kind() -> None:
    lead = told.lead()
    told.pair(lead, "P1", pseudonym="Person A", score=9.0)
    chosen = told.pair(lead, "P2", pseudonym="Person B", score=4.0)
    drawn = """
    at               | kind   | status
    2025-03-01 10:00 | call   | unexplained
    2025-03-02 10:00 | call   | explained
    2025-03-03 10:00 | lookup | unexplained
    """
    told.contacts(lead, "P1", drawn)
    told.contacts(lead, "P2", "at | kind | status\n2025-03-01 10:00 | lookup | explained")
    figure = figures.lead_figures(lead, pair=chosen).links
    assert figure is not None
    assert figure.columns == ("Person", "Look-ups", "Calls", "No record explains")
    assert figure.rows == (
        ("Person A", "1", "2", "2 of 3"),
        ("Person B", "1", "0", "0 of 1"),
    )
    assert re.search(r'font-weight="bold"[^>]*>Person B<', figure.svg)
    assert ">2 calls, 1 look-up</text>" in figure.svg


@pytest.mark.django_db
def test_a_lead_about_the_member_alone_has_no_graph() -> None:
    lead = told.lead()
    told.complaint(lead)
    assert figures.lead_figures(lead).links is None
