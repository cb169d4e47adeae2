"""Addresses of the room."""

from django.urls import path

from upstander.web.audit import views

urlpatterns = [
    path("audit/", views.show_log, name="audit"),
    path("audit/summary/", views.show_summary, name="audit_summary"),
    path("audit/export/", views.export, name="audit_export"),
    path("audit/verify/", views.verify, name="audit_verify"),
    path("audit/people/<int:user_id>/", views.show_person, name="audit_person"),
    path("audit/about/<path:subject>/", views.show_subject, name="audit_subject"),
]
