"""The tables that stages hand to each other. A stage may add columns for itself; these are promised.

Times are UTC without zone. `human_id` stands for one human being behind one or several
`person_id`s. An empty `starts_at` means "always", an empty `ends_at` means "still".
"""

from upstander import words

HUMANS = {
    "person_id": "string",
    "human_id": "string",
    "match_weight": "float64",  # bits; null for a record that stands alone
    "decided_by": "string",  # words.LINK_DECISIONS
}

NUMBER_HOLDERS = {
    "number": "string",  # E.164
    "human_id": "string",
    "person_id": "string",
    "starts_at": "timestamp(6)",
    "ends_at": "timestamp(6)",
    "share": "float64",  # 1 / number of humans who held it at the same time
}

STAFF_NUMBERS = {
    "number": "string",  # E.164
    "staff_id": "string",
    "ownership": "string",
    "starts_at": "timestamp(6)",
    "ends_at": "timestamp(6)",
}

HANDLE_HOLDERS = {
    "handle": "string",  # lower case, no leading @
    "human_id": "string",
    "person_id": "string",
    "share": "float64",
}

HOMES = {
    "human_id": "string",
    "person_id": "string",
    "easting": "float64",
    "northing": "float64",
    "starts_at": "timestamp(6)",
    "ends_at": "timestamp(6)",
    "residents": "int64",  # humans on record within a few metres at the same time
}

TOURS = {  # working time as disjoint intervals: overlapping and touching duties joined
    "staff_id": "string",
    "starts_at": "timestamp(6)",
    "ends_at": "timestamp(6)",
}

STOPS = {
    "stop_id": "int64",
    "unit_id": "string",
    "starts_at": "timestamp(6)",
    "ends_at": "timestamp(6)",
    "easting": "float64",
    "northing": "float64",
    "source_file": "string",
    "source_row": "int64",  # the first ping of the stop
    "pings": "int64",
}

CREWED = {  # who was with the unit at each stop; a stop with nobody has no row
    "stop_id": "int64",
    "staff_id": "string",
    "crew_size": "int64",  # how many staff, the member included; null where not known
    "starts_at": "timestamp(6)",  # the part of the stop that the member was there for
    "ends_at": "timestamp(6)",
    "hand_held": "boolean",
}

CONTACTS = {
    "contact_id": "int64",
    "staff_id": "string",
    "person_id": "string",
    "human_id": "string",
    "at": "timestamp(6)",
    "local_at": "timestamp(6)",  # the same moment on the clock on the wall
    "ends_at": "timestamp(6)",  # visits, attendances and custody; else null
    "kind": "string",  # words.CONTACT_KINDS
    "direction": "string",  # out, in; null where there is none
    "channel": "string",  # voice, text, picture, email, ...; the system of a look-up
    "account": "string",  # force, personal; null but for messages
    "duration_s": "float64",
    "action": "string",  # look-ups: search, view, ...; custody: the step
    "field": "string",  # look-ups: contact, address, other
    "occurrence_id": "string",  # what a look-up cites
    "incident_id": "string",  # what an attendance belongs to
    "stop_id": "int64",  # the stop a visit was made of
    "distance_m": "float64",  # visits: from the person's address
    "parked": "string",  # visits: words.PARKINGS
    "crew_size": "int64",  # visits, attendances: how many staff; null where not known
    "share": "float64",  # of a number or home held by several; 1 where the person is certain
    "on_duty": "boolean",  # null where no roster covers the member
    "minutes_off_duty": "int64",  # to the nearest working time; 0 on duty; null with on_duty
    "source_table": "string",
    "source_file": "string",
    "source_row": "int64",
}

EXPLAINED_CONTACTS = CONTACTS | {
    "status": "string",  # words.STATUSES
    "explained_by": "string",  # slug of the explanation
    "strength": "string",  # words.STRENGTHS
    "explained_table": "string",
    "explained_file": "string",
    "explained_row": "int64",
}

PAIR_FIGURES = {  # a pair's calls and messages, explained or not; whole numbers count, _s are seconds
    "staff_id": "string",
    "human_id": "string",
    "contacts": "int64",  # calls and messages: what is not said to rest on others rests on these
    "first_at": "timestamp(6)",
    "last_at": "timestamp(6)",
    "days": "int64",  # different days, on the clock on the wall
    "calls": "int64",
    "calls_out": "int64",  # made by the member
    "calls_timed": "int64",  # with their length on record: what the next two rest on
    "call_mean_s": "float64",
    "call_median_s": "float64",
    "messages": "int64",
    "messages_out": "int64",
    "night": "int64",  # between 22:00 and 06:00 on the clock on the wall
    "duty_known": "int64",  # at an hour that a roster tells of: what the next rests on
    "off_duty": "int64",
    "gaps": "int64",  # from one contact to the next: what the next three rest on
    "gap_mean_s": "float64",
    "gap_median_s": "float64",
    "burstiness": "float64",  # -1 evenly spaced, 0 as chance would, 1 all at once; null under 2 gaps
    "exchanges": "int64",  # of messages: an hour of silence or a call ends one
    "exchanges_out": "int64",  # begun by the member
    "exchanges_out_answered": "int64",  # of these: the person wrote back
    "exchanges_in_answered": "int64",  # of the others: the member wrote back
}

WRITTEN = {  # messages that were read under an authority: which phrases, never the text
    "contact_id": "int64",
    "staff_id": "string",
    "human_id": "string",
    "at": "timestamp(6)",
    "local_at": "timestamp(6)",
    "kind": "string",
    "channel": "string",
    "source_table": "string",
    "source_file": "string",
    "source_row": "int64",
} | dict.fromkeys(words.CONTENT_CLASSES, "boolean")  # whether it holds a phrase of the class

PURPOSES = {
    "explanation": "string",  # slug
    "strength": "string",
    "priority": "int64",  # smaller explains first
    "staff_id": "string",
    "team_id": "string",  # set instead of staff_id where a whole team is covered
    "human_id": "string",
    "occurrence_id": "string",  # set where only look-ups that cite it are explained
    "for_talk": "boolean",  # calls, messages, attendances and custody steps
    "for_lookups": "boolean",
    "for_visits": "boolean",
    "is_work": "boolean",  # recorded work, which makes a policing link; a declaration is none
    "starts_at": "timestamp(6)",  # the window in which a contact is explained
    "ends_at": "timestamp(6)",
    "duty_starts_at": "timestamp(6)",  # what was recorded, without the windows
    "duty_ends_at": "timestamp(6)",  # null: still open
    "source_table": "string",
    "source_file": "string",
    "source_row": "int64",
}

LINKS = {  # the policing link of a pair: recorded work that names both, windows left off
    "staff_id": "string",
    "human_id": "string",
    "first_at": "timestamp(6)",
    "last_at": "timestamp(6)",  # null: still open
    "purposes": "int64",
}

FINDINGS = {
    "staff_id": "string",
    "human_id": "string",  # null: about the member of staff alone
    "value": "float64",  # larger is stranger; what rarity is measured on
    "first_at": "timestamp(6)",
    "last_at": "timestamp(6)",
    "seen_at": "timestamp(6)",  # the first moment at which the sign could have been seen
    "sentence": "string",
}

FINDING_EVENTS = {
    "staff_id": "string",
    "human_id": "string",
    "at": "timestamp(6)",
    "kind": "string",  # words.CONTACT_KINDS, or what the record is: complaint, declaration, ...
    "source_table": "string",
    "source_file": "string",
    "source_row": "int64",
}

UPKEEP = {  # what a sign about the force looked at; a subject with several shortfalls has a row for each
    "of": "string",  # what is counted: "members in contact with the public"
    "subject": "string",  # the member, check, scheme or matter: counted, never shown
    "staff_id": "string",  # under whose role family it counts; null where it is nobody's
    "shortfall": "string",  # what is to put right, in words; null: nothing
}

PROMPTS = {  # members on record with a reason to offer support
    "staff_id": "string",
    "sentence": "string",
}
