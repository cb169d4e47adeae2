"""The PDF: marked on every page, tagged, drawn from nothing but the pack, the same every time."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from tests.support import workbench as some
from tests.unit.web.disclosure.conftest import Begin
from upstander.web.accounts.models import User
from upstander.web.audit import keys
from upstander.web.disclosure import actions, bundle, content, pdf, store
from upstander.web.disclosure.bundle import Maker
from upstander.web.disclosure.models import Pack
from upstander.web.disclosure.words import Part
from upstander.web.triage.actions import judging
from upstander.web.triage.models import Lead

pytestmark = pytest.mark.django_db


def drawn(pack: Pack, *, at: datetime = some.AT) -> pdf.Paper:
    told = content.read(pack)
    maker = Maker(by="Ines Vestigator", at=at, second="", key=keys.signing_key())
    return pdf.draw(told, maker=maker, digest=bundle.digest(told))


def pages(paper: bytes) -> Any:
    return pytest.importorskip("pypdf", reason="pypdf is not installed").PdfReader(
        io.BytesIO(paper)
    )


def words(page: Any) -> str:
    return " ".join(page.extract_text().split())


@pytest.mark.usefixtures("paper")
def test_every_page_says_which_pack_for_whom_by_whom_and_that_it_concludes_nothing(
    begin: Begin,
) -> None:
    pack = begin(parts=tuple(Part))
    read = pages(drawn(pack).content)
    assert len(read.pages) > 2
    for page in read.pages:
        said = words(page)
        assert f"{pack.reference} for Jo Officer, Prosecution Service." in said
        assert "Made by Ines Vestigator, 1 March 2026, 12:00." in said
        assert "Not a conclusion about any person. Not validated." in said
        assert "OFFICIAL-SENSITIVE" in said


@pytest.mark.usefixtures("paper")
def test_it_is_tagged_with_a_title_and_a_language_and_does_nothing_by_itself(begin: Begin) -> None:
    pack = begin()
    read = pages(drawn(pack).content)
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 - a PDF's own kind of true
    assert root["/Lang"] == "en-GB"
    assert pack.reference in read.metadata.title
    assert "/Names" not in root or "/JavaScript" not in root["/Names"]
    assert "/AA" not in root and "/EmbeddedFiles" not in root.get("/Names", {})
    links = [
        note.get_object()["/A"]["/S"]
        for page in read.pages
        for note in page.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert "/URI" not in links


@pytest.mark.usefixtures("paper")
def test_the_same_content_by_the_same_person_at_the_same_time_is_the_same_paper(
    begin: Begin,
) -> None:
    pack = begin()
    assert drawn(pack).content == drawn(pack).content
    assert drawn(pack).content != drawn(pack, at=some.AT.replace(hour=13)).content


@pytest.mark.usefixtures("paper")
def test_paper_and_bundle_tell_the_same(
    begin: Begin, lead: Lead, investigator: User, packs: Any
) -> None:
    judging.grade(
        lead, by=investigator, text="Contact of Alex Sample.", source="2", information="D",
        handling="C", conditions="Not beyond the unit.", category="sexual_misconduct",
    )  # fmt: skip
    pack = actions.make(begin(parts=tuple(Part)), by=investigator)
    with zipfile.ZipFile(store.path(pack.file)) as opened:
        read = pages(opened.read("pack.pdf"))
    said = " ".join(words(page) for page in read.pages)
    assert pack.pages == len(read.pages)
    for telling in (
        pack.digest,
        keys.public_key(),
        "Handling. Graded 2DC: lawful sharing permitted with conditions. Not beyond the unit.",
        "calls.csv, row 2",
        "assignments.csv, row 12",
        "Overtime that was entered late.",
        "Contact of Member 4F2A.",
        "Off duty with Person 19C7 on 2 days.",
        "Affection, Remarks",
    ):
        assert telling in said, telling
    assert not any(name in said for name in ("Alex", "Robin", "P20113", "S0417"))


@pytest.mark.usefixtures("paper")
def test_rows_beyond_what_paper_holds_are_counted_and_said_to_be_in_the_bundle(
    begin: Begin, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pdf, "ROWS", 2)
    read = pages(drawn(begin()).content)
    said = " ".join(words(page) for page in read.pages)
    assert "The first 2 of 3 are printed here. The other 1 are in contacts.csv" in said
    assert pdf.table(content.read(begin()), "contacts").more == 1


def test_a_record_under_two_signs_is_one_row_on_paper_and_two_in_the_bundle(
    begin: Begin, lead: Lead
) -> None:
    first = lead.events.order_by("at").last()
    assert first is not None
    first.pk, first.indicator = None, "IND-06"
    first.save()
    told = content.read(begin())
    table = pdf.table(told, "records")
    both = [row["name"] for row in table.rows if "," in row["name"]]
    assert both == ["Off-duty contact, Contact after the purpose"]
    assert sum(1 for _ in told.rows(next(s for s in told.sheets if s.name == "records"))) == (
        table.every + 1
    )


@pytest.mark.usefixtures("paper")
@pytest.mark.parametrize(
    "address",
    ["http://example.org/x.png", "https://example.org/", "file:///etc/hostname", "pack:other.svg",
     "data:text/css,p{}", "ftp://example.org/x"],
)  # fmt: skip
def test_nothing_is_fetched_but_the_packs_own_drawings(address: str) -> None:
    fetcher = pdf._fetcher({"watermark.svg": "<svg/>"})
    with pytest.raises(ValueError, match="nothing else"):
        fetcher.fetch(address)
    assert fetcher.fetch("pack:watermark.svg").read() == b"<svg/>"


@pytest.mark.usefixtures("paper")
def test_what_somebody_wrote_is_text_and_no_markup(begin: Begin, lead: Lead) -> None:
    pack = begin()
    pack.purpose = 'Advice <img src="file:///etc/hostname"><script>x</script>'
    pack.save()
    said = words(pages(drawn(pack).content).pages[0])
    assert 'Advice <img src="file:///etc/hostname"><script>x</script>' in said


def test_without_pango_the_bundle_is_made_and_says_what_is_missing(
    begin: Begin, investigator: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pdf, "missing", lambda: pdf.MISSING)
    pack = actions.make(begin(), by=investigator)
    with zipfile.ZipFile(store.path(pack.file)) as opened:
        assert "pack.pdf" not in opened.namelist()
        assert pdf.DEBIAN in opened.read("README.txt").decode()
    assert pack.pages is None


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch: Any) -> None:
    import builtins

    real = builtins.__import__

    def without(name: str, *args: Any, **more: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *args, **more)

    monkeypatch.undo()  # what this room's tests put in place of the question
    pdf.missing.cache_clear()
    with monkeypatch.context() as patched:
        patched.setattr(builtins, "__import__", without)
        assert pdf.missing() == pdf.MISSING
    pdf.missing.cache_clear()
