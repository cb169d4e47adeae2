"""What a scan says: leads, and what hangs on them. Replaced when a later scan is published.

A lead's state, owner and due day are people's, and stay.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from upstander.web.accounts.models import Compartment
from upstander.web.triage.words import FoundBy, Standing, State

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
    staff_id = models.CharField(max_length=IDENTIFIER, db_index=True)
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
    whole = models.JSONField(default=dict)  # score and people of the member, nobody split off
    found = models.JSONField(default=dict)  # human_id: digest of what was found; "": of the member
    support = models.TextField(blank=True)  # a prompt to offer support; moves nothing

    # --- what people made of it
    state = models.CharField(max_length=20, choices=State.choices, default=State.NEW, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT,
        related_name="leads",
    )  # fmt: skip
    due_on = models.DateField(null=True, blank=True, db_index=True)
    version = models.IntegerField(default=1)  # two people deciding at once: the second is told
    # Worked on as one with another lead, which is decided for both; or split off from one.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    split_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="split_off"
    )
    brought_back = models.BooleanField(default=False)  # its people are in the lead that it was of

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["staff_id"], condition=models.Q(split_from=None), name="one_lead_each"
            )
        ]
        indexes: ClassVar = [
            models.Index(  # what the head of the queue counts, and who may read it
                fields=[
                    "merged_into",
                    "brought_back",
                    "state",
                    "standing",
                    "band",
                    "owner",
                    "due_on",
                    "compartment",
                    "staff_id",
                ],
                name="lead_overview",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def on_its_own(self) -> bool:
        """Whether it is decided for itself: neither merged into another nor brought back."""
        return self.merged_into_id is None and not self.brought_back


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


class Reach(OfLead):
    """By what the member or one of the people is found: a number, a home, a vehicle.

    Only a keyed hash of it is here, which is enough to find it by (`keys.py`).
    """

    kind = models.CharField(max_length=10, choices=FoundBy.choices)
    owner = models.CharField(max_length=10)  # staff, person
    identifier = models.CharField(max_length=IDENTIFIER)  # of the member, or of the human being
    digest = models.CharField(max_length=64, db_index=True)
    holders = models.IntegerField()  # who have the same by the force's records

    class Meta:
        verbose_name_plural = "reached"
