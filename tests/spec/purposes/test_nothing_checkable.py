"""A sign whose contacts could not be checked at all is not seen: it has not found nothing."""

from tests.support import drawn
from upstander.engine.indicators import INDICATORS
from upstander.engine.purposes.explain import nothing_checkable

LOOK_UPS = INDICATORS["unexplained_look_ups"].needs
COMPLAINTS = INDICATORS["complaint_count"].needs


def test_look_ups_without_assignments_cannot_be_checked():
    records = drawn.records(searches="", people="")
    assert nothing_checkable(LOOK_UPS, records=records) == ("assignments", "involvements")


def test_with_assignments_they_can():
    records = drawn.records(searches="", assignments="", involvements="")
    assert nothing_checkable(LOOK_UPS, records=records) == ()


def test_a_sign_that_reads_no_contacts_needs_none_explained():
    assert nothing_checkable(COMPLAINTS, records=drawn.records(complaints="")) == ()
