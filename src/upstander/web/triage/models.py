"""Leads as a scan published them, and what people made of them since.

What a scan says (`Lead`'s figures, `Pair`, `Evidence`, `Event`, `Contact`, `Tour`) is replaced
when a later scan is published. What people did (state, owner, `Note`, `Decision`) stays.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from upstander.web.accounts.models import Compartment
from upstander.web.triage.words import (
    Answer,
    Category,
    Handling,
    Information,
    Outcome,
    Source,
    Standing,
    State,
)

IDENTIFIER = 200  # the longest identifier of a force's record


class Scan(models.Model):
    """One scan that was published."""

    digest = models.CharField(max_length=64, unique=True)  # of every file of its folder
    as_of = models.DateTimeField()
    made_at = models.DateTimeField()
    published_at = models.DateTimeField(auto_now_add=True)
    coverage = models.JSONField()  # coverage.json as it stands
    signs = models.JSONField(default=dict)  # id: name, version, meaning, innocent explanations
    explanations = models.JSONField(default=dict)  # slug: title
    simulated = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["-published_at", "-pk"]


class Lead(models.Model):
    """A member of staff on a list: never a conclusion about them."""

    reference = models.CharField(max_length=20, unique=True)  # L-00042
    staff_id = models.CharField(max_length=IDENTIFIER, unique=True)
    pseudonym = models.CharField(max_length=40)  # "Member 4F2A"
    compartment = models.ForeignKey(
        Compartment, null=True, blank=True, on_delete=models.PROTECT, related_name="leads"
    )

    # --- as the newest scan has it
    scan = models.ForeignKey(Scan, on_delete=models.PROTECT, related_name="leads")
    first_published_at = models.DateTimeField()
    standing = models.CharField(max_length=10, choices=Standing.choices)
    listed = models.BooleanField()
    rank = models.IntegerField(db_index=True)
    score = models.FloatField()
    likelihood = models.IntegerField()
    harm = models.IntegerField()
    band = models.CharField(max_length=40, db_index=True)
    style = models.CharField(max_length=40)
    style_reasons = models.TextField(blank=True)
    harm_reasons = models.TextField(blank=True)
    false_discovery_rate = models.FloatField(null=True)
    people = models.IntegerField()
    headline = models.TextField()
    strongest = models.JSONField(default=list)  # ids of the strongest signs, in order
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True, db_index=True)
    role = models.CharField(max_length=200, blank=True)
    role_family = models.CharField(max_length=40, blank=True)
    content_digest = models.CharField(max_length=64)  # of everything the scan says about it
    support = models.TextField(blank=True)  # a prompt to offer support; moves nothing

    # --- what people made of it
    state = models.CharField(max_length=20, choices=State.choices, default=State.NEW, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="leads",
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True, db_index=True)
    version = models.IntegerField(default=1)  # two people deciding at once: the second is told

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        indexes: ClassVar = [
            models.Index(  # what the head of the queue counts, and who may read it
                fields=["state", "standing", "band", "owner", "due_on", "compartment", "staff_id"],
                name="lead_overview",
            )
        ]

    def __str__(self) -> str:
        return self.reference


class OfLead(models.Model):
    """A row that the newest scan wrote about a lead."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="%(class)ss")

    class Meta:
        abstract = True


class Pair(OfLead):
    """The member and one member of the public; without a person, what is about the member alone."""

    person_id = models.CharField(max_length=IDENTIFIER, blank=True)
    human_id = models.CharField(max_length=IDENTIFIER, blank=True)
    pseudonym = models.CharField(max_length=40, blank=True)  # "Person 19C7"
    score = models.FloatField()
    headline = models.TextField()
    origin = models.CharField(max_length=200, blank=True)
    open_look_ups = models.IntegerField(null=True)
    work_look_ups = models.IntegerField(null=True)
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    figures = models.JSONField(default=dict)  # the row of pairs.parquet

    class Meta:
        ordering: ClassVar = ["-score", "pk"]


class Evidence(OfLead):
    """A sign that fired: what was counted, how rare it is, and how much of that counts."""

    human_id = models.CharField(max_length=IDENTIFIER, blank=True)
    indicator = models.CharField(max_length=20)
    family = models.CharField(max_length=40)
    value = models.FloatField(null=True)
    rarity_bits = models.FloatField()
    weight = models.FloatField()
    sentence = models.TextField()
    first_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)  # the first moment at which it could have been seen

    @property
    def bits(self) -> float:
        """What it adds to the lead."""
        return self.rarity_bits * self.weight

    class Meta:
        verbose_name_plural = "evidence"


class Event(OfLead):
    """A record that a piece of evidence rests on."""

    human_id = models.CharField(max_length=IDENTIFIER, blank=True)
    indicator = models.CharField(max_length=20)
    at = models.DateTimeField(null=True)
    kind = models.CharField(max_length=40)
    status = models.CharField(max_length=20, blank=True)
    explained_by = models.CharField(max_length=80, blank=True)
    source_table = models.CharField(max_length=80)
    source_file = models.CharField(max_length=400)
    source_row = models.BigIntegerField(null=True)


class Contact(OfLead):
    """Every contact of one of the lead's pairs, explained or not: the lanes of the timeline."""

    lead = models.ForeignKey(  # its index begins with the lead
        Lead, on_delete=models.CASCADE, related_name="contacts", db_index=False
    )
    human_id = models.CharField(max_length=IDENTIFIER)
    at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    direction = models.CharField(max_length=20, blank=True)
    on_duty = models.BooleanField(null=True)
    status = models.CharField(max_length=20)
    explained_by = models.CharField(max_length=80, blank=True)
    strength = models.CharField(max_length=40, blank=True)
    explained_table = models.CharField(max_length=80, blank=True)
    explained_file = models.CharField(max_length=400, blank=True)
    explained_row = models.BigIntegerField(null=True)
    source_table = models.CharField(max_length=80)
    source_file = models.CharField(max_length=400)
    source_row = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["lead", "at"])]


class Tour(OfLead):
    """A tour of duty of the member."""

    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()


class Stand(OfLead):
    """Where a vehicle or hand-held stood near the home of one of the lead's people."""

    human_id = models.CharField(max_length=IDENTIFIER)
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    easting = models.IntegerField()  # metres of the National Grid, to ten metres
    northing = models.IntegerField()
    distance_m = models.FloatField(null=True)  # from the person's address
    parked = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20)

    class Meta:
        ordering: ClassVar = ["at", "pk"]


# --- what people did


class Note(models.Model):
    """Something that somebody wrote on a lead; never changed, only followed by another."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Task(models.Model):
    """Something to be done on a lead by a day: also the request for another force record."""

    class Kind(models.TextChoices):
        TASK = "task", "Task"
        RECORD = "record", "Request for a force record"

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    reason = models.TextField(blank=True)
    due_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks_given"
    )
    whom = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tasks"
    )
    at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["done_at", "due_on", "pk"]


class Decision(models.Model):
    """A decision with its reason; one that matters waits for a second person.

    The approval is bound to `digest`: exactly what was proposed, on exactly what the scan said.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reason = models.TextField()
    review_on = models.DateField(null=True, blank=True)
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    state_before = models.CharField(max_length=20, choices=State.choices)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(null=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="seconded"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    answer_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]


class Reveal(models.Model):
    """Names of a lead shown to one person, for a stated reason, until a moment.

    In a compartment a second person has to agree first: until then `until` is empty.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="reveals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reveals"
    )
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="agreed_reveals"
    )
    refused_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)


class Name(models.Model):
    """What stands behind a pseudonym; read only by way of a reveal."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=10)  # staff, person
    identifier = models.CharField(max_length=IDENTIFIER)
    name = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["lead", "kind", "identifier"], name="one_name_each")
        ]


class View(models.Model):
    """A way of looking at the queue that somebody keeps."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "name"], name="one_view_each")
        ]


class Filter(models.Model):
    """A verdict on contact of a pair that has its reason where no extract holds it.

    The next scan reads it (`upstander filters`): it explains those contacts, under a name and for a
    time. Ended ones stay on record.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="filters")
    human_id = models.CharField(max_length=IDENTIFIER)
    pseudonym = models.CharField(max_length=40)
    kinds = models.JSONField(default=list)  # none: every kind of contact
    holds_from = models.DateField()
    holds_to = models.DateField(null=True)
    reason = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made_on = models.DateField()
    expires_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-made_on", "-pk"]


class Grading(models.Model):
    """A person's grading: what makes intelligence of a lead. A later one replaces it in use."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="gradings")
    text = models.TextField()  # the intelligence itself, written so that it names no source
    source = models.CharField(max_length=1, choices=Source.choices)
    information = models.CharField(max_length=1, choices=Information.choices)
    handling = models.CharField(max_length=1, choices=Handling.choices)
    conditions = models.TextField(blank=True)
    category = models.CharField(max_length=20, choices=Category.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]

    @property
    def grade(self) -> str:
        """The grading in its three characters: 2CP."""
        return f"{self.source}{self.information}{self.handling}"


class Sought(models.Model):
    """Somebody looked for a name or a record number that is in this lead, which they do not read.

    Those who work on the lead are told, so that two enquiries do not meet by accident; who looked
    is told nothing.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="sought")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    purpose = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name_plural = "sought"
