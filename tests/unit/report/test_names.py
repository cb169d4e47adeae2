"""Pseudonyms: the same for the same person, different for different ones, and not to be undone."""

from upstander.engine.report.names import Labels


def labels(**changed) -> Labels:
    told = {"staff": {"S1": "Officer Alpha"}, "people": {"P1": "Person Example"}, "key": "k"}
    return Labels(**(told | changed))


def test_a_member_keeps_a_pseudonym_while_the_key_stays() -> None:
    assert labels().member("S1") == labels().member("S1")
    assert labels().member("S1") != labels(key="another").member("S1")
    assert labels().member("S1").startswith("Member ")


def test_members_whose_pseudonyms_would_be_the_same_get_longer_ones() -> None:
    many = labels()
    shown = [many.member(f"S{number}") for number in range(2_000)]
    assert len(set(shown)) == 2_000
    assert max(len(name) for name in shown) > len("Member 7F3A")


def test_people_are_numbered_in_the_order_in_which_they_are_named() -> None:
    own = labels()
    assert [own.person(name) for name in ("P9", "P1", "P9")] == ["Person 1", "Person 2", "Person 1"]


def test_names_only_where_they_are_asked_for() -> None:
    shown = labels(names_shown=True)
    assert shown.member("S1") == "Officer Alpha (S1)"
    assert shown.member("S2") == "S2"
    assert shown.person("P1") == "Person Example (P1)"


def test_ids_and_names_in_a_sentence_are_masked() -> None:
    own = labels()
    said = own.masked("Officer Alpha (S1) rang P1, not P12.", staff_id="S1", person_ids=["P1"])
    member = own.member("S1")
    assert said == f"{member} ({member}) rang Person 1, not P12."


def test_an_id_that_may_be_a_count_is_left_alone() -> None:
    own = labels(staff={}, people={})
    assert own.masked("38 calls", staff_id="38", person_ids=[]) == "38 calls"
    masked = own.masked("by 00417388", staff_id="00417388", person_ids=[])
    assert masked == f"by {own.member('00417388')}"
