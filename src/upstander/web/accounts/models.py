"""People of the unit: roles, compartments, and the conflicts that keep a file from them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower


class Role(models.TextChoices):
    """What somebody is here to do; what each may do is one table (`rights.py`)."""

    ANALYST = "analyst", "Analyst"
    INVESTIGATOR = "investigator", "Investigator"
    SUPERVISOR = "supervisor", "Supervisor of the unit"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class User(AbstractUser):
    """Somebody who signs in. `staff_id` is their own id in the force's records.

    Without it no conflict can be seen, so a role that reads content needs one; and one human
    being has one account, or the second person of a decision could be the first.
    """

    role = models.CharField(max_length=20, choices=Role.choices)
    staff_id = models.CharField(max_length=200, blank=True, db_index=True)

    class Meta(AbstractUser.Meta):
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("staff_id"), condition=~models.Q(staff_id=""), name="one_account_each"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class SignInLink(models.Model):
    """A link by which somebody sets their password: once, within a day. Only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="links_issued")
    at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True)


class Change(models.Model):
    """A change of somebody's access that an administrator asks for, and a second person agrees to.

    `fields` is exactly what was asked for, `before` how the account stood then.
    """

    class Kind(models.TextChoices):
        ADD = "add", "A new account"
        CHANGE = "change", "A change of the account"
        LINK = "link", "A sign-in link"
        FACTORS = "factors", "Removal of the second factors"
        OPEN = "open", "Opening a closed account again"

    class Answer(models.TextChoices):
        WAITING = "waiting", "Waits for a second person"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"
        LAPSED = "lapsed", "Lapsed"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="changes")
    fields = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="changes_asked")
    at = models.DateTimeField(auto_now_add=True)
    second = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="changes_answered"
    )
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITING)
    link_made_at = models.DateTimeField(null=True)  # an agreement is good for one link

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]


class Compartment(models.Model):
    """A part of the work that only those named read: a sensitive operation."""

    name = models.CharField(max_length=200, unique=True)
    members = models.ManyToManyField(User, related_name="compartments", blank=True)

    def __str__(self) -> str:
        return self.name


class Conflict(models.Model):
    """Whose file somebody never sees, and what says so: it beats every right.

    Worked out when a scan is published (line management, declared associations, relatives named
    in the records), or declared by a person. Both ends are ids of the force's own records.
    """

    class Why(models.TextChoices):
        LINE = "line", "in their line of management"
        DECLARED = "declared", "a declared association or relationship"
        NAMED = "named", "named on the file"
        RECUSED = "recused", "recused themselves"

    reader_staff_id = models.CharField(max_length=200, db_index=True)
    subject_staff_id = models.CharField(max_length=200, db_index=True)
    why = models.CharField(max_length=20, choices=Why.choices)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reader_staff_id", "subject_staff_id", "why"], name="one_conflict_each"
            )
        ]
