"""Addresses of the room."""

from django.urls import path

from upstander.web.triage.views import enquiries, lead, queue, working

_LEAD = "leads/<slug:reference>/"
urlpatterns = [
    path("", queue.show_queue, name="queue"),
    path("views/", queue.keep_view, name="view_keep"),
    path("views/<int:number>/drop/", queue.drop_view, name="view_drop"),
    path("waiting/", queue.waiting, name="waiting"),
    path("look-up/", queue.seek, name="seek"),
    path(_LEAD, lead.show, name="lead"),
    path(f"{_LEAD}records/", lead.events, name="lead_events"),
    path(f"{_LEAD}progress/", lead.work, name="lead_work"),
    path(f"{_LEAD}looked/", lead.looked, name="lead_looked"),
    path(f"{_LEAD}note/", working.add_note, name="lead_note"),
    path(f"{_LEAD}owner/", working.assign, name="lead_assign"),
    path(f"{_LEAD}due/", working.set_due, name="lead_due"),
    path(f"{_LEAD}task/", working.add_task, name="lead_task"),
    path(f"{_LEAD}task/<int:number>/", working.finish_task, name="lead_task_done"),
    path(f"{_LEAD}decide/", working.decide, name="lead_decide"),
    path(f"{_LEAD}decide/<int:number>/", working.answer, name="lead_answer"),
    path(f"{_LEAD}decide/<int:number>/withdraw/", working.withdraw, name="lead_withdraw"),
    path(f"{_LEAD}reopen/", working.reopen, name="lead_reopen"),
    path(f"{_LEAD}merge/", enquiries.merge, name="lead_merge"),
    path(f"{_LEAD}merge/<int:number>/", enquiries.merge_answer, name="lead_merge_answer"),
    path(f"{_LEAD}merge/<int:number>/withdraw/", enquiries.merge_withdraw,
         name="lead_merge_withdraw"),
    path(f"{_LEAD}separate/", enquiries.separate, name="lead_separate"),
    path(f"{_LEAD}split/", enquiries.split, name="lead_split"),
    path(f"{_LEAD}bring-back/", enquiries.bring_back, name="lead_bring_back"),
    path(f"{_LEAD}filter/", working.set_filter, name="lead_filter"),
    path(f"{_LEAD}filter/<int:number>/end/", working.end_filter, name="lead_filter_end"),
    path(f"{_LEAD}grade/", working.grade, name="lead_grade"),
    path(f"{_LEAD}names/", working.reveal, name="lead_reveal"),
    path(f"{_LEAD}names/<int:number>/", working.reveal_answer, name="lead_reveal_answer"),
    path(f"{_LEAD}step-away/", working.recuse, name="lead_recuse"),
]  # fmt: skip
