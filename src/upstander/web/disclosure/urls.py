"""Addresses of the room."""

from django.urls import path

from upstander.web.disclosure import views

_PACKS = "leads/<slug:reference>/packs/"
_PACK = f"{_PACKS}<int:number>/"
urlpatterns = [
    path(_PACKS, views.packs, name="packs"),
    path(f"{_PACKS}new/", views.begin, name="pack_new"),
    path(_PACK, views.show, name="pack"),
    path(f"{_PACK}withheld/", views.withhold, name="pack_withhold"),
    path(f"{_PACK}make/", views.make, name="pack_make"),
    path(f"{_PACK}answer/", views.answer, name="pack_answer"),
    path(f"{_PACK}withdraw/", views.withdraw, name="pack_withdraw"),
    path(f"{_PACK}check/", views.check, name="pack_check"),
    path(f"{_PACK}bundle/", views.bundle, name="pack_bundle"),
    path(f"{_PACK}pdf/", views.paper, name="pack_pdf"),
    path("packs/waiting/", views.waiting, name="packs_waiting"),
    path("audit/packs/", views.register, name="audit_packs"),
]
