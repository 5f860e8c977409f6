"""Addresses of identity checks."""

from django.urls import URLPattern, path

from identity import api, views

app_name = "identity"
urlpatterns: list[URLPattern] = [
    path("identity/", views.identity, name="identity"),
    path("identity/withdrawal/", views.withdraw, name="withdraw"),
    path("identity/<int:pk>/pictures/<slug:side>/", views.picture, name="picture"),
    path("desk/identities/", views.queue, name="queue"),
    path("desk/identities/<int:pk>/", views.show, name="case"),
    path("desk/identities/<int:pk>/verification/", views.verify, name="verify"),
    path("desk/identities/<int:pk>/return/", views.send_back, name="send-back"),
]
api_urlpatterns: list[URLPattern] = [
    path("identity", api.IdentityView.as_view(), name="identity"),
]
