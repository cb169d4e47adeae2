"""What an administrator is asked about a person, and what somebody is asked for a password."""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm

from upstander.web.accounts.models import Compartment, Role, User

if TYPE_CHECKING:
    _OfPerson = forms.ModelForm[User]
    _OfCompartment = forms.ModelForm[Compartment]
    _OfPassword = SetPasswordForm[User]
else:
    _OfPerson = _OfCompartment = forms.ModelForm
    _OfPassword = SetPasswordForm

_WHO_READS = {
    Role.ANALYST: "Reads leads, works on them, proposes decisions",
    Role.INVESTIGATOR: "Reads leads, works on them, proposes decisions",
    Role.SUPERVISOR: "As an analyst; also assigns, and agrees to what others propose",
    Role.AUDITOR: "Reads the audit log, no leads",
    Role.ADMINISTRATOR: "Manages accounts, reads no leads",
}


class Person(_OfPerson):
    """An account: who it is for, and what they do here."""

    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    compartments = forms.ModelMultipleChoiceField(
        Compartment.objects.order_by("name"),
        label="Compartments",
        help_text="Only those named read what is in a compartment.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "email", "role", "staff_id", "compartments")
        labels: ClassVar = {
            "username": "Username",
            "first_name": "Name",
            "email": "E-mail address",
            "staff_id": "Staff ID",
        }
        help_texts: ClassVar = {
            "username": "Letters, digits and any of @ . + - _",
            "first_name": "As colleagues know them.",
            "email": "As the force’s own sign-on gives it. Nothing is sent there.",
            "staff_id": (
                "Their own, as it is written in the force’s records. It keeps their own file, and "
                "those of people they are tied to, from them."
            ),
        }

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["role"].choice_hints = _WHO_READS  # type: ignore[attr-defined]
        self.fields["first_name"].required = True
        self.fields["username"].error_messages["unique"] = "Somebody has this username already."
        for name in ("username", "staff_id", "email"):
            self.fields[name].widget.attrs |= {"spellcheck": "false", "autocapitalize": "none"}
        if settings.SIGN_ON is None or settings.SIGN_ON.claim != "email":
            del self.fields["email"]
        if not Compartment.objects.exists():
            del self.fields["compartments"]
        elif self.instance.pk:
            self.fields["compartments"].initial = self.instance.compartments.all()

    def clean_email(self) -> str:
        """An address that no other account has: the sign-on would not know whom it means."""
        given: str = self.cleaned_data["email"].strip()
        others = User.objects.exclude(pk=self.instance.pk)
        if given and others.filter(email__iexact=given).exists():
            raise forms.ValidationError("Another account has this e-mail address.")
        return given

    def clean_staff_id(self) -> str:
        """An ID that no other account has: one human being has one account."""
        given: str = self.cleaned_data["staff_id"].strip()
        others = User.objects.exclude(pk=self.instance.pk)
        if given and others.filter(staff_id__iexact=given).exists():
            raise forms.ValidationError(
                "Another account has this staff ID. One person has one account: change that one, "
                "or bring it back."
            )
        return given

    def clean(self) -> dict[str, Any] | None:
        """Whoever reads content has a staff ID: without it their conflicts cannot be seen."""
        told = super().clean()
        role = self.cleaned_data.get("role")
        missing = not self.cleaned_data.get("staff_id") and "staff_id" not in self.errors
        if role and role != Role.ADMINISTRATOR and missing:
            self.add_error("staff_id", "Enter the staff ID: without it this role reads nothing.")
        return told

    def kept(self) -> dict[str, Any]:
        """The answers, without the compartments."""
        return {k: v for k, v in self.cleaned_data.items() if k != "compartments"}


class NewCompartment(_OfCompartment):
    """The name of a compartment."""

    class Meta:
        model = Compartment
        fields = ("name",)
        labels: ClassVar = {"name": "Name of the compartment"}
        help_texts: ClassVar = {"name": "A code word: it is seen by administrators."}
        error_messages: ClassVar = {
            "name": {"unique": "There is a compartment of this name already."}
        }


class NewPassword(_OfPassword):
    """A password, twice."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.fields["new_password1"].label = "New password"
        self.fields[
            "new_password1"
        ].help_text = "At least 12 characters. Three words that do not belong together are good."
        self.fields["new_password2"].label = "New password again"
