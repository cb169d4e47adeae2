"""Entries of the watch list with what was proposed and authorised, and the packages made of them.

Nothing here is changed once it was written but an entry's state and the terms in force, and the
answer to a proposal: what was proposed, done and found stays as it was.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from upstander.web.accounts.models import Compartment
from upstander.web.triage.models import IDENTIFIER, NamesShown, Scan
from upstander.web.triage.words import Answer, Handling, Information, Source
from upstander.web.watchlist.words import Rhythm, State


class Member(models.Model):
    """A staff ID of the newest scan: an entry can only be about somebody there is."""

    staff_id = models.CharField(max_length=IDENTIFIER, unique=True)


class System(models.Model):
    """A system whose look-ups the newest scan holds."""

    name = models.CharField(max_length=IDENTIFIER, unique=True)

    class Meta:
        ordering: ClassVar = ["name"]


class Entry(models.Model):
    """A member of staff whose look-ups are audited, or were, or may be: no conclusion about them.

    They may have no lead. `terms` are those in force, or that were last.
    """

    reference = models.CharField(max_length=20, unique=True)  # W-00012
    staff_id = models.CharField(max_length=IDENTIFIER, db_index=True)
    pseudonym = models.CharField(max_length=60)
    compartment = models.ForeignKey(
        Compartment, null=True, blank=True, on_delete=models.PROTECT, related_name="watched"
    )
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.PROPOSED, db_index=True
    )
    terms = models.ForeignKey(
        "Proposal", null=True, on_delete=models.PROTECT, related_name="in_force"
    )

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.reference


class Proposal(models.Model):
    """What is to be audited and why, as it was proposed; the answer is bound to `digest`.

    The first of an entry, or one to renew it.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="proposals")
    renewal = models.BooleanField()

    grounds = models.TextField()
    source = models.CharField(max_length=1, choices=Source.choices)
    information = models.CharField(max_length=1, choices=Information.choices)
    handling = models.CharField(max_length=1, choices=Handling.choices)
    conditions = models.TextField(blank=True)
    proportionate = models.TextField()
    considered = models.TextField()
    systems = models.JSONField(default=list)  # none: every system
    since = models.DateField()
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices)
    review_on = models.DateField(db_index=True)

    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="watch_proposed"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="watch_answered"
    )
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(grounds="") & ~Q(proportionate="") & ~Q(considered=""),
                name="said_why",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(answer=Answer.WAITING), name="one_waits"
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.STANDS) | Q(second__isnull=False),
                name="authorised_by_somebody",
            ),
        ]

    @property
    def grade(self) -> str:
        """The grading of the grounds in its three characters: 2CP."""
        return f"{self.source}{self.information}{self.handling}"


class Change(models.Model):
    """A step that an entry took: who did it, when and why; nobody where the clock did."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="changes")
    what = models.CharField(max_length=80)  # states.Act
    state = models.CharField(max_length=10, choices=State.choices)  # afterwards
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]


class Package(models.Model):
    """What one scan's records told of the member's look-ups, under the terms in force then."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="packages")
    terms = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="packages")
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="packages")
    period = models.CharField(max_length=40)  # scan 12, 2026-W09, 2026-03
    made_at = models.DateTimeField(auto_now_add=True)
    since = models.DateField()
    until = models.DateTimeField()
    role = models.CharField(max_length=200, blank=True)
    role_family = models.CharField(max_length=40, blank=True)
    looks = models.IntegerField()
    unexplained = models.IntegerField()
    uncheckable = models.IntegerField()
    people = models.IntegerField()
    of_nobody = models.IntegerField()  # look-ups that name nobody on record
    new = models.IntegerField()  # look-ups that no earlier package of the entry holds
    tours = models.IntegerField()
    beside = models.JSONField(default=list)  # figures of the member and of their peers
    not_seen = models.JSONField(default=list)  # sentences

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "period"], name="one_package_a_period"),
            models.UniqueConstraint(fields=["entry", "scan"], name="one_package_a_scan"),
        ]


class Person(models.Model):
    """Somebody whose record was opened; `place` is the order in which to read them."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="opened")
    place = models.IntegerField()
    human_id = models.CharField(max_length=IDENTIFIER)
    person_id = models.CharField(max_length=IDENTIFIER, blank=True)
    pseudonym = models.CharField(max_length=60)
    looks = models.IntegerField()
    unexplained = models.IntegerField()
    uncheckable = models.IntegerField()
    days = models.IntegerField()  # with an unexplained look-up
    markers = models.JSONField(default=list)
    whose = models.CharField(max_length=10, blank=True)  # own, colleague

    class Meta:
        ordering: ClassVar = ["place"]
        verbose_name_plural = "people"


class LookUp(models.Model):
    """One look-up: whose record, on which system, why as typed, and what explains it."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="look_ups")
    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="look_ups")
    at = models.DateTimeField()
    system = models.CharField(max_length=IDENTIFIER, blank=True)
    action = models.CharField(max_length=20, blank=True)
    field = models.CharField(max_length=20, blank=True)
    occurrence_id = models.CharField(max_length=IDENTIFIER, blank=True)
    reason = models.TextField(blank=True)  # as typed into the system, whatever it holds
    on_duty = models.BooleanField(null=True)
    status = models.CharField(max_length=20, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    explained_table = models.CharField(max_length=80, blank=True)
    explained_file = models.CharField(max_length=400, blank=True)
    explained_row = models.BigIntegerField(null=True)
    source_file = models.CharField(max_length=400)
    source_row = models.BigIntegerField()
    is_new = models.BooleanField()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Name(models.Model):
    """What stands behind a pseudonym of a package; read only by way of a reveal."""

    package = models.ForeignKey(Package, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10)  # staff, person
    identifier = models.CharField(max_length=IDENTIFIER)
    name = models.TextField()


class Reading(models.Model):
    """Somebody looked a package through, and wrote what they made of it."""

    package = models.ForeignKey(Package, on_delete=models.PROTECT, related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    note = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-pk"]


class Reveal(NamesShown):
    """The names of an entry and its packages."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reveals")
