"""Addresses of the room."""

from django.urls import path

from upstander.web.watchlist.views import entry, listed, package, working

_ENTRY = "watch-list/<slug:reference>/"
_PACKAGE = f"{_ENTRY}packages/<int:number>/"
urlpatterns = [
    path("watch-list/", listed.show_list, name="watch_list"),
    path("watch-list/packages/", listed.show_packages, name="watch_packages"),
    path("watch-list/propose/", working.propose, name="watch_propose"),
    path(_ENTRY, entry.show, name="watch_entry"),
    path(f"{_ENTRY}answer/<int:number>/", working.answer, name="watch_answer"),
    path(f"{_ENTRY}answer/<int:number>/withdraw/", working.withdraw, name="watch_withdraw"),
    path(f"{_ENTRY}renew/", working.renew, name="watch_renew"),
    path(f"{_ENTRY}end/", working.end, name="watch_end"),
    path(f"{_ENTRY}names/", working.reveal, name="watch_reveal"),
    path(f"{_ENTRY}names/<int:number>/", working.reveal_answer, name="watch_reveal_answer"),
    path(_PACKAGE, package.show, name="watch_package"),
    path(f"{_PACKAGE}look-ups/", package.look_ups, name="watch_look_ups"),
    path(f"{_PACKAGE}read/", package.acknowledge, name="watch_read"),
]
