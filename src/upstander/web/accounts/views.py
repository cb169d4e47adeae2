"""Pages of people: the administrator's, one's own account, and the one-time link."""

from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_change
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from upstander.web.accounts import agreements, forms, links, people, second_factor
from upstander.web.accounts.guard import View, needs, open_to_all, signed_in
from upstander.web.accounts.models import Change, Compartment, Role, User
from upstander.web.accounts.rights import Right, may

Kind = Change.Kind
_SECONDS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
_ANSWERED = {
    Change.Answer.AGREED: "Agreed, and done. A sign-in link is then made by an administrator.",
    Change.Answer.REFUSED: "It was refused.",
    Change.Answer.LAPSED: "It had lapsed: the account is no longer as it was. Nothing was done.",
}


def _sensitive(view: View) -> View:
    """Ask for the password again, ten minutes after it was last given."""
    return cast(View, reauthentication_required(view))


@needs(Right.MANAGE_PEOPLE)
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the compartments."""
    everybody = second_factor.with_factor(User.objects.prefetch_related("compartments"))
    nobody = [role.label for role in _SECONDS if agreements.nobody_to_agree(role)]
    shown = {
        "nav": "people",
        "waiting": len(agreements.waiting()),
        "nobody": nobody,
        "people": everybody.order_by("-is_active", "first_name", "username"),
        "compartments": Compartment.objects.prefetch_related("members").order_by("name"),
    }
    return render(request, "accounts/people.html", shown)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Ask for an account."""
    form = forms.Person(request.POST if request.method == "POST" else None)
    if form.is_valid():
        compartments = form.cleaned_data.get("compartments", ())
        asked = agreements.ask(
            Kind.ADD, request=request, fields=form.kept(), compartments=compartments
        )
        return _asked(request, asked)
    return render(request, "accounts/person_new.html", {"nav": "people", "form": form})


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, number: int) -> HttpResponse:
    """One account: change it, or see how it stands. One's own is only to be seen."""
    found = _person(number)
    own = found.pk == request.user.pk
    form = forms.Person(
        request.POST if request.method == "POST" else None, instance=_person(number)
    )
    if request.method == "POST" and own:
        raise Http404
    if form.is_valid():
        compartments = form.cleaned_data.get("compartments", ())
        return _changed(request, found, fields=form.kept(), compartments=compartments)
    changes = found.changes.select_related("by", "second")[:20]
    shown = {
        "nav": "people", "person": found, "form": form, "themselves": own, "changes": changes,
        "agreed_link": agreements.agreed_link(found),
    }  # fmt: skip
    return render(request, "accounts/person.html", shown)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_link(request: HttpRequest, number: int) -> HttpResponse:
    """A new one-time link for somebody else: shown once it was agreed to, else asked for."""
    somebody = _somebody_else(request, number)
    token = agreements.make_link(somebody, request=request)
    if token is None:
        return _asked(request, agreements.ask(Kind.LINK, request=request, user=somebody))
    address = request.build_absolute_uri(reverse("sign_in_link", args=[token]))
    shown = {"nav": "people", "person": somebody, "address": address}
    return render(request, "accounts/person_link.html", shown)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_access(request: HttpRequest, number: int) -> HttpResponse:
    """Deactivate somebody else's account at once, or ask to bring it back."""
    somebody = _somebody_else(request, number)
    if request.POST.get("active") == "yes":
        return _asked(request, agreements.ask(Kind.OPEN, request=request, user=somebody))
    people.let_in(somebody, request=request, active=False)
    messages.success(request, "The account no longer works.")
    return redirect("person", number)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_factors(request: HttpRequest, number: int) -> HttpResponse:
    """Ask that somebody else's second factors are removed."""
    somebody = _somebody_else(request, number)
    return _asked(request, agreements.ask(Kind.FACTORS, request=request, user=somebody))


@needs(Right.AGREE_ACCESS)
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Changes of access that wait, and whether this person could be the second."""
    me = _me(request)
    shown = [
        (one, agreements.may_answer(one, user=me), agreements.second_role(one).label)
        for one in agreements.waiting()
    ]
    if not may(me, Right.MANAGE_PEOPLE):
        shown = [row for row in shown if row[1]]
    compartments = dict(Compartment.objects.values_list("pk", "name"))
    told = {
        "nav": "access",
        "changes": shown,
        "compartments": compartments,
        "roles": dict(Role.choices),
    }
    return render(request, "accounts/changes.html", told)


@needs(Right.AGREE_ACCESS)
@_sensitive
@require_POST
def change_answer(request: HttpRequest, number: int) -> HttpResponse:
    """A second person's answer to a change of access."""
    asked = _to_answer(request, number)
    try:
        found = agreements.answer(asked, request=request, agree=request.POST.get("agree") == "yes")
    except agreements.CannotDo as reason:
        messages.error(request, str(reason))
        return redirect("changes")
    messages.success(request, _ANSWERED[Change.Answer(found.answer)])
    return redirect("changes")


@needs(Right.MANAGE_PEOPLE)
@require_POST
def change_withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a change of access that waits."""
    try:
        agreements.withdraw(get_object_or_404(Change, pk=number), request=request)
    except agreements.CannotDo as reason:
        messages.error(request, str(reason))
        return redirect("changes")
    messages.success(request, "It no longer waits.")
    return redirect("changes")


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def compartment_new(request: HttpRequest) -> HttpResponse:
    """Make a compartment; its members are set on each person's page."""
    form = forms.NewCompartment(request.POST if request.method == "POST" else None)
    if form.is_valid():
        people.add_compartment(request=request, name=form.cleaned_data["name"])
        messages.success(request, "The compartment was made. Nobody is in it yet.")
        return redirect("people")
    return render(request, "accounts/compartment_new.html", {"nav": "people", "form": form})


@signed_in
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: name, role, password, second factors, sessions."""
    found = second_factor.with_factor(User.objects.filter(pk=_me(request).pk)).get()
    return render(request, "accounts/account.html", {"person": found})


@signed_in
def password(request: HttpRequest) -> HttpResponseBase:
    """Change one's own password. Whoever comes by the force's own sign-on has none."""
    if not _me(request).has_usable_password():
        return redirect("account")
    return cast(HttpResponseBase, password_change(request))


@open_to_all("whoever holds a one-time link has no session yet; it shows a username")
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, signed: str) -> HttpResponse:
    """Set a password by a one-time link."""
    holder = links.holder(signed)
    if holder is None:
        return render(request, "accounts/link_used.html", status=404)
    form = forms.NewPassword(holder, request.POST if request.method == "POST" else None)
    if form.is_valid():
        if links.use(signed, password=form.cleaned_data["new_password1"]) is None:
            return render(request, "accounts/link_used.html", status=404)
        messages.success(request, "Your password is set. Sign in with it.")
        return redirect("account_login")
    return render(request, "accounts/link.html", {"form": form, "person": holder})


@open_to_all("says that the force's own sign-on let nobody in; holds nothing")
@require_safe
def sign_on_unknown(request: HttpRequest) -> HttpResponse:
    """The sign-on knows somebody for whom there is no account here."""
    return render(request, "accounts/sign_on.html", {"unknown": True})


@open_to_all("says that the force's own sign-on did not answer; holds nothing")
@require_safe
def sign_on_failed(request: HttpRequest) -> HttpResponse:
    """The sign-on was broken off, or answered wrongly."""
    return render(request, "accounts/sign_on.html", {"unknown": False})


def _changed(
    request: HttpRequest, somebody: User, *, fields: dict[str, Any], compartments: Any
) -> HttpResponse:
    """Change an account at once where that only takes away; else ask for it."""
    if agreements.only_takes_away(somebody, fields=fields, compartments=compartments):
        people.change(somebody, request=request, fields=fields, compartments=compartments)
        messages.success(request, "The account was changed.")
        return redirect("person", somebody.pk)
    asked = agreements.ask(
        Kind.CHANGE, request=request, user=somebody, fields=fields, compartments=compartments
    )
    return _asked(request, asked)


def _asked(request: HttpRequest, asked: Change) -> HttpResponse:
    """Say that it waits, and for whom."""
    who = {
        Role.SUPERVISOR: "a supervisor of the unit",
        Role.ADMINISTRATOR: "another administrator",
    }[agreements.second_role(asked)]
    messages.success(request, f"It waits until {who} agrees.")
    return redirect("changes")


def _to_answer(request: HttpRequest, number: int) -> Change:
    """A change that is there for this person: for administrators all, for supervisors theirs."""
    found = get_object_or_404(Change, pk=number)
    me = _me(request)
    if not (may(me, Right.MANAGE_PEOPLE) or agreements.may_answer(found, user=me)):
        raise Http404
    return found


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the guard has seen to it
    return request.user


def _person(number: int) -> Any:
    everybody = second_factor.with_factor(User.objects.prefetch_related("compartments"))
    return get_object_or_404(everybody, pk=number)


def _somebody_else(request: HttpRequest, number: int) -> User:
    found: User = _person(number)
    if found.pk == request.user.pk:
        raise Http404
    return found
