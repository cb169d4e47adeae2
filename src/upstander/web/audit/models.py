"""What was done, one entry after the other, and the checkpoints that were signed over it.

Rows of both are added and never changed: the database itself refuses (`triggers.py`).
"""

import json
from typing import Any, ClassVar

from django.db import models

DIGEST = 64  # a SHA-256 in hexadecimal


class Entry(models.Model):
    """One thing that was done. `by` is kept as it was then: whoever leaves stays in the log."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 ... without a gap
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    user_id = models.BigIntegerField(null=True)  # no foreign key: an account may go, this stays
    username = models.CharField(max_length=150)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    detail = models.TextField()  # canonical JSON, as it was hashed
    previous_hash = models.CharField(max_length=DIGEST)
    hash = models.CharField(max_length=DIGEST)

    class Meta:
        ordering: ClassVar = ["number"]
        verbose_name_plural = "entries"
        indexes: ClassVar = [
            models.Index(fields=["at"], name="audit_at"),
            models.Index(fields=["act", "number"], name="audit_act"),
            models.Index(fields=["user_id", "number"], name="audit_user"),
            models.Index(fields=["kind", "number"], name="audit_kind"),
            models.Index(fields=["subject", "number"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"entry {self.number}"

    @property
    def told(self) -> dict[str, Any]:
        """The detail, read; nothing where it was changed into what cannot be read."""
        try:
            found = json.loads(self.detail)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Checkpoint(models.Model):
    """A signed statement of what the log's last entry was at a moment."""

    number = models.BigIntegerField()  # of the last entry
    hash = models.CharField(max_length=DIGEST)
    at = models.DateTimeField()
    public_key = models.CharField(max_length=64)  # Ed25519, in hexadecimal
    signature = models.CharField(max_length=128)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"checkpoint of entry {self.number}"
