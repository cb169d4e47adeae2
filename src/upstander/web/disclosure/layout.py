"""The layout of the machine-readable bundle, declared once: docs/reference/disclosure-pack.md."""

from dataclasses import dataclass

from upstander.web.disclosure.words import Part

FORM = "upstander disclosure pack 1"
PDF, README, MANIFEST, SIGNATURE = "pack.pdf", "README.txt", "manifest.json", "signature.json"


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One file of rows: JSON Lines, and CSV beside it where people open it as a table.

    Without a part it is in every pack.
    """

    name: str
    title: str
    part: Part | None = None
    columns: tuple[tuple[str, str], ...]  # name, meaning
    csv: bool = False

    @property
    def files(self) -> tuple[str, ...]:
        """What it is in the bundle."""
        lines = f"{self.name}.jsonl"
        return (lines, f"{self.name}.csv") if self.csv else (lines,)


_SOURCE = (
    ("source_table", "the table of the force's extracts"),
    ("source_file", "the file that the row came from"),
    ("source_row", "its row there"),
)
_AT = ("at", "when, by the force's clocks, with the offset from UTC")
_WITH = ("with", "the person's label; empty where it is about the member alone")
_KIND = ("kind", "call, message, stop, visit, look-up ...")
_STATUS = ("status", "explained, unexplained, uncheckable; empty where the question does not arise")
_EXPLAINED = ("explained_by", "what the record that explains it is")

SHEETS = (
    Sheet(
        name="lead",
        title="The lead in a few lines",
        columns=(("key", "what is told"), ("value", "in words")),
    ),
    Sheet(
        name="people",
        title="The member and the people of the lead",
        columns=(
            ("label", "as this pack calls them: a pseudonym, or a name where the pack has names"),
            ("pseudonym", "the label that the workbench shows"),
            ("role", "member or person"),
            ("identifiers", "of the force's records; empty in a pack with pseudonyms"),
            ("bits", "what this part of the lead comes to"),
            ("first_at", "the first record"),
            ("last_at", "the last record"),
            ("began", "how contact began, as the scan has it"),
        ),
    ),
    Sheet(
        name="seen",
        title="What was seen, in sentences",
        part=Part.SEEN,
        columns=(
            ("sign", "the sign's id"),
            ("name", "its name"),
            ("version", "its version"),
            _WITH,
            ("sentence", "what was seen"),
            ("meaning", "what the sign means"),
            ("rarity", "how rare that is among peers, in words"),
            ("less", "why it counts for less than its bits; empty where it counts in full"),
            ("cannot_see", "what the sign cannot see"),
            ("first_seen_at", "the first moment at which it could have been seen"),
            ("records", "how many records it rests on"),
        ),
    ),
    Sheet(
        name="score",
        title="What makes up the score",
        part=Part.SCORE,
        columns=(
            ("sign", "the sign's id"),
            ("family", "its family"),
            _WITH,
            ("value", "what was counted"),
            ("rarity_bits", "how rare, in bits"),
            ("weight", "how much of that counts"),
            ("bits", "what it adds: the product of both"),
            ("first_at", "from when"),
            ("last_at", "until when"),
        ),
    ),
    Sheet(
        name="timeline",
        title="Contacts over time, as they are drawn",
        part=Part.TIMELINE,
        columns=(("columns", "the heads of the table"), ("cells", "a row of it")),
    ),
    Sheet(
        name="innocent",
        title="Innocent explanations, and what the records say of them",
        part=Part.INNOCENT,
        columns=(
            ("kind", "to check, known, or could not be checked"),
            ("text", "the explanation, or what is known"),
            ("bits", "what it would take away at most; empty where it is known already"),
            ("signs", "the signs that it would explain"),
        ),
    ),
    Sheet(
        name="limits",
        title="What could not be seen",
        part=Part.LIMITS,
        columns=(
            ("kind", "summary, sign, table or content"),
            ("text", "what could not be seen"),
            ("lacks", "what it would need"),
        ),
    ),
    Sheet(
        name="records",
        title="Records that the signs rest on",
        part=Part.RECORDS,
        csv=True,
        columns=(
            ("sign", "the sign's id"),
            ("name", "its name"),
            _AT, _WITH, _KIND, _STATUS, _EXPLAINED, *_SOURCE,
        ),
    ),
    Sheet(
        name="contacts",
        title="Every contact, explained and not",
        part=Part.CONTACTS,
        csv=True,
        columns=(
            _AT,
            _WITH,
            _KIND,
            ("direction", "who began it, where the record says"),
            ("on_duty", "yes, no, or empty where it is not known"),
            _STATUS,
            _EXPLAINED,
            ("explained_table", "the table of the record that explains it"),
            ("explained_file", "its file"),
            ("explained_row", "its row"),
            *_SOURCE,
        ),
    ),
    Sheet(
        name="decisions",
        title="Decisions",
        part=Part.DECISIONS,
        columns=(
            ("at", "when it was proposed or made"),
            ("outcome", "what was decided"),
            ("reason", "why"),
            ("by", "who proposed it"),
            ("answer", "what became of it"),
            ("second", "who answered"),
            ("answered_at", "when"),
            ("answer_reason", "why"),
        ),
    ),
    Sheet(
        name="filters",
        title="Contact explained by a person's word",
        part=Part.FILTERS,
        columns=(
            ("made_on", "when it was set"),
            _WITH,
            ("kinds", "kinds of contact; empty for every kind"),
            ("holds_from", "from when"),
            ("holds_to", "until when"),
            ("reason", "why that contact has its reason elsewhere"),
            ("by", "who says so"),
            ("expires_on", "until when it is believed without being renewed"),
            ("ended_at", "when it was ended"),
        ),
    ),
    Sheet(
        name="tasks",
        title="Tasks and requests for records",
        part=Part.TASKS,
        columns=(
            ("at", "when it was given"),
            ("kind", "task, or request for a record"),
            ("text", "what was to be done"),
            ("reason", "why"),
            ("by", "who gave it"),
            ("whom", "to whom"),
            ("due_on", "by when"),
            ("done_at", "when it was done"),
            ("outcome", "what came of it"),
        ),
    ),
    Sheet(
        name="gradings",
        title="Intelligence and its grading",
        part=Part.GRADINGS,
        columns=(
            ("at", "when it was graded"),
            ("grade", "3x5x2"),
            ("category", "the national category"),
            ("text", "the intelligence"),
            ("conditions", "of handling"),
            ("by", "who graded it"),
        ),
    ),
    Sheet(
        name="notes",
        title="Notes",
        part=Part.NOTES,
        columns=(("at", "when"), ("by", "who wrote it"), ("text", "what it says")),
    ),
    Sheet(
        name="withheld",
        title="Schedule of what was withheld",
        columns=(
            ("what", "a part of the pack, or another item"),
            ("ground", "on which ground"),
            ("reason", "why; kept by the unit where saying it would do the harm"),
        ),
    ),
)  # fmt: skip
BY_NAME = {sheet.name: sheet for sheet in SHEETS}


def held(parts: tuple[Part, ...]) -> tuple[Sheet, ...]:
    """The sheets of a pack with these parts."""
    return tuple(sheet for sheet in SHEETS if sheet.part is None or sheet.part in parts)
