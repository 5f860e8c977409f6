"""People, their profiles and tokens, and the words and places to describe them with."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView, ListAPIView, RetrieveAPIView
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.http import ResourceView, SignedInApiRequest
from accounts.models import ApiToken, Category, FreelancerProfile, Region, Skill, User
from accounts.permissions import HasScope, IsBrowserSession
from accounts.search import ORDERS, find_freelancers, fitting, read_search
from accounts.search.asked import LABELS
from accounts.selectors import (
    categories,
    open_people,
    person_with_profiles,
    regions,
    skills_in_order,
    tokens_of,
)
from accounts.serializers import (
    CategorySerializer,
    FoundFreelancersSerializer,
    FreelancerSerializer,
    MeChange,
    MeSerializer,
    NewTokenSerializer,
    PersonSerializer,
    RegionSerializer,
    SkillSerializer,
    TokenMadeSerializer,
    TokenSerializer,
)
from accounts.services.people import update_person
from accounts.services.tokens import create_token, revoke_token
from core.api.pagination import NewestFirst
from core.api.parsers import asked
from core.api.search import asked_of
from core.cautions import ask_to_confirm
from core.models import Place


class MeView(GenericAPIView[User]):
    """Oneself."""

    scope = "profile"
    permission_classes = (IsAuthenticated, HasScope)
    serializer_class = MeSerializer
    queryset = User.objects.none()

    def get(self, request: SignedInApiRequest) -> Response:
        """Your account and both profiles."""
        return Response(self._as_seen_now(request.user))

    @extend_schema(request=MeChange(partial=True), responses=MeSerializer)
    def patch(self, request: SignedInApiRequest) -> Response:
        """Change parts of your account and profiles; what you leave out stays."""
        change = MeChange(data=request.data, partial=True)
        change.is_valid(raise_exception=True)
        is_confirmed = change.take_confirm()
        ask_to_confirm(
            _words(change.validated_data),
            place=Place.PROFILE,
            is_confirmed=is_confirmed,
            now=timezone.now(),
        )
        update_person(user=request.user, change=change.validated_data, by=request.user)
        return Response(self._as_seen_now(request.user))

    def _as_seen_now(self, user: User) -> Mapping[str, Any]:
        return MeSerializer(person_with_profiles(user.handle).get()).data


class PersonView(RetrieveAPIView[User]):
    """Somebody's public profile, with portfolio."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = PersonSerializer
    lookup_field = "handle"
    queryset = open_people()

    def get_object(self) -> User:
        return get_object_or_404(person_with_profiles(self.kwargs["handle"]))


@extend_schema(parameters=[OpenApiParameter(name, str) for name in ("q", *LABELS)])
class FreelancersView(ListAPIView[FreelancerProfile]):
    """Freelancers who want to be found, newest first; words and filters as on the page."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = FreelancerSerializer
    pagination_class = NewestFirst
    filter_backends = ()

    def get_queryset(self) -> QuerySet[FreelancerProfile]:
        return fitting(read_search(self.request.query_params), timezone.now())


class FreelancerSearchView(ResourceView):
    """Freelancers by words and facets; each result says why it stands where it stands."""

    scope = ""
    permission_classes = (AllowAny, HasScope)
    serializer_class = FoundFreelancersSerializer

    @extend_schema(parameters=asked_of(LABELS, ORDERS), responses=FoundFreelancersSerializer)
    def get(self, request: Request) -> Response:
        """Search. Whatever cannot be read in the address is left out, as on the page."""
        found = find_freelancers(read_search(request.query_params), self.now)
        return Response(FoundFreelancersSerializer(found, context={"request": request}).data)


class CategoriesView(ListAPIView[Category]):
    """The kinds of work."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends = ()
    queryset = categories()


@extend_schema(parameters=[OpenApiParameter("category", str, description="Slug of a category.")])
class SkillsView(ListAPIView[Skill]):
    """The skills, all or of one category."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = SkillSerializer
    pagination_class = None
    filter_backends = ()
    queryset = skills_in_order()

    def get_queryset(self) -> QuerySet[Skill]:
        category = asked(self.request, "category")
        found = super().get_queryset()
        return found.filter(category__slug=category) if category else found


@extend_schema(parameters=[OpenApiParameter("province", str, description="Code of a province.")])
class RegionsView(ListAPIView[Region]):
    """Indonesia's provinces, regencies and cities; `?province=32` for those of one province."""

    scope = ""
    permission_classes = (AllowAny,)
    serializer_class = RegionSerializer
    pagination_class = None
    filter_backends = ()
    queryset = regions()

    def get_queryset(self) -> QuerySet[Region]:
        province = asked(self.request, "province")
        found = super().get_queryset()
        return found.filter(province_id=province) if province else found


class TokensView(ListAPIView[ApiToken]):
    """Your personal access tokens; from a browser session only."""

    permission_classes = (IsAuthenticated, IsBrowserSession)
    serializer_class = TokenSerializer
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> QuerySet[ApiToken]:
        return tokens_of(cast("User", self.request.user))

    @extend_schema(request=NewTokenSerializer, responses={201: TokenMadeSerializer})
    @method_decorator(reauthentication_required)
    def post(self, request: SignedInApiRequest) -> Response:
        """Make a token; the answer is the only place where its secret is shown.

        Refused with `reauthentication_required` until you have just given your password again.
        """
        wanted = NewTokenSerializer(data=request.data)
        wanted.is_valid(raise_exception=True)
        made = create_token(
            user=request.user,
            name=wanted.validated_data["name"],
            scopes=sorted(wanted.validated_data["scopes"]),
            lifetime=timedelta(days=wanted.validated_data["days"]),
            by=request.user,
            now=timezone.now(),
        )
        answer = TokenSerializer(made.token).data | {"secret": made.secret}
        return Response(answer, status=status.HTTP_201_CREATED)


class TokenView(GenericAPIView[ApiToken]):
    """One of your tokens; from a browser session only."""

    permission_classes = (IsAuthenticated, IsBrowserSession)
    serializer_class = TokenSerializer
    queryset = ApiToken.objects.none()

    @extend_schema(responses={204: None})
    def delete(self, request: SignedInApiRequest, pk: int) -> Response:
        """Revoke it, at once."""
        token = get_object_or_404(tokens_of(request.user), pk=pk)
        revoke_token(token=token, by=request.user, now=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


def _words(change: Mapping[str, Any]) -> list[str]:
    """What is said anew in the two profiles."""
    profiles = (change.get("freelancer") or {}, change.get("client") or {})
    names = ("headline", "bio", "organisation", "about")
    return [str(profile[name]) for profile in profiles for name in names if profile.get(name)]
