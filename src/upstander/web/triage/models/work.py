"""What people did with leads: it stays, whatever a later scan says."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from upstander.web.triage.models.scanned import IDENTIFIER, Lead
from upstander.web.triage.words import (
    Answer,
    Category,
    FoundBy,
    Handling,
    Information,
    Outcome,
    Source,
    State,
)


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


class NamesShown(models.Model):
    """Names shown to one person, for a stated reason, until a moment.

    In a compartment a second person has to agree first: until then `until` is empty.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Reveal(NamesShown):
    """The names of a lead."""

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="reveals")


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
    """Somebody looked for a name, a number or the like of this lead, which they do not read.

    Those who work on the lead are told, so that two enquiries do not meet by accident; who looked
    is told nothing.
    """

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="sought")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    purpose = models.TextField()
    found_by = models.CharField(max_length=10, choices=FoundBy.choices, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name_plural = "sought"


class Merge(models.Model):
    """Two leads to be worked on as one: proposed by one person, agreed to by another.

    Seen by those who read both leads, and by nobody else: it says that there are two.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="merges_into")
    reason = models.TextField()
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="merges_proposed"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="merges_seconded",
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    answer_reason = models.TextField(blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="merges_ended"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-proposed_at", "-pk"]


class Split(models.Model):
    """People of a lead that belong to an enquiry of their own: `lead`, split off from another."""

    lead = models.OneToOneField(Lead, on_delete=models.PROTECT, related_name="split")
    humans = models.JSONField(default=list)  # human_ids
    reason = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="splits"
    )
    at = models.DateTimeField(auto_now_add=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="splits_ended"
    )
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
