"""Addresses of the room. Of allauth's, those that are used here, each with its policy."""

from collections.abc import Callable

from allauth.account import views as signing
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount.providers.openid_connect import views as sign_on
from allauth.usersessions import views as sessions
from django.conf import settings
from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.decorators.http import require_POST

from upstander.web.accounts import views
from upstander.web.accounts.guard import View, open_to_all, signed_in


def _entrance(why: str) -> Callable[[View], View]:
    return open_to_all(f"{why}; nobody is signed in yet")


def _first(view: View) -> View:
    """A page that somebody needs before they have a second factor: to set one up."""
    page = signed_in(view)
    page.before_second_factor = True  # type: ignore[attr-defined]
    return page


_ACCOUNT = "account/"
_SECOND = f"{_ACCOUNT}second-factor/"
_KEYS = f"{_SECOND}keys/"

urlpatterns: list[URLPattern] = [
    # --- getting in, and out
    path("sign-in/", _entrance("signing in")(signing.login), name="account_login"),
    path("sign-in/code/", _entrance("the code")(factors.authenticate), name="mfa_authenticate"),
    path("sign-in/closed/", _entrance("says that an account is closed")(signing.account_inactive),
         name="account_inactive"),
    path("sign-in/link/<str:signed>/", views.sign_in_link, name="sign_in_link"),
    path("sign-in/sign-on/unknown/", views.sign_on_unknown, name="sign_on_unknown"),
    path("sign-in/sign-on/failed/", views.sign_on_failed, name="sign_on_failed"),
    path("sign-out/", open_to_all("signing out shows nothing")(signing.logout),
         name="account_logout"),
    # --- one's own account
    path(_ACCOUNT, views.account, name="account"),
    path(f"{_ACCOUNT}password/", views.password, name="account_change_password"),
    path(f"{_ACCOUNT}sessions/", signed_in(sessions.list_usersessions), name="usersessions_list"),
    path(f"{_ACCOUNT}again/", _first(signing.reauthenticate), name="account_reauthenticate"),
    path(f"{_ACCOUNT}again/code/", _first(factors.reauthenticate), name="mfa_reauthenticate"),
    path(f"{_ACCOUNT}again/key/", _first(keys.reauthenticate_webauthn),
         name="mfa_reauthenticate_webauthn"),
    path(_SECOND, _first(factors.index), name="mfa_index"),
    path(f"{_SECOND}app/", _first(app.activate_totp), name="mfa_activate_totp"),
    path(f"{_SECOND}app/remove/", signed_in(app.deactivate_totp), name="mfa_deactivate_totp"),
    path(_KEYS, signed_in(keys.list_webauthn), name="mfa_list_webauthn"),
    path(f"{_KEYS}add/", _first(keys.add_webauthn), name="mfa_add_webauthn"),
    path(f"{_KEYS}<int:pk>/", signed_in(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path(f"{_KEYS}<int:pk>/remove/", signed_in(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path(f"{_SECOND}codes/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(f"{_SECOND}codes/new/", signed_in(codes.generate_recovery_codes),
         name="mfa_generate_recovery_codes"),
    path(f"{_SECOND}codes/file/", signed_in(codes.download_recovery_codes),
         name="mfa_download_recovery_codes"),
    # --- the administrator's
    path("people/", views.people_list, name="people"),
    path("people/new/", views.person_new, name="person_new"),
    path("people/<int:number>/", views.person, name="person"),
    path("people/<int:number>/link/", views.person_link, name="person_link"),
    path("people/<int:number>/access/", views.person_access, name="person_access"),
    path("people/<int:number>/second-factors/", views.person_factors, name="person_factors"),
    path("access/", views.changes, name="changes"),
    path("access/<int:number>/", views.change_answer, name="change_answer"),
    path("access/<int:number>/withdraw/", views.change_withdraw, name="change_withdraw"),
    path("people/compartment/", views.compartment_new, name="compartment_new"),
]  # fmt: skip


def sign_on_addresses() -> list[URLPattern]:
    """Those of the force's own sign-on: there only where there is one."""
    to, back = "on the way to the force's sign-on", "on the way back from it"
    return [
        path("sign-in/<slug:provider_id>/", _entrance(to)(require_POST(sign_on.login)),
             name="openid_connect_login"),
        path("sign-in/<slug:provider_id>/back/", _entrance(back)(sign_on.callback),
             name="openid_connect_callback"),
    ]  # fmt: skip


if settings.SIGN_ON:
    urlpatterns += sign_on_addresses()
