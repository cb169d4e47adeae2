"""What was written, where it may be read: the gate, and the lexicon held against drawn texts."""

import tempfile
from datetime import date
from pathlib import Path

import ibis
import pytest

from tests.support import drawn, duck, scenes
from upstander import words
from upstander.engine.contacts.content import ContentAuthority, counted, lacking, written
from upstander.engine.contacts.lexicon import lexicon, marked
from upstander.engine.indicators import INDICATORS
from upstander.engine.sessions import duck_session
from upstander.engine.tables.records import Records
from upstander.engine.tables.stages import STAFF_NUMBERS, WRITTEN

AUTHORITY = ContentAuthority(
    authority="Decision 2025/14", staff_told=date(2025, 3, 1), channels=("text", "email")
)
CONTACTS = """
    staff_id | human_id | at | kind | direction | channel | account | status | explained_by | source_row
"""
MESSAGES = """
    message_id | staff_id | channel | account | other_party | at | direction | text
"""
HER = "07700900100"


def rows(table):
    return duck.connect().to_pyarrow(table).to_pylist()


def classes(text: str) -> set[str]:
    """The classes of phrases that the lexicon finds in a text."""
    table = ibis.memtable([{"text": text}], schema=ibis.schema({"text": "string"}))
    (row,) = rows(marked(table, using=lexicon()))
    return {name for name, holds in row.items() if holds}


def read(*sent: dict, allowed: ContentAuthority = AUTHORITY) -> list[dict]:
    """What is read of messages that S1 sent; each is an ordinary one but for what is said."""
    contacts, messages = CONTACTS, MESSAGES
    for number, other in enumerate(sent, start=1):
        one = {
            "at": "2025-03-05 10:00:00", "direction": "out", "channel": "text", "account": "force",
            "status": "unexplained", "explained_by": "", "to": HER, "text": "Hello", "human": "H1",
        } | other  # fmt: skip
        contacts += (
            "S1 | {human} | {at} | message | {direction} | {channel} | {account} | {status} | "
            "{explained_by} | {n}\n"
        ).format(n=number, **one)
        messages += (
            "M{n} | S1 | {channel} | {account} | {to} | {at} | {direction} | {text}\n"
        ).format(n=number, **one)
    seen = scenes.contacts(contacts)
    seen = seen.mutate(
        source_table=ibis.literal("messages"), source_file=ibis.literal("messages.csv")
    )
    numbers = """
        number        | staff_id | ownership | starts_at | ends_at
        +447700900009 | S1       | personal  |           | 2025-06-01 00:00:00
        +447700900001 | S1       | force     |           |
        +447700900002 | S2       | force     |           |
    """
    spellings = "number | e164\n07700 900002 | +447700900002\n07700900100 | +447700900100"
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        found = written(
            session.keep("contacts", seen),
            records=drawn.records(messages=messages),
            spellings=drawn.table(spellings, schema={"number": "string", "e164": "string"}),
            staff_numbers=drawn.table(numbers, schema=STAFF_NUMBERS),
            allowed=allowed,
            engine=session,
        )
        assert found is not None
        assert set(found.columns) == set(WRITTEN)
        assert counted(found, engine=session) == len(session.rows(found))
        return sorted(session.rows(found), key=lambda row: row["source_row"])


def test_nothing_is_read_without_an_authority():
    with tempfile.TemporaryDirectory() as work, duck_session(work=Path(work)) as session:
        nothing = written(
            scenes.contacts(""),
            records=drawn.records(),
            spellings=scenes.contacts(""),
            staff_numbers=scenes.contacts(""),
            allowed=None,
            engine=session,
        )
        assert nothing is None
        assert counted(nothing, engine=session) == 0


@pytest.mark.parametrize("sign", INDICATORS.values(), ids=list(INDICATORS))
def test_signs_that_read_content_are_not_seen_without_an_authority(sign):
    none = drawn.records()
    whole = Records(tables=none.tables, seen=frozenset(sign.needs))
    reads = sign.cls == "B"
    assert lacking(sign, records=whole, allowed=None) == ("content switched on",) * reads
    assert lacking(sign, records=none, allowed=None) == (
        *("content switched on",) * reads,
        *sign.needs,
    )
    covers = ("messages that the authority for content covers",) * reads
    assert lacking(sign, records=whole, allowed=AUTHORITY) == covers
    assert lacking(sign, records=none, allowed=AUTHORITY, messages=1) == sign.needs
    assert lacking(sign, records=whole, allowed=AUTHORITY, messages=1) == ()


def test_what_is_handed_on_is_classes_and_never_the_text():
    (row,) = read({"text": "Night babe xx"})
    assert row["affection"] and not row["lewd"]
    assert "babe" not in str(row)


@pytest.mark.parametrize(
    ("why", "message"),
    [
        ("sent the day before staff were told", {"at": "2025-02-28 23:59:00"}),
        ("a personal account", {"account": "personal"}),
        ("a channel that is not named", {"channel": "whatsapp"}),
        ("from the person, not from the member", {"direction": "in"}),
        ("to a colleague's number", {"to": "07700 900002"}),
        ("to a colleague's address", {"to": "Kim@northshire.police.uk", "channel": "email"}),
        ("to the federation", {"to": "rep@polfed.org", "channel": "email"}),
        ("a partner whom the member declared", {"status": "explained", "explained_by": "declared"}),
        ("without text", {"text": ""}),
    ],
)
def test_is_not_read(why, message):
    kept = {"text": "Hello", "at": "2025-03-07 10:00:00"}
    assert [row["source_row"] for row in read(message, kept)] == [2]


def test_the_day_staff_were_told_is_read_by_the_clock_on_the_wall():
    assert len(read({"at": "2025-03-01 00:00:00"})) == 1


def test_a_force_names_parties_that_are_never_read():
    allowed = ContentAuthority(
        authority="A", staff_told=date(2025, 3, 1), channels=("text",), leave_out=("07700 900 100",)
    )
    assert read({}, allowed=allowed) == []


def test_explained_work_is_read_too():
    (row,) = read({"status": "explained", "explained_by": "assigned", "text": "Ref 1234/25 x"})
    assert row["affection"]


@pytest.mark.meets("R096")
@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Any trouble, 07700 900 009.", True),
        ("Any trouble, +44 (0)7700-900009", True),
        ("Any trouble, 07700 900001.", False),  # the force's own handset
        ("Any trouble, ring 101 quoting 123456789012", False),
        ("This is my personal number if you need me", True),
        ("I cannot give you my personal number, ring 101", False),
    ],
)
def test_an_own_number_is_told_from_the_work_number(text, own):
    (row,) = read({"text": text})
    assert row["own_number"] is own


def test_a_number_that_the_member_no_longer_holds_is_not_their_own():
    (row,) = read({"text": "Ring 07700 900009", "at": "2025-07-01 10:00:00"})
    assert not row["own_number"]


@pytest.mark.meets("R116")
@pytest.mark.meets("R135")
@pytest.mark.meets("R169")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        # as the cases tell them (LTL40 cases 1, 2, 4, 5, 8, 9), in other words where they are long
        ("Your crime number is 42/1234/25 X", {"affection"}),
        ("I owe you a drink for that", {"invitation"}),
        ("You sound a lot younger than that", {"compliment"}),
        ("They wouldn't be as lovely to talk to as you", {"compliment"}),
        ("How was your weekend?", {"personal"}),
        ("I've enjoyed talking to you", {"compliment"}),
        ("I'd like to speak to you outside of work", {"invitation"}),
        ("Do you fancy going for a coffee?", {"invitation"}),
        ("Do you mind if I text you?", {"moving"}),
        ("Are you on social media or anything similar?", {"moving"}),
        ("You look amazing", {"compliment"}),
        ("Best not to mention you have my number", {"secrecy"}),
        ("Delete these messages yeah", {"secrecy"}),
        ("Don't tell anyone I've messaged you", {"secrecy"}),
        ("ur so gorgeous hun 😘", {"compliment", "affection"}),
        ("If I wasn't married…", {"personal"}),
        ("Send me a cheeky pic", {"lewd"}),
    ],
)
def test_what_crosses_a_boundary_is_found(text, found):
    assert found <= classes(text)


@pytest.mark.parametrize(
    "text",
    [
        "Are you safe to talk? Can I text you on this number about the appointment?",
        "Hello love, it's the PCSO about the gate. Alright if we call round at 2?",
        "The food bank has hot food tonight from 6.",
        "Exhibit KS/1 is a text that reads 'I love you, babe xx'.",
        "He said you looked beautiful and that he would not tell anyone.",
        'You told us the message was "send me a naughty pic". Is that right?',
        "Your reference is 12X/4455/XX. Quote it when you ring 101.",
        "Sorry I missed you today, I will ring again tomorrow.",
        "If he checks your phone, delete this message. We can ring at a time that is safe.",
        "Please do not discuss your evidence with anyone before the trial.",
        "Never tell anyone your PIN. The bank will not ask for it.",
        "If you are not the intended recipient please delete this message.",
        "Would you like to meet for a coffee at the community hub on Tuesday?",
        "You were very brave today. Thank you for coming forward.",
        "Thinking of you and your family at this difficult time.",
        "Regards, PC 1234 Darling",
        "Do you live with anyone who is vulnerable?",
        "Send me a photo of the damage when you can.",
        "This is my work phone, which is not monitored when I am off duty.",
        "What was he wearing when he went missing?",
        "Is the baby well? The health visitor asked.",
    ],
)  # fmt: skip
def test_what_is_innocent_is_not(text):
    assert classes(text) == set()


def test_the_lexicon_is_versioned_and_every_class_names_its_source():
    assert lexicon().version
    assert tuple(lexicon().classes) == words.CONTENT_CLASSES
    for phrases in lexicon().classes.values():
        assert phrases.name and "LTL40" in phrases.source


def test_patterns_are_such_as_every_engine_reads():
    """No look-around and no reference back: RE2 knows neither."""
    whole = lexicon()
    patterns = [phrases.pattern for phrases in whole.classes.values()]
    for pattern in [*patterns, whole.innocent, whole.work, whole.protective]:
        assert not any(held in pattern for held in ("(?=", "(?!", "(?<", r"\1", "{you}", "{end}"))
