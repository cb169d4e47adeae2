"""The words a reader of the report needs, and no more."""

from upstander.engine.report.model import Term

GLOSSARY = (
    Term(
        word="Contact",
        meaning=(
            "A call, message, look-up, visit, attendance or custody contact between a member of "
            "the workforce and a member of the public, as the force's own systems recorded it."
        ),
    ),
    Term(
        word="Explained",
        meaning=(
            "A recorded policing purpose joins the contact to the same member and the same person "
            "at that time. The row that explains it is named. Where a person judged so instead, "
            "their reason, their name and its end are given."
        ),
    ),
    Term(
        word="Unexplained",
        meaning=(
            "Neutral. No record that was handed over explains the contact. It does not say that "
            "there was no reason, and never that anybody did wrong."
        ),
    ),
    Term(
        word="Could not be checked",
        meaning=(
            "The records that might explain the contact were not handed over. It is neither "
            "explained nor unexplained."
        ),
    ),
    Term(
        word="Not seen",
        meaning="A sign whose data is missing. Not seen is not clear.",
    ),
    Term(
        word="Sign",
        meaning=(
            "A pattern that published cases describe. Each has innocent explanations, which "
            "stand beside it."
        ),
    ),
    Term(
        word="Peers",
        meaning="Members with the same kind of work (the role family), whose records are compared.",
    ),
    Term(
        word="Bits",
        meaning=(
            "How rare a value is among peers: n bits is one in 2 to the power n. 3 bits is 1 in "
            "8, 10 bits is 1 in 1,024. The score is a sum of bits; it ranks, and decides nothing."
        ),
    ),
    Term(
        word="Family of signs",
        meaning=(
            "Signs that see the same thing. Within a family only the strongest counts in full."
        ),
    ),
    Term(
        word="Likelihood and harm",
        meaning=(
            "Two scales from 1 to 5 on a matrix that the force owns. Harm stands apart from the "
            "score. The matrix is not validated."
        ),
    ),
    Term(
        word="False-discovery rate",
        meaning=(
            "The share of the list, down to a lead, that chance alone would be expected to put "
            "there."
        ),
    ),
    Term(
        word="Policing link",
        meaning="Recorded work that names both the member and the person.",
    ),
)
