"""Addresses of the desk."""

from django.urls import URLPattern, URLResolver, path

from desk import api
from desk.views import queue, texts

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("desk/", queue.queue, name="queue"),
    path("desk/work/<slug:kind>/<int:pk>/taking/", queue.take, name="take"),
    path("desk/work/<slug:kind>/<int:pk>/handing-over/", queue.hand_over, name="hand-over"),
    path("desk/work/<slug:kind>/<int:pk>/giving-back/", queue.give_back, name="give-back"),
    path("desk/work/<slug:kind>/<int:pk>/notes/", queue.note, name="note"),
    path("desk/texts/", texts.texts, name="texts"),
    path("desk/texts/<int:pk>/", texts.text, name="text"),
    path("desk/texts/<int:pk>/retirement/", texts.retire, name="retire-text"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("desk", api.DeskView.as_view(), name="desk"),
    path("desk/<slug:kind>/<int:pk>/assignment", api.AssignmentView.as_view(), name="desk-case"),
]
