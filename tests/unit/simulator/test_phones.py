"""Telephone numbers that nobody has: Ofcom's for drama first, then invented ones."""

import numpy as np
import phonenumbers
import pytest

from upstander.simulator.phones import NOTE, PhoneBook


@pytest.fixture
def book() -> PhoneBook:
    return PhoneBook(np.random.default_rng(5))


@pytest.mark.parametrize(
    ("landline", "drama", "invented"), [(False, "07700900", "066"), (True, "01632960", "067")]
)
def test_drama_numbers_are_given_out_first(
    book: PhoneBook, landline: bool, drama: str, invented: str
) -> None:
    taken = [book.written[place] for place in book.take(1_300, landline=landline)]
    assert len(set(taken)) == 1_300
    assert all(number.startswith(drama) for number in taken[:1_000])
    assert all(number.startswith(invented) for number in taken[1_000:])
    assert invented in NOTE


def test_every_number_can_be_read_as_british(book: PhoneBook) -> None:
    for place in [*book.take(1_050)[-100:], *book.take(20, landline=True)]:
        read = phonenumbers.parse(book.written[int(place)], "GB")
        assert phonenumbers.is_possible_number(read)
        shown = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
        assert shown == f"+44{book.written[int(place)][1:]}"


def test_spellings_are_one_number_and_slips_are_another(book: PhoneBook) -> None:
    rng, place = np.random.default_rng(2), int(book.take(1)[0])

    def read(text: str) -> phonenumbers.PhoneNumber:
        return phonenumbers.parse(text, "GB")

    spelled = {book.spelled(rng, place) for _ in range(60)}
    assert len(spelled) >= 4
    assert {str(read(text)) for text in spelled} == {str(read(book.written[place]))}
    slip = book.spelled(rng, place, mistyped=True)
    assert read(slip) != read(book.written[place])
