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

from upstander.web.accounts import forms, links, people, second_factor
from upstander.web.accounts.guard import View, needs, open_to_all, signed_in
from upstander.web.accounts.models import Compartment, User
from upstander.web.accounts.rights import Right


def _sensitive(view: View) -> View:
    """Ask for the password again, ten minutes after it was last given."""
    return cast(View, reauthentication_required(view))


@needs(Right.MANAGE_PEOPLE)
@require_safe
def people_list(request: HttpRequest) -> HttpResponse:
    """Everybody with an account, and the compartments."""
    everybody = second_factor.with_factor(User.objects.prefetch_related("compartments"))
    shown = {
        "nav": "people",
        "people": everybody.order_by("-is_active", "first_name", "username"),
        "compartments": Compartment.objects.prefetch_related("members").order_by("name"),
    }
    return render(request, "accounts/people.html", shown)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Make an account, and show the link to get in by."""
    form = forms.Person(request.POST if request.method == "POST" else None)
    if form.is_valid():
        compartments = form.cleaned_data.get("compartments", ())
        made = people.add(request=request, **form.kept(), compartments=compartments)
        return _with_link(request, made)
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
        people.change(found, request=request, fields=form.kept(), compartments=compartments)
        messages.success(request, "The account was changed.")
        return redirect("person", number)
    shown = {"nav": "people", "person": found, "form": form, "own": own}
    return render(request, "accounts/person.html", shown)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_link(request: HttpRequest, number: int) -> HttpResponse:
    """A new one-time link for somebody else."""
    return _with_link(request, _somebody_else(request, number))


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_access(request: HttpRequest, number: int) -> HttpResponse:
    """Deactivate somebody else's account, or bring it back."""
    active = request.POST.get("active") == "yes"
    people.let_in(_somebody_else(request, number), request=request, active=active)
    said = "The account works again." if active else "The account no longer works."
    messages.success(request, said)
    return redirect("person", number)


@needs(Right.MANAGE_PEOPLE)
@_sensitive
@require_POST
def person_factors(request: HttpRequest, number: int) -> HttpResponse:
    """Remove somebody else's second factors."""
    people.take_factors_away(_somebody_else(request, number), request=request)
    messages.success(request, "Their second factors are gone. They set up new ones at sign-in.")
    return redirect("person", number)


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


def _with_link(request: HttpRequest, somebody: User) -> HttpResponse:
    """The page with a new link: it is shown this once."""
    token = people.issue_link(somebody, request=request)
    address = request.build_absolute_uri(reverse("sign_in_link", args=[token]))
    shown = {"nav": "people", "person": somebody, "address": address}
    return render(request, "accounts/person_link.html", shown)


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
