"""Addresses of those who look after the marketplace."""

from django.urls import URLPattern, URLResolver, path

from staff.views import audit, help, holds, people, rules  # noqa: A004 -- the pages of help

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rulebook, name="rules"),
    path("desk/audit/", audit.read_log, name="audit"),
    path("desk/audit/export/", audit.export, name="audit-export"),
    path("desk/people/", people.find, name="people"),
    path("desk/people/<int:pk>/", people.show, name="person"),
    path("desk/people/<int:pk>/viewing/", people.view_as, name="view-as"),
    path("desk/people/<int:pk>/roles/", people.give_roles, name="give-roles"),
    path("desk/people/<int:pk>/hold/", holds.place, name="place-hold"),
    path("desk/holds/", holds.running, name="holds"),
    path("desk/holds/<int:pk>/lifting/", holds.lift, name="lift-hold"),
    path("desk/viewing/end/", people.end_viewing, name="end-viewing"),
    path("help/ask/", help.ask, name="ask-help"),
    path("help/ask/<int:pk>/closing/", help.close_own, name="close-own-help"),
    path("desk/help/", help.queue, name="help-queue"),
    path("desk/help/<int:pk>/", help.case, name="help-case"),
    path("desk/help/<int:pk>/closing/", help.close, name="close-help"),
    path("settings/looks/consent/", help.consent, name="consent"),
    path("settings/looks/", people.looks, name="looks"),
]
