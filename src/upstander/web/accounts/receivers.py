"""What follows from what Django and allauth do: a session's clock, and what is not kept."""

import time
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.contrib.auth import user_logged_in
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from upstander.web.accounts.middleware import BEGAN, SEEN


@receiver(user_logged_in)
def start_the_clock(request: HttpRequest, **told: Any) -> None:
    """Note when somebody signed in: a session is not prolonged by being used."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


@receiver(pre_save, sender=SocialAccount)
def keep_nothing(instance: SocialAccount, **told: Any) -> None:
    """What a force's own sign-on says of somebody was needed to find the account, and no more."""
    instance.extra_data = {}
