"""How allauth behaves here: nobody signs up, nothing is mailed, nobody's name is in a message."""

import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from upstander.web.accounts import crypt
from upstander.web.accounts.homes import home
from upstander.web.accounts.models import User


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an administrator, and mails by nobody."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "That username and password do not go together.",
        "too_many_login_attempts": (
            "There were too many attempts to sign in. Wait ten minutes, then try again."
        ),
        "incorrect_password": "That is not your password.",
        "rate_limited": "There were too many attempts. Wait ten minutes, then try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse(home(request.user))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing is mailed: what would be in it stands on a page."""

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted under a figure, not under what was typed: it may be a password."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of factors are encrypted; the code app is told the username, never an address."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right. Codes change every 30 seconds: try the next one."
    }

    def encrypt(self, text: str) -> str:
        return crypt.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return crypt.decrypt(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        return "Security key"

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()


class SignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The force's own sign-on lets in whom an administrator has made an account for, no others."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account that was made for this person; without one, say so and stop."""
        if request.user.is_authenticated or sociallogin.state.get("process") == "connect":
            raise ImmediateHttpResponse(redirect("sign_on_failed"))
        if sociallogin.is_existing:
            return
        sign_on = settings.SIGN_ON
        found = _made_for(sociallogin, claim=sign_on.claim) if sign_on else None
        if found is None:
            raise ImmediateHttpResponse(redirect("sign_on_unknown"))
        sociallogin.connect(request, found)

    def on_authentication_error(self, request: HttpRequest, *told: Any, **further: Any) -> None:
        """Whatever went wrong over there, or on the way, is one page here."""
        raise ImmediateHttpResponse(redirect("sign_on_failed"))


def _made_for(sociallogin: Any, *, claim: str) -> User | None:
    """The one active account that a claim fits. An e-mail address counts only when verified."""
    if claim == "email":
        verified = [one.email for one in sociallogin.email_addresses if one.verified]
        wanted = {"email__iexact": verified[0]} if verified else {}
    else:
        told = sociallogin.account.extra_data
        said = (told.get("userinfo") or told.get("id_token") or {}).get(claim)
        wanted = {"username__iexact": str(said)} if said else {}
    found = list(User.objects.filter(is_active=True, **wanted)[:2]) if wanted else []
    return found[0] if len(found) == 1 else None
