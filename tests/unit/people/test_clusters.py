"""Links become humans, and chains are cut at their weakest link."""

from hypothesis import given
from hypothesis import strategies as st

from upstander.engine.people.clusters import Link, settled


def link(left: str, right: str, bits: float, *, judged: bool = False) -> Link:
    return Link(left=left, right=right, bits=bits, judged=judged)


def test_links_join_and_the_first_record_names_the_human() -> None:
    found = settled([link("C", "B", 9), link("B", "A", 8)], conflicts=[])
    assert found == {"A": "A", "B": "A", "C": "A"}


def test_the_weakest_link_of_a_chain_falls() -> None:
    chain = [link("A", "B", 20), link("B", "C", 7), link("C", "D", 15)]
    found = settled(chain, conflicts=[("A", "D")])
    assert found == {"A": "A", "B": "A", "C": "C", "D": "C"}


def test_a_judged_link_holds_and_the_others_give_way() -> None:
    links = [link("A", "B", 30), link("B", "C", 1, judged=True)]
    found = settled(links, conflicts=[("A", "C")])
    assert found == {"A": "A", "B": "B", "C": "B"}


RECORDS = st.sampled_from("ABCDEFGH")
PAIRS = st.tuples(RECORDS, RECORDS).filter(lambda pair: pair[0] < pair[1])


@given(
    st.dictionaries(PAIRS, st.floats(0, 30), max_size=20),
    st.sets(PAIRS, max_size=6),
    st.randoms(use_true_random=False),
)
def test_no_conflict_is_ever_joined_and_order_makes_no_difference(weights, conflicts, chance):
    links = [link(*pair, bits) for pair, bits in weights.items()]
    found = settled(links, conflicts=conflicts)
    assert not any(
        left in found and right in found and found[left] == found[right]
        for left, right in conflicts
    )
    chance.shuffle(links)
    assert settled(links, conflicts=conflicts) == found
