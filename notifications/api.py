"""`notifications`"""

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView
from core.api.pagination import NewestFirst
from notifications.models import Notification
from notifications.selectors import notifications_of, unread_of
from notifications.serializers import NotificationSerializer
from notifications.services.news import mark_all_read, mark_read


class LatestNews(NewestFirst):
    """Gathered news come up again, so the order is by time."""

    ordering = ("-created_at", "-pk")


@extend_schema(parameters=[OpenApiParameter("unread", bool, description="Only what is unread.")])
class Notifications(ResourceView, ListAPIView[Notification]):
    """Your news, the latest first."""

    scope = "notifications"
    serializer_class = NotificationSerializer
    pagination_class = LatestNews
    queryset = Notification.objects.none()

    def get_queryset(self) -> QuerySet[Notification]:
        wants_unread = self.request.query_params.get("unread") in {"1", "true"}
        return unread_of(self.person) if wants_unread else notifications_of(self.person)


class AllReading(ResourceView):
    """`notifications/reading`"""

    scope = "notifications"
    serializer_class = NotificationSerializer

    @extend_schema(operation_id="notifications_reading_all", request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """Mark everything as read."""
        mark_all_read(by=self.person, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Reading(ResourceView):
    """`notifications/{id}/reading`"""

    scope = "notifications"
    serializer_class = NotificationSerializer

    @extend_schema(request=None, responses=NotificationSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Mark one as read."""
        notification = self.find(notifications_of(self.person), pk)
        mark_read(notification=notification, by=self.person, now=self.now)
        notification.refresh_from_db()
        return Response(NotificationSerializer(notification).data)
