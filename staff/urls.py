"""Addresses of those who look after the marketplace."""

from django.urls import URLPattern, URLResolver, path

from staff.views import audit, people, rules

app_name = "staff"
urlpatterns: list[URLPattern | URLResolver] = [
    path("rules/", rules.rulebook, name="rules"),
    path("desk/audit/", audit.read_log, name="audit"),
    path("desk/audit/export/", audit.export, name="audit-export"),
    path("desk/people/", people.find, name="people"),
    path("desk/people/<int:pk>/", people.show, name="person"),
    path("desk/people/<int:pk>/viewing/", people.view_as, name="view-as"),
    path("desk/people/<int:pk>/roles/", people.give_roles, name="give-roles"),
    path("desk/viewing/end/", people.end_viewing, name="end-viewing"),
    path("settings/looks/", people.looks, name="looks"),
]
