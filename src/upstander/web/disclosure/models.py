"""Packs, and what each of them withholds. The record stays; the file goes when its time is over."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from upstander.web.disclosure.words import Ground, Marking, Part, Stage
from upstander.web.triage.models import Lead

WORDS = 200  # characters of a name, a role or an organisation


class Pack(models.Model):
    """A pack about a lead, from its beginning to the removal of its file.

    `digest` is of everything that goes in: an agreement is bound to it, and the file states it.
    """

    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="packs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="packs")
    begun_at = models.DateTimeField(auto_now_add=True)
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.BEGUN)

    # --- what for, and for whom
    purpose = models.TextField()
    recipient = models.CharField(max_length=WORDS)
    recipient_role = models.CharField(max_length=WORDS)
    organisation = models.CharField(max_length=WORDS)
    marking = models.CharField(max_length=20, choices=Marking.choices)
    parts = models.JSONField(default=list)  # of Part, in its order
    named = models.BooleanField(default=False)

    # --- a second person, where one has to agree
    digest = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="agreed_packs"
    )
    answered_at = models.DateTimeField(null=True)
    answer_reason = models.TextField(blank=True)

    # --- the file
    made_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=80, blank=True)  # its name in the folder of packs
    file_digest = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    pages = models.IntegerField(null=True)  # of the PDF; none where there is no PDF
    counts = models.JSONField(default=dict)  # rows by sheet
    keep_until = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(stage=Stage.MADE)
                | Q(made_at__isnull=False, keep_until__isnull=False, size__isnull=False),
                name="made_packs_have_a_file",
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | ~Q(second=F("by")), name="two_people_a_pack"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Its number: D-00042."""
        return f"D-{self.pk:05}"

    @property
    def included(self) -> tuple[Part, ...]:
        """What goes in."""
        return tuple(part for part in Part if part in self.parts)

    @property
    def left_out(self) -> tuple[Part, ...]:
        """What could go in and does not: each needs a ground."""
        return tuple(part for part in Part if part not in self.parts)

    @property
    def on_file(self) -> bool:
        """Whether its file can still be had."""
        keep = self.keep_until
        return self.removed_at is None and keep is not None and keep > timezone.now()


class Withheld(models.Model):
    """Something that a pack does not hold, and on which ground: a row of its schedule."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="withheld")
    part = models.CharField(max_length=20, choices=Part.choices, blank=True)
    item = models.TextField(blank=True)  # where it is no part: what it is
    ground = models.CharField(max_length=20, choices=Ground.choices)
    reason = models.TextField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name_plural = "withheld"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["pack", "part"], condition=~Q(part=""), name="one_ground_a_part"
            ),
            models.CheckConstraint(
                condition=Q(part="") ^ Q(item=""), name="withheld_is_a_part_or_an_item"
            ),
        ]

    @property
    def what(self) -> str:
        """What is withheld, in words."""
        return Part(self.part).label if self.part else self.item
