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
