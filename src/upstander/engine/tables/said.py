"""The contract: what was said about staff. Unproven unless an outcome says otherwise."""

from upstander import words
from upstander.engine.tables.columns import person_id, staff_id
from upstander.engine.tables.declare import Column, Table

SECTION = "What was said"

COMPLAINTS = Table(
    name="complaints",
    section=SECTION,
    meaning="Complaints from the public.",
    key=("complaint_id", "staff_id"),
    known_from="received_on",
    columns=(
        Column(name="complaint_id", type="identifier", meaning="The complaint."),
        staff_id("About whom."),
        Column(name="received_on", type="date", meaning="Received."),
        Column(name="category", type="text", meaning="The force's own category."),
        Column(name="sexual", type="boolean", optional=True, meaning="Of a sexual nature."),
        person_id("Who complained.", optional=True),
        Column(
            name="outcome",
            type="text",
            optional=True,
            known_from="finalised_on",
            meaning="The force's own outcome.",
        ),
        Column(
            name="finalised_on",
            type="date",
            optional=True,
            known_from="finalised_on",
            meaning="Finalised.",
        ),
    ),
)

INTELLIGENCE = Table(
    name="intelligence",
    section=SECTION,
    meaning="Intelligence reports, graded 3x5x2.",
    key=("report_id", "staff_id"),
    known_from="reported_on",
    columns=(
        Column(name="report_id", type="identifier", meaning="The report."),
        staff_id("About whom."),
        Column(name="reported_on", type="date", meaning="Reported."),
        Column(name="category", type="text", meaning="National corruption category."),
        Column(name="sexual", type="boolean", optional=True, meaning="Of a sexual nature."),
        Column(
            name="source",
            type="integer",
            low=1,
            high=3,
            meaning="1 reliable, 2 untested, 3 not reliable.",
        ),
        Column(
            name="assessment",
            type="enum",
            values=words.INTELLIGENCE_ASSESSMENTS,
            meaning="A known directly to E suspected to be false.",
        ),
        person_id("The member of the public it names.", optional=True),
        Column(
            name="text",
            type="text",
            optional=True,
            sensitivity="personal",
            meaning="Not read by any sign of class A.",
        ),
    ),
)

CONDUCT = Table(
    name="conduct",
    section=SECTION,
    meaning="Conduct matters.",
    key=("matter_id", "staff_id"),
    known_from="opened_on",
    columns=(
        Column(name="matter_id", type="identifier", meaning="The matter."),
        staff_id("About whom."),
        Column(name="opened_on", type="date", meaning="Opened."),
        Column(name="category", type="text", meaning="The force's own category."),
        Column(name="sexual", type="boolean", optional=True, meaning="Of a sexual nature."),
        Column(name="internal", type="boolean", optional=True, meaning="Towards a colleague."),
        person_id("The member of the public concerned.", optional=True),
        Column(
            name="outcome",
            type="text",
            optional=True,
            known_from="closed_on",
            meaning="The force's own outcome.",
        ),
        Column(
            name="closed_on", type="date", optional=True, known_from="closed_on", meaning="Closed."
        ),
    ),
)

SURVEYS = Table(
    name="surveys",
    section=SECTION,
    meaning="The victim survey's question on officer behaviour.",
    key=("survey_id",),
    known_from="answered_on",
    columns=(
        Column(name="survey_id", type="identifier", meaning="The answer."),
        Column(name="occurrence_id", type="identifier", meaning="About which occurrence."),
        Column(
            name="staff_id",
            type="identifier",
            optional=True,
            sensitivity="identifier",
            meaning="About whom.",
        ),
        person_id("Whose answer."),
        Column(name="answered_on", type="date", meaning="When."),
        Column(name="concern", type="boolean", meaning="A concern was raised."),
    ),
)

TABLES = (COMPLAINTS, INTELLIGENCE, CONDUCT, SURVEYS)
