"""A synthetic force that obeys the data contract, for the demonstration, for tests and training.

`upstander simulate` writes a folder with three things in it:

- `extracts/`  one file for each table of the contract, as a force would hand them to a scan;
- `truth/`     what truly was, in four files that no scan ever reads;
- `README.txt` what it is, and which telephone numbers are invented.

It models behaviour, not patterns. People of all roles work shifts, attend incidents, take on
cases, hand them over, ring, write, visit and look things up, and their records are imperfect:
about six in a hundred pieces of legitimate work are missing or wrong. Members of the public have
homes, telephones, troubles and more than one record. Staff have partners, relatives and friends
among them. Some work looks odd and is right. A few members of staff abuse their position, each in
a way of their own, some loudly and some without leaving anything in any extract.

Messages say something where an extract carries their text: most of it is work, and warm now and
then. A force made with `archive=True` keeps what the texts of its handsets say as well, as messages
beside the bill. Some of those who abuse their position leave mild words in them, more as it grows;
many write nothing of the kind where the force could see it. Whether there is an archive, or what is
written, changes nothing else of a force.

The simulator knows nothing of warning signs, thresholds or scores: it imports the closed
vocabularies, the errors and the contract, and nothing else of Upstander.

The truth
---------
`subjects`  staff_id, style (`predatory` `exploratory`), starts_at, people, events (rows in the
            extracts that the misconduct left), observable (at least three such rows)
`pairs`     staff_id, person_id (the main record), true_human, nature (`misconduct`,
            `private:<kind of tie>`, `look_alike:<kind of work>`), first_at (empty: no row)
`people`    person_id, true_human
`events`    source_table, source_row (1-based number of the data row in that table's file), last_row
            (positions only: the last row of the stay), staff_id, true_human, at, nature (`work`,
            `private`, `misconduct`, `look_alike:<kind>`), recorded (a purpose for it is in the
            extracts), first (first contact of that pair in the extracts)

Every row between a member of staff and a real member of the public has its event, also
the stays of vehicles outside the door of whoever the stop was for. A row that concerns several
people has several events.

Telephone numbers
-----------------
Ofcom's numbers for drama are given out first (07700 900000-900999, 01632 960000-960999). The rest
are *invented* and begin 066 or 067: the numbering plan of the United Kingdom gives no service to
numbers that begin 06, so they are nobody's and cannot be rung.
"""

from upstander.simulator.force import Progress, Summary, simulate

__all__ = ["Progress", "Summary", "simulate"]
