"""People as JSON; amounts in minor units with their currency."""

from typing import Any, ClassVar

from rest_framework import serializers

from accounts.models import (
    ApiToken,
    Availability,
    Category,
    ClientProfile,
    FreelancerProfile,
    Mode,
    PortfolioItem,
    Region,
    Skill,
    User,
)
from accounts.places import SPOKEN, countries, time_zones
from accounts.scopes import Scope
from accounts.selectors import homes
from core.api.amounts import WholeField
from core.api.cautions import ConfirmInput, WarningsField
from core.api.search import FoundSerializer, WhySerializer
from core.api.texts import LineField, NameField, WordsField
from core.models import money_or_none


class CategorySerializer(serializers.ModelSerializer[Category]):
    name = serializers.CharField(read_only=True)

    class Meta:
        model = Category
        fields = ("slug", "name", "name_en", "name_id", "icon")


class SkillSerializer(serializers.ModelSerializer[Skill]):
    name = serializers.CharField(read_only=True)
    category = serializers.SlugRelatedField[Category](slug_field="slug", read_only=True)

    class Meta:
        model = Skill
        fields = ("slug", "name", "name_en", "name_id", "category", "aliases")


class RegionSerializer(serializers.ModelSerializer[Region]):
    province = serializers.PrimaryKeyRelatedField[Region](read_only=True)

    class Meta:
        model = Region
        fields = ("code", "name", "kind", "province", "population")


class PortfolioItemSerializer(serializers.ModelSerializer[PortfolioItem]):
    class Meta:
        model = PortfolioItem
        fields = ("id", "title", "description", "link", "image", "thumbnail", "position")


class _Rated(serializers.Serializer[Any]):
    """The plain mean of the reviews, and the one that orders people: few reviews count less."""

    rating_mean = serializers.DecimalField(3, 2, source="stars", read_only=True, allow_null=True)
    rating_weighed = serializers.DecimalField(
        3, 2, source="rating_mean", read_only=True, allow_null=True
    )


class FreelancerProfileSerializer(_Rated, serializers.ModelSerializer[FreelancerProfile]):
    """What anybody sees of a freelancer."""

    category = serializers.SlugRelatedField[Category](
        slug_field="slug", read_only=True, allow_null=True
    )
    skills = serializers.SlugRelatedField[Skill](slug_field="slug", many=True, read_only=True)
    region = RegionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = FreelancerProfile
        fields: ClassVar[tuple[str, ...]] = (
            "headline",
            "bio",
            "category",
            "skills",
            "rate_minor",
            "currency",
            "languages",
            "availability",
            "country",
            "region",
            "works_remotely",
            "is_listed",
            "jobs_done",
            "rating_mean",
            "rating_weighed",
            "rating_count",
        )


class ClientProfileSerializer(_Rated, serializers.ModelSerializer[ClientProfile]):
    region = RegionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = ClientProfile
        fields = (
            "organisation", "about", "country", "region", "rating_mean", "rating_weighed",
            "rating_count",
        )  # fmt: skip


class FreelancerSerializer(_Rated, serializers.ModelSerializer[FreelancerProfile]):
    """A row of the list of freelancers."""

    handle = serializers.CharField(source="user.handle", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    is_verified = serializers.BooleanField(source="user.is_verified", read_only=True)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", read_only=True, allow_null=True
    )
    skills = serializers.SlugRelatedField[Skill](slug_field="slug", many=True, read_only=True)
    region = RegionSerializer(read_only=True, allow_null=True)

    class Meta:
        model = FreelancerProfile
        fields = (
            "handle", "name", "is_verified", "headline", "category", "skills", "rate_minor",
            "currency", "availability", "languages", "country", "region", "works_remotely",
            "jobs_done", "rating_mean", "rating_weighed", "rating_count", "answer_minutes",
        )  # fmt: skip


class FoundFreelancerSerializer(serializers.Serializer[Any]):
    freelancer = FreelancerSerializer(source="profile")
    why = WhySerializer(allow_null=True)
    is_kept_place = serializers.BooleanField(help_text="A place that is kept for newcomers.")


class FoundFreelancersSerializer(FoundSerializer):
    results = FoundFreelancerSerializer(many=True)


class PersonSerializer(serializers.ModelSerializer[User]):
    """Somebody's public page."""

    freelancer = FreelancerProfileSerializer(source="freelancer_profile", read_only=True)
    client = ClientProfileSerializer(source="client_profile", read_only=True)
    portfolio = PortfolioItemSerializer(
        source="freelancer_profile.portfolio", many=True, read_only=True
    )
    warnings = WarningsField(
        "freelancer_profile.headline", "freelancer_profile.bio", "client_profile.organisation",
        "client_profile.about",
    )  # fmt: skip

    class Meta:
        model = User
        fields = ("handle", "name", "is_verified", "date_joined", "freelancer", "client",
                  "portfolio", "warnings")  # fmt: skip


class MeSerializer(serializers.ModelSerializer[User]):
    """Oneself."""

    freelancer = FreelancerProfileSerializer(source="freelancer_profile", read_only=True)
    client = ClientProfileSerializer(source="client_profile", read_only=True)

    class Meta:
        model = User
        fields = ("handle", "name", "legal_name", "is_verified", "email", "mode", "language",
                  "timezone", "date_joined", "freelancer", "client")  # fmt: skip


class FreelancerChange(serializers.Serializer[Any]):
    """Parts of a freelancer's profile to change; what is left out stays."""

    headline = LineField(max_length=120)
    bio = WordsField(max_length=5000, allow_blank=True)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", queryset=Category.objects.all()
    )
    skills = serializers.SlugRelatedField[Skill](
        slug_field="slug", queryset=Skill.objects.all(), many=True
    )
    rate_minor = WholeField(min_value=1, max_value=1_000_000_000, allow_null=True)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=SPOKEN))
    availability = serializers.ChoiceField(choices=Availability.choices)
    country = serializers.ChoiceField(choices=[])
    region = serializers.PrimaryKeyRelatedField[Region](queryset=homes(), allow_null=True)
    works_remotely = serializers.BooleanField()
    is_listed = serializers.BooleanField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The rate as Money, in the only currency that rates have so far."""
        if "rate_minor" in attrs:
            attrs["rate"] = money_or_none(attrs.pop("rate_minor"), "IDR")
        return attrs

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = serializers.ChoiceField(choices=countries())


class ClientChange(serializers.Serializer[Any]):
    """Parts of a client's profile to change; what is left out stays."""

    organisation = LineField(max_length=100, allow_blank=True)
    about = WordsField(max_length=2000, allow_blank=True)
    country = serializers.ChoiceField(choices=[])
    region = serializers.PrimaryKeyRelatedField[Region](queryset=homes(), allow_null=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = serializers.ChoiceField(choices=countries())


class MeChange(ConfirmInput):
    """What to change about oneself; what is left out stays."""

    name = NameField(max_length=80)
    mode = serializers.ChoiceField(choices=Mode.choices)
    language = serializers.ChoiceField(choices=[("", ""), ("id", "id"), ("en", "en")])
    timezone = serializers.ChoiceField(choices=time_zones())
    freelancer = FreelancerChange(required=False, partial=True)
    client = ClientChange(required=False, partial=True)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its secret."""

    class Meta:
        model = ApiToken
        fields = ("id", "name", "prefix", "scopes", "created_at", "expires_at", "last_used_at")


class NewTokenSerializer(serializers.Serializer[Any]):
    """What a new token should be called and may do."""

    name = LineField(max_length=60)
    scopes = serializers.MultipleChoiceField(choices=Scope.choices, allow_empty=False)
    days = serializers.IntegerField(min_value=1, max_value=365, default=30)


class TokenMadeSerializer(TokenSerializer):
    """A token with its secret, this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(TokenSerializer.Meta):
        fields = (*TokenSerializer.Meta.fields, "secret")  # type: ignore[assignment]
