"""The closed vocabularies of the project, in the words of the field.

Every list here is part of the data contract (docs/reference/contract.md is made from it).
A value outside its list is a row error, unless a source mapping translates it.
"""

STAFF_KINDS = ("officer", "special", "pcso", "police_staff", "volunteer", "contractor")
ROLE_FAMILIES = (
    "response",
    "neighbourhood",
    "investigation",
    "safeguarding",
    "custody",
    "control_room",
    "enquiry_desk",
    "roads",
    "professional_standards",
    "support",
    "other",
)
PHONE_OWNERSHIPS = ("force", "personal")
DUTY_KINDS = ("duty", "overtime", "court", "training", "leave", "sick", "rest")
WORKING_DUTY_KINDS = ("duty", "overtime", "court", "training")
DECLARATION_KINDS = (
    "partner",
    "association",
    "business_interest",
    "gift",
    "social_media",
    "conflict_of_interest",
    "change_of_circumstances",
)
SCHEME_KINDS = ("cadets", "diversion", "school", "other")
SERVICES = ("email", "facebook", "instagram", "snapchat", "whatsapp", "other")
VULNERABILITY_MARKERS = (
    "domestic_abuse",
    "sexual_offence",
    "mental_health",
    "suicide_or_self_harm",
    "drugs_or_alcohol",
    "young_person",
    "missing",
    "trafficked",
    "learning_disability",
    "physical_health",
    "stalking_or_harassment",
    "other",
)
INVOLVEMENT_ROLES = ("victim", "witness", "reporting", "suspect", "other")
ASSIGNMENT_ROLES = ("investigating", "supervising", "safeguarding", "liaison", "other")
CUSTODY_STEPS = ("booking_in", "drug_test", "cell_visit", "fingerprints", "other")
LOG_ACTIONS = ("taken", "passed", "held", "closed")
PLACE_KINDS = ("police", "hospital", "school", "park", "refreshment", "shop", "other")
NOTICE_KINDS = ("investigation", "no_contact")
DIRECTIONS = ("out", "in")
CALL_KINDS = ("voice", "text", "picture")
CHANNELS = ("text", "email", "whatsapp", "teams", "other")
ACCOUNTS = ("force", "personal")
SEARCH_ACTIONS = ("search", "view", "edit", "print", "export")
SEARCH_FIELDS = ("contact", "address", "other")
INTELLIGENCE_ASSESSMENTS = ("A", "B", "C", "D", "E")

CONTACT_KINDS = ("call", "message", "lookup", "visit", "attendance", "custody")
STATUSES = ("explained", "unexplained", "uncheckable")
STRENGTHS = ("names both", "the team", "the place", "the member's own")
PARKINGS = ("at", "away")
LINK_DECISIONS = (
    "same record",
    "automatic",
    "for a person to judge",
    "judged by a person",
)
ORIGINS = (
    "before any policing link",
    "already running when the records begin",
    "after a policing link",
    "after a look-up",
    "no link seen",
)
STYLES = ("predatory", "exploratory", "unclear")
BANDS = ("information", "review", "priority")
FAMILIES = (
    "contact shape",
    "timing",
    "after the purpose",
    "visits",
    "look-ups",
    "content",
    "history",
    "pattern across people",
    "dependence",
    "custody",
    "devices",
    "the force",
)
CONTENT_CLASSES = (
    "affection",
    "compliment",
    "personal",
    "invitation",
    "moving",
    "own_number",
    "secrecy",
    "lewd",
)
INDICATOR_CLASSES = ("A", "B", "C", "D")
INDICATOR_LEVELS = ("pair", "staff", "force")
INDICATOR_STATUSES = ("experimental", "stable")
SENSITIVITIES = ("identifier", "personal", "special category", "operational")
