"""What every view of work shares."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.shortcuts import get_object_or_404
from django.utils import timezone
from rest_framework.generics import GenericAPIView
from rest_framework.serializers import BaseSerializer

from accounts.models import User

M = TypeVar("M", bound=models.Model)
S = TypeVar("S", bound=BaseSerializer[Any])


class WorkView(GenericAPIView[Any]):
    """Finds by selector, validates by serializer, makes one service call, answers."""

    scope = "projects"

    @property
    def person(self) -> User:
        """Who asks; signed in, as the permissions have seen to."""
        assert isinstance(self.request.user, User)
        return self.request.user

    @property
    def now(self) -> datetime:
        return timezone.now()

    def find(self, among: models.QuerySet[M], pk: int) -> M:
        """The row, or 404 for whoever may not see it."""
        return get_object_or_404(among, pk=pk)

    def read(self, shape: type[S]) -> S:
        """The valid body, or 400 with every error named."""
        serializer = shape(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer


class ContractView(WorkView):
    """Views of contracts and milestones have a scope of their own."""

    scope = "contracts"
