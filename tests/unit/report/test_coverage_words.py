"""What could not be seen, in words and figures that equal coverage.json."""

from tests.support import report_scene
from upstander.engine.report.coverage import coverage_from
from upstander.engine.report.gaps import gaps, key_figures, unseen
from upstander.engine.report.shares import added, caption, explained, total

COVERAGE = coverage_from(report_scene.coverage())


def test_key_figures() -> None:
    assert [(key.figure, key.meaning) for key in key_figures(COVERAGE)] == [
        ("6 of 8", "signs could be checked"),
        ("3", "tables not handed over"),
        ("0.3%", "of contacts could not be checked"),
        ("97.2%", "of contacts explained by a record"),
    ]


def test_gaps_name_everything_that_was_lost_or_tied_to_nobody() -> None:
    assert gaps(COVERAGE) == (
        "Not handed over: person addresses, intelligence and surveys.",
        "1,292 contacts could not be checked, because the records that might explain them were "
        "not handed over. They are neither explained nor unexplained.",
        "701,332 of 1,204,702 calls (58.2%) went to or came from a number that nobody on record "
        "holds.",
        "3 of 398 handsets (0.8%) are allocated to nobody.",
        "2,114 of 61,220 stops (3.5%) had nobody booked on to the vehicle.",
        "1,208 of 51,906 matters (2.3%) have nobody assigned; 1 contact rested on such a matter "
        "alone, by the member's own look-ups that cite it.",
        "88 rows of 4,163,766 broke the data contract and are in quarantine, each with its reason.",
        "9,796 rows recorded after the date of this scan were left out.",
        "Vehicle positions begin on 3 March 2025.",
    )


def test_a_table_that_came_and_was_rejected_whole_is_not_called_missing() -> None:
    told = report_scene.coverage()
    told["not_handed_over"].remove("surveys")
    told["rejected"] = ["surveys"]
    found = coverage_from(told)
    assert found.unseen == ("person_addresses", "intelligence", "surveys")
    assert gaps(found)[:2] == (
        "Not handed over: person addresses and intelligence.",
        "Handed over, and every row broke the data contract: surveys.",
    )


def test_signs_that_could_not_be_checked_are_named_with_what_they_lack() -> None:
    assert [(sign.name, sign.missing) for sign in unseen(COVERAGE)] == [
        ("Parking away from the address", ("person_addresses",)),
        ("Old intelligence that comes up again", ("intelligence",)),
    ]


def test_shares_add_up_and_the_caption_states_them() -> None:
    whole = total(COVERAGE.explained)
    assert whole.contacts == whole.explained + whole.unexplained + whole.uncheckable == 420_721
    for by in ("kind", "role_family"):
        assert total(added(COVERAGE.explained, by=by)) == whole
    assert caption(whole) == (
        "Of 420,721 contacts, a recorded purpose explains 97.2%, no record explains 2.5%, and "
        "0.3% could not be checked. Of 42,071 first contacts, 88.4% are explained."
    )
    assert "96.8% of 58,338 explained" in explained(COVERAGE.explained, name="s").svg


def test_explanations_that_could_not_be_looked_for_are_named() -> None:
    told = coverage_from(
        {"explanations_not_available": {"tasked": ["tasks"]}}, explanations={"tasked": "A task"}
    )
    assert gaps(told) == (
        "1 explanation could not be looked for, so some contacts may look unexplained or not be "
        "checked: A task (needs tasks).",
    )


def test_a_scan_that_says_nothing_claims_nothing() -> None:
    bare = report_scene.bare_coverage()
    assert gaps(bare) == ()
    assert [key.figure for key in key_figures(bare)] == ["0 of 0", "0"]
