"""Pages of packs: of a lead, one of them, those that wait for somebody, and the auditor's."""

import zipfile
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from upstander.errors import UsageError
from upstander.web.accounts.guard import needs
from upstander.web.accounts.rights import Right, may
from upstander.web.audit import actions as audit
from upstander.web.audit import keys
from upstander.web.audit.log import Act, record
from upstander.web.disclosure import actions, making, pdf, policies, presenters, store, verifying
from upstander.web.disclosure.forms import AnswerForm, PackForm, WithheldForm
from upstander.web.disclosure.layout import PDF
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import ALWAYS, Ground, Stage
from upstander.web.triage.actions.common import CannotDo
from upstander.web.triage.models import Lead
from upstander.web.triage.views.found import reader, the_lead
from upstander.web.triage.views.lead import frame

A_PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


def the_pack(request: HttpRequest, reference: str, number: int) -> Pack:
    """A pack of a lead that this person reads; otherwise there is none."""
    lead = the_lead(request, reference)
    found = policies.packs(reader(request)).filter(lead=lead, pk=number)
    pack = get_object_or_404(found.select_related("by", "second"))
    pack.lead = lead
    return pack


@require_GET
@needs(Right.READ_LEADS)
def packs(request: HttpRequest, reference: str) -> HttpResponse:
    """The packs of a lead."""
    lead = the_lead(request, reference)
    actions.lapse_old()
    actions.remove_expired()
    found = policies.packs(reader(request)).filter(lead=lead).select_related("by", "second")
    shown = frame(request, lead, tab="packs") | {
        "rows": presenters.rows(found),
        "no_pdf": pdf.missing(),
    }
    _looked(request, lead, at="packs")
    return render(request, "disclosure/packs.html", shown)


@form_page
@needs(Right.DISCLOSE)
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """What for, for whom, and what goes in."""
    lead = the_lead(request, reference)
    form = PackForm(request.POST or None, compartment=lead.compartment is not None)
    begun: list[Pack] = []
    if _tried(form, lambda: begun.append(actions.begin(lead, by=reader(request), **form.told))):
        page = "pack_withhold" if begun[0].left_out else "pack"
        return redirect(page, lead.reference, begun[0].pk)
    always = [part.label for part in ALWAYS]
    return _asked(request, lead, "disclosure/new.html", form, always=always)


@form_page
@needs(Right.DISCLOSE)
def withhold(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """On which ground each part that is left out is withheld, and whether anything else is."""
    pack = the_pack(request, reference, number)
    if pack.stage != Stage.BEGUN or pack.by != reader(request):
        messages.error(request, "Only who began a pack says what it withholds, before it is made.")
        return _to(pack)
    given = {
        one.part: actions.Reason(ground=Ground(one.ground), reason=one.reason)
        for one in pack.withheld.exclude(part="")
    }
    form = WithheldForm(request.POST or None, parts=pack.left_out, given=given)
    if _tried(form, lambda: actions.withhold(pack, by=reader(request), **form.told)):
        return _to(pack)
    asked = [(part, *form.of_part(part)) for part in pack.left_out]
    return _asked(
        request, pack.lead, "disclosure/withheld.html", form, pack=pack, asked=asked,
        items=list(pack.withheld.filter(part="")),
    )  # fmt: skip


@require_GET
@needs(Right.READ_LEADS)
def show(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A pack: what for, what is in it, what is withheld, where it stands, who had it."""
    pack = the_pack(request, reference, number)
    user = reader(request)
    own, stage = pack.by == user, Stage(pack.stage)
    withheld = list(pack.withheld.all())
    grounds = {one.part for one in withheld}
    shown = {
        "nav": "queue",
        "lead": pack.lead,
        "pack": pack,
        "tag": presenters.tag(pack),
        "included": [part.label for part in pack.included],
        "withheld": withheld,
        "lacks_grounds": any(part not in grounds for part in pack.left_out),
        "needs_second": policies.needs_second(pack),
        "can_make": own and stage is Stage.BEGUN and may(user, Right.DISCLOSE),
        "can_withdraw": own and stage in {Stage.BEGUN, Stage.WAITING},
        "can_answer": not own and stage is Stage.WAITING and may(user, Right.APPROVE),
        "can_take": policies.takeable(user).filter(pk=pack.pk).exists() and pack.on_file,
        "counts": presenters.counts(pack),
        "size": presenters.size(pack),
        "key": keys.public_key() if stage is Stage.MADE else "",
        "history": presenters.history(pack.lead, pack),
        "no_pdf": pdf.missing(),
        "names_alone": pack.named and stage is Stage.MADE,
    }
    _looked(request, pack.lead, at=f"pack {pack.reference}", pack=pack.reference)
    return render(request, "disclosure/pack.html", shown)


@require_POST
@needs(Right.DISCLOSE)
def make(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Make the pack, or ask a second person to agree to it."""
    pack = the_pack(request, reference, number)
    asked = policies.needs_second(pack)
    said = "A second person is asked to agree." if asked else f"Pack {pack.reference} is made."
    return _simply(request, pack, lambda: actions.make(pack, by=reader(request)), said=said)


@form_page
@needs(Right.APPROVE)
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A second person agrees to exactly this pack, or sends it back."""
    pack = the_pack(request, reference, number)
    form = AnswerForm(request.POST or None)
    ended: list[Pack] = []

    def answered() -> None:
        data = form.cleaned_data
        agree = data["agree"] == "yes"
        ended.append(actions.answer(pack, by=reader(request), agree=agree, reason=data["reason"]))

    if _tried(form, answered):
        found = ended[0]
        if found.stage == Stage.LAPSED:
            messages.warning(request, f"The pack lapsed. {found.answer_reason}")
        else:
            made = found.stage == Stage.MADE
            said = f"Pack {pack.reference} is {'made' if made else 'sent back'}."
            messages.success(request, said)
        return _to(pack)
    shown = {
        "pack": pack,
        "included": [part.label for part in pack.included],
        "withheld": list(pack.withheld.all()),
    }
    return _asked(request, pack.lead, "disclosure/answer.html", form, **shown)


@require_POST
@needs(Right.DISCLOSE)
def withdraw(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take back what one has begun or asked for."""
    pack = the_pack(request, reference, number)
    return _simply(
        request, pack, lambda: actions.withdraw(pack, by=reader(request)),
        said="The pack is withdrawn.",
    )  # fmt: skip


@require_POST
@needs(Right.READ_LEADS)
def check(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Hold the file that is kept here against its manifest and its record."""
    pack = the_pack(request, reference, number)
    if not pack.on_file:
        messages.error(request, actions.GONE)
        return _to(pack)
    place = store.path(pack.file)
    try:
        verdict = verifying.verify(place, public_key=keys.public_key())
        problems = [problem.said for problem in verdict.problems]
        if making.digest_of(place) != pack.file_digest:
            problems.append("The file is another than the one that was made.")
    except UsageError as error:
        problems = [error.happened]
    actions.noted_check(pack, by=reader(request), sound=not problems, problems=len(problems))
    if problems:
        messages.error(request, f"The pack is not as it was made. {' '.join(problems)}")
    else:
        messages.success(request, f"Each of {verdict.files} files is as it was made, and signed.")
    return _to(pack)


@require_GET
@needs(Right.DISCLOSE)
def bundle(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """The whole pack, as a zip."""
    pack = the_pack(request, reference, number)
    return _taken(request, pack, what="bundle", ending="zip", kind="application/zip")


@require_GET
@needs(Right.DISCLOSE)
def paper(request: HttpRequest, reference: str, number: int) -> HttpResponseBase:
    """The PDF alone, out of the pack."""
    pack = the_pack(request, reference, number)
    if pack.stage == Stage.MADE and pack.pages is None:
        messages.error(request, "This pack has no PDF: it was made on a machine without Pango.")
        return _to(pack)
    return _taken(request, pack, what="PDF", ending="pdf", kind="application/pdf")


@require_GET
@needs(Right.APPROVE)
def waiting(request: HttpRequest) -> HttpResponse:
    """Packs that wait for an answer of this person."""
    actions.lapse_old()
    found = policies.to_answer(reader(request)).select_related("lead", "by")
    return render(request, "disclosure/waiting.html", {"nav": "queue", "packs": list(found)})


@require_GET
@needs(Right.READ_AUDIT)
def register(request: HttpRequest) -> HttpResponse:
    """Every pack for the auditor: for whom, what for, who agreed. Nothing of what is in them."""
    found = Pack.objects.select_related("lead", "by", "second")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    shown = {"nav": "audit", "page": page, "rows": presenters.register(page.object_list)}
    audit.read(by=reader(request), page="packs", filters={})
    return render(request, "disclosure/register.html", shown)


def _taken(
    request: HttpRequest, pack: Pack, *, what: str, ending: str, kind: str
) -> HttpResponseBase:
    """The file on its way out, once the log says so."""
    if pack.stage == Stage.MADE and not pack.on_file:
        actions.remove_expired()
        shown = {"nav": "queue", "lead": pack.lead, "pack": pack}
        return render(request, "disclosure/gone.html", shown, status=410)
    if pack.stage != Stage.MADE:
        messages.error(request, "This pack is not made.")
        return _to(pack)
    try:
        actions.take(pack, by=reader(request), what=what)
        opened = _opened(pack, ending=ending)
    except (CannotDo, OSError) as reason:
        said = reason if isinstance(reason, CannotDo) else "The file of this pack is not there."
        messages.error(request, str(said))
        return _to(pack)
    name = f"{pack.lead.reference}-{pack.reference}.{ending}"
    answer = FileResponse(opened, as_attachment=True, filename=name, content_type=kind)
    answer["Cache-Control"] = "no-store"
    return answer


def _opened(pack: Pack, *, ending: str) -> Any:
    place = store.path(pack.file)
    if ending == "zip":
        return place.open("rb")
    return zipfile.ZipFile(place).open(PDF)


def _tried(form: forms.Form, action: Callable[[], Any]) -> bool:
    """Whether a form was right and its action taken; what was wrong stands on the form."""
    if not form.is_valid():
        return False
    try:
        action()
    except CannotDo as reason:
        form.add_error(None, str(reason))
        return False
    except Lead.DoesNotExist as gone:
        raise Http404 from gone
    return True


def _asked(
    request: HttpRequest, lead: Lead, template: str, form: forms.Form, **more: Any
) -> HttpResponse:
    shown = {"nav": "queue", "lead": lead, "form": form, **more}
    return render(request, template, shown, status=422 if form.is_bound else 200)


def _simply(
    request: HttpRequest, pack: Pack, action: Callable[[], Any], *, said: str
) -> HttpResponse:
    """An action of a single button: what stands against it is said above the page."""
    try:
        action()
    except CannotDo as reason:
        messages.error(request, str(reason))
    except Lead.DoesNotExist as gone:
        raise Http404 from gone
    else:
        messages.success(request, said)
    return _to(pack)


def _to(pack: Pack) -> HttpResponse:
    return redirect("pack", pack.lead.reference, pack.pk)


def _looked(request: HttpRequest, lead: Lead, *, at: str, **more: Any) -> None:
    detail = {"page": at, **more}
    record(Act.CONSULTED, by=reader(request), kind="lead", subject=lead.reference, detail=detail)
