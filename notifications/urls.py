"""Addresses of the news."""

from django.urls import URLPattern, URLResolver, path

from notifications import api, views

app_name = "notifications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications/", views.list_notifications, name="list"),
    path("notifications/<int:pk>/", views.open_notification, name="open"),
    path("notifications/<int:pk>/reading/", views.read, name="read"),
    path("notifications/reading/", views.read_all, name="read-all"),
    path("settings/notifications/", views.preferences, name="preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
api_urlpatterns: list[URLPattern | URLResolver] = [
    path("notifications", api.Notifications.as_view(), name="notifications"),
    path("notifications/reading", api.AllReading.as_view(), name="notifications-reading"),
    path("notifications/<int:pk>/reading", api.Reading.as_view(), name="notification-reading"),
]
