"""Every address, and who gets an answer from it: one table.

An address that is new fails here until it says what it is and whom it is for. What somebody may
not see is answered as what does not exist, 404; nobody signed in is led to the sign-in page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.support import watch_list
from tests.support import workbench as some
from upstander.web.accounts import links
from upstander.web.accounts.crypt import encrypt
from upstander.web.accounts.models import Change, Conflict, Role, User
from upstander.web.audit.log import Act, record
from upstander.web.audit.models import Entry
from upstander.web.triage.models import Decision, Filter, Lead, Merge, Reveal, Task, View
from upstander.web.triage.words import Answer, Outcome, State
from upstander.web.watchlist.models import Reveal as WatchReveal

SUBJECT = "S7"
READERS = {Role.ANALYST, Role.INVESTIGATOR, Role.SUPERVISOR}
ANYBODY = set(Role)

# policy: the roles for whom it is
POLICIES: dict[str, set[Role]] = {
    "read leads": READERS,
    "work on leads": READERS,
    "reveal names": READERS,
    "make disclosure packs": {Role.INVESTIGATOR, Role.SUPERVISOR},
    "approve what another proposed": {Role.SUPERVISOR},
    "read the watch list": READERS,
    "propose for the watch list": READERS - {Role.SUPERVISOR},
    "authorise for the watch list": {Role.SUPERVISOR},
    "read the audit log": {Role.AUDITOR},
    "manage people's access": {Role.ADMINISTRATOR},
    "agree to changes of access": {Role.ADMINISTRATOR, Role.SUPERVISOR},
    "signed in": ANYBODY,
    "open": ANYBODY,
}

# name: method, policy, and what stands in its address (of SAMPLES)
ADDRESSES = {
    "queue": ("GET", "read leads", {}),
    "view_keep": ("POST", "read leads", {}),
    "view_drop": ("POST", "read leads", {"number": "view"}),
    "waiting": ("GET", "approve what another proposed", {}),
    "seek": ("GET", "read leads", {}),
    "lead": ("GET", "read leads", {"reference": "lead"}),
    "lead_events": ("GET", "read leads", {"reference": "lead"}),
    "lead_work": ("GET", "read leads", {"reference": "lead"}),
    "lead_looked": ("GET", "read leads", {"reference": "lead"}),
    "lead_note": ("POST", "work on leads", {"reference": "lead"}),
    "lead_assign": ("POST", "work on leads", {"reference": "lead"}),
    "lead_due": ("POST", "work on leads", {"reference": "lead"}),
    "lead_task": ("GET", "work on leads", {"reference": "lead"}),
    "lead_task_done": ("GET", "work on leads", {"reference": "lead", "number": "task"}),
    "lead_decide": ("GET", "work on leads", {"reference": "lead"}),
    "lead_answer": ("GET", "approve what another proposed",
                    {"reference": "lead", "number": "decision"}),
    "lead_withdraw": ("POST", "work on leads", {"reference": "lead", "number": "decision"}),
    "lead_reopen": ("GET", "work on leads", {"reference": "lead"}),
    "lead_merge": ("GET", "work on leads", {"reference": "lead"}),
    "lead_merge_answer": ("GET", "approve what another proposed",
                          {"reference": "lead", "number": "merge"}),
    "lead_merge_withdraw": ("POST", "work on leads", {"reference": "lead", "number": "merge"}),
    "lead_separate": ("GET", "work on leads", {"reference": "lead"}),
    "lead_split": ("GET", "work on leads", {"reference": "lead"}),
    "lead_bring_back": ("GET", "work on leads", {"reference": "lead"}),
    "lead_filter": ("GET", "work on leads", {"reference": "lead"}),
    "lead_filter_end": ("POST", "work on leads", {"reference": "lead", "number": "filter"}),
    "lead_grade": ("GET", "work on leads", {"reference": "lead"}),
    "lead_reveal": ("GET", "reveal names", {"reference": "lead"}),
    "lead_reveal_answer": ("POST", "approve what another proposed",
                           {"reference": "lead", "number": "reveal"}),
    "lead_recuse": ("POST", "read leads", {"reference": "lead"}),
    "watch_list": ("GET", "read the watch list", {}),
    "watch_packages": ("GET", "read the watch list", {}),
    "watch_propose": ("GET", "propose for the watch list", {}),
    "watch_entry": ("GET", "read the watch list", {"reference": "watched"}),
    "watch_answer": ("GET", "authorise for the watch list",
                     {"reference": "watched", "number": "proposal"}),
    "watch_withdraw": ("POST", "propose for the watch list",
                       {"reference": "watched", "number": "proposal"}),
    "watch_renew": ("GET", "propose for the watch list", {"reference": "watched"}),
    "watch_end": ("GET", "authorise for the watch list", {"reference": "watched"}),
    "watch_reveal": ("GET", "reveal names", {"reference": "watched"}),
    "watch_reveal_answer": ("POST", "approve what another proposed",
                            {"reference": "watched", "number": "watch_reveal"}),
    "watch_package": ("GET", "read the watch list", {"reference": "watched", "number": "package"}),
    "watch_look_ups": ("GET", "read the watch list",
                       {"reference": "watched", "number": "package"}),
    "watch_read": ("POST", "read the watch list", {"reference": "watched", "number": "package"}),
    "packs": ("GET", "read leads", {"reference": "lead"}),
    "pack_new": ("GET", "make disclosure packs", {"reference": "lead"}),
    "pack": ("GET", "read leads", {"reference": "lead", "number": "pack"}),
    "pack_withhold": ("GET", "make disclosure packs", {"reference": "lead", "number": "pack"}),
    "pack_make": ("POST", "make disclosure packs", {"reference": "lead", "number": "pack"}),
    "pack_answer": ("GET", "approve what another proposed",
                    {"reference": "lead", "number": "pack"}),
    "pack_withdraw": ("POST", "make disclosure packs", {"reference": "lead", "number": "pack"}),
    "pack_check": ("POST", "read leads", {"reference": "lead", "number": "pack"}),
    "pack_bundle": ("GET", "make disclosure packs", {"reference": "lead", "number": "pack"}),
    "pack_pdf": ("GET", "make disclosure packs", {"reference": "lead", "number": "pack"}),
    "packs_waiting": ("GET", "approve what another proposed", {}),
    "audit_packs": ("GET", "read the audit log", {}),
    "audit": ("GET", "read the audit log", {}),
    "audit_summary": ("GET", "read the audit log", {}),
    "audit_export": ("GET", "read the audit log", {}),
    "audit_verify": ("POST", "read the audit log", {}),
    "audit_person": ("GET", "read the audit log", {"user_id": "person"}),
    "audit_subject": ("GET", "read the audit log", {"subject": "lead"}),
    "people": ("GET", "manage people's access", {}),
    "person_new": ("GET", "manage people's access", {}),
    "person": ("GET", "manage people's access", {"number": "person"}),
    "person_link": ("POST", "manage people's access", {"number": "person"}),
    "person_access": ("POST", "manage people's access", {"number": "person"}),
    "person_factors": ("POST", "manage people's access", {"number": "person"}),
    "changes": ("GET", "agree to changes of access", {}),
    "change_answer": ("POST", "agree to changes of access", {"number": "change"}),
    "change_withdraw": ("POST", "manage people's access", {"number": "change"}),
    "compartment_new": ("GET", "manage people's access", {}),
    "account": ("GET", "signed in", {}),
    "account_change_password": ("GET", "signed in", {}),
    "usersessions_list": ("GET", "signed in", {}),
    "account_reauthenticate": ("GET", "signed in", {}),
    "mfa_reauthenticate": ("GET", "signed in", {}),
    "mfa_reauthenticate_webauthn": ("GET", "signed in", {}),
    "mfa_index": ("GET", "signed in", {}),
    "mfa_activate_totp": ("GET", "signed in", {}),
    "mfa_deactivate_totp": ("GET", "signed in", {}),
    "mfa_list_webauthn": ("GET", "signed in", {}),
    "mfa_add_webauthn": ("GET", "signed in", {}),
    "mfa_edit_webauthn": ("GET", "signed in", {"pk": "key"}),
    "mfa_remove_webauthn": ("GET", "signed in", {"pk": "key"}),
    "mfa_view_recovery_codes": ("GET", "signed in", {}),
    "mfa_generate_recovery_codes": ("GET", "signed in", {}),
    "mfa_download_recovery_codes": ("GET", "signed in", {}),
    "account_login": ("GET", "open", {}),
    "mfa_authenticate": ("GET", "open", {}),
    "account_inactive": ("GET", "open", {}),
    "account_logout": ("GET", "open", {}),
    "sign_in_link": ("GET", "open", {"signed": "link"}),
    "sign_on_unknown": ("GET", "open", {}),
    "sign_on_failed": ("GET", "open", {}),
    "theme": ("GET", "open", {}),
    "accessibility": ("GET", "open", {}),
    "privacy": ("GET", "open", {}),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, and how they stand to the member whose lead it is."""

    role: Role | None  # nobody is signed in without one
    tie: str = ""  # a kind of conflict, "own file", "tied by the other end", "other letters"
    inside: bool | None = None  # of the lead's compartment; None where it is in none
    staff_id: bool = True

    @property
    def reads(self) -> bool:
        """Whether the lead exists for them."""
        return self.role in READERS and not self.tie and self.inside is not False and self.staff_id

    def __str__(self) -> str:
        inside = {None: "", True: " inside", False: " outside"}[self.inside]
        return f"{self.role or 'nobody'} {self.tie}{inside}{'' if self.staff_id else ' no id'}"


TIES = ("own file", "other letters", *Conflict.Why.values, "tied by the other end")
ASKING = [
    Asking(role=None),
    *(Asking(role=role) for role in Role),
    *(Asking(role=role, tie=tie) for role in (Role.ANALYST, Role.SUPERVISOR) for tie in TIES),
    *(Asking(role=role, inside=inside) for role in (Role.INVESTIGATOR, Role.SUPERVISOR)
      for inside in (True, False)),
    Asking(role=Role.ANALYST, inside=True, tie="named"),
    Asking(role=Role.ADMINISTRATOR, inside=True),
    Asking(role=Role.AUDITOR, inside=True),
    Asking(role=Role.SUPERVISOR, staff_id=False),
]  # fmt: skip


def every_address() -> Iterator[tuple[str, Any]]:
    """Each address's name and view, however deep it is included."""
    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if hasattr(one, "url_patterns"):
            waiting += one.url_patterns
        else:
            yield one.name or str(one.pattern), one.callback


def test_every_address_is_in_the_table_with_its_policy():
    found = {name: getattr(view, "policy", "none").split(":")[0] for name, view in every_address()}
    assert found == {name: policy for name, (_, policy, _) in ADDRESSES.items()}


def test_every_open_page_says_why():
    said = [view.policy for _, view in every_address() if view.policy.startswith("open")]
    assert said and all(re.fullmatch(r"open: \w.{5,}", why) for why in said)


def user_of(asking: Asking) -> User:
    """Somebody who stands so to SUBJECT."""
    own = {"own file": SUBJECT, "other letters": SUBJECT.lower()}
    user = some.person(asking.role or Role.ANALYST, staff_id=own.get(asking.tie, ""))
    if asking.tie in Conflict.Why.values:
        some.conflict(user, SUBJECT, Conflict.Why(asking.tie))
    if asking.tie == "tied by the other end":
        Conflict.objects.create(
            reader_staff_id=SUBJECT, subject_staff_id=user.staff_id, why=Conflict.Why.LINE
        )
    if not asking.staff_id:
        user.staff_id = ""
        user.save()
    return user


def samples(user: User, *, lead: Lead) -> dict[str, Any]:
    """Something of each kind that an address can name."""
    other = some.person(Role.ANALYST)
    today = date(2026, 3, 1)
    decision = Decision.objects.create(
        lead=lead, outcome=Outcome.values[0], reason="a reason", proposer=other, digest="0" * 64,
        state_before=State.IN_TRIAGE, answer=Answer.WAITING,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    task = Task.objects.create(
        lead=lead, kind="task", text="to do", due_on=today, by=other, whom=other
    )
    filtered = Filter.objects.create(
        lead=lead, human_id="P1", pseudonym="Person P1", holds_from=today, reason="a reason",
        owner=other, made_on=today, expires_on=today,
    )  # fmt: skip
    reveal = Reveal.objects.create(lead=lead, user=other, reason="a reason")
    key = Authenticator.objects.create(
        user=other, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    for kind, holds in (
        (Authenticator.Type.TOTP, "secret"),
        (Authenticator.Type.RECOVERY_CODES, "seed"),
    ):
        data = {holds: encrypt("ABCD"), "used_mask": 0}
        Authenticator.objects.create(user=user, type=kind, data=data)
    record(Act.CONSULTED, by=other, kind="lead", subject=lead.reference)
    view = View.objects.create(user=user, name="mine", query="")
    pack = some.pack(lead, by=other)
    made = {"decision": decision, "task": task, "filter": filtered, "reveal": reveal, "pack": pack}
    made |= watched(lead, by=other)
    made["merge"] = Merge.objects.create(
        lead=lead, into=some.lead("S8"), reason="a reason", proposer=other, digest="0" * 64,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    standing = {"role": "analyst"}
    made["change"] = Change.objects.create(kind="link", user=other, before=standing, by=other)
    named = {name: one.pk for name, one in (made | {"key": key, "view": view}).items()}
    return named | {
        "lead": lead.reference, "watched": made["watched"].reference, "person": other.pk, "link": links.issue(other, by=None)
    }  # fmt: skip


def watched(lead: Lead, *, by: User) -> dict[str, Any]:
    """An entry of the watch list about the lead's member, and what hangs on it.

    It stands in no compartment of its own: that of the lead keeps it as well.
    """
    kept, lead.compartment = lead.compartment, None
    lead.save()
    entry = watch_list.proposed(lead.staff_id, by=by)
    lead.compartment = kept
    lead.save()
    return {
        "watched": entry,
        "proposal": entry.proposals.get(),
        "package": watch_list.package(entry),
        "watch_reveal": WatchReveal.objects.create(entry=entry, user=by, reason="a reason"),
    }


def expected(asking: Asking, *, name: str) -> str:
    """What the table says of one address for one who asks."""
    _, policy, holds = ADDRESSES[name]
    if policy == "open":
        return "answer"
    if asking.role is None:
        return "sign in"
    if asking.role not in POLICIES[policy]:
        return "own first page" if name == "queue" else "not there"
    about_member = holds.get("reference") in {"lead", "watched"}
    return "not there" if about_member and not asking.reads else "answer"


def kind_of(answer: Any, *, name: str) -> str:
    """What an answer is, in the words of the table."""
    leads_to = answer.headers.get("Location", "")
    if leads_to.startswith(reverse("account_login") + "?next="):
        return "sign in"
    if name == "queue" and leads_to in {reverse("people"), reverse("audit")}:
        return "own first page"
    if answer.status_code == 404:
        return "not there"
    # 422 is a form that lacks its answers.
    return "answer" if answer.status_code in {200, 302, 422} else f"status {answer.status_code}"


@pytest.mark.django_db
@pytest.mark.parametrize("asking", ASKING, ids=str)
def test_who_gets_an_answer_from_which_address(asking: Asking):
    user = user_of(asking)
    lead = some.lead(SUBJECT)
    if asking.inside is not None:
        lead.compartment = some.compartment(*([user] if asking.inside else []))
        lead.save()
    stand_in = samples(user, lead=lead)
    client = Client()
    if asking.role:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    wrong = {}
    for name, (method, _, holds) in ADDRESSES.items():
        address = reverse(name, kwargs={part: stand_in[what] for part, what in holds.items()})
        found = kind_of(asked(client, method, address), name=name)
        if found != expected(asking, name=name):
            wrong[name] = found
    assert wrong == {}


def asked(client: Client, method: str, address: str) -> Any:
    """The answer; whatever it changed is taken back, and the session is as it was."""
    kept = client.cookies.copy()
    with transaction.atomic():
        answer = client.generic(method, address)
        transaction.set_rollback(True)
    client.cookies = kept
    return answer


@pytest.mark.django_db
def test_what_is_kept_from_somebody_is_answered_as_what_does_not_exist():
    user = some.person(staff_id=SUBJECT)
    hidden = some.lead(SUBJECT)
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    there = client.get(reverse("lead", args=[hidden.reference]))
    nowhere = client.get(reverse("lead", args=["L-99999"]))
    assert (there.status_code, said(there)) == (nowhere.status_code, said(nowhere)) != (200, "")
    assert {**there.headers, "Content-Length": ""} == {**nowhere.headers, "Content-Length": ""}


@pytest.mark.django_db
@pytest.mark.parametrize("proof", [{}, {"csrfmiddlewaretoken": "x" * 64}], ids=["none", "made up"])
def test_a_forged_form_is_refused_at_every_address(proof: dict[str, str]):
    user = some.person(Role.SUPERVISOR)
    stand_in = samples(user, lead=some.lead(SUBJECT))
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    entries = list(Entry.objects.values())
    taken = {}
    for name, (_, _, holds) in ADDRESSES.items():
        address = reverse(name, kwargs={part: stand_in[what] for part, what in holds.items()})
        answer = client.post(address, proof)
        if answer.status_code != 403 or "The form was open for too long" not in answer.text:
            taken[name] = answer.status_code
    assert taken == {}
    assert list(Entry.objects.values()) == entries


def said(answer: Any) -> str:
    """A page without the proof of origin in its forms, which is another each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
