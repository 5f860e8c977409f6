"""Postings as JSON."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Category, Region, Skill, User
from core.api.amounts import WholeField
from core.api.cautions import ConfirmInput, WarningsField
from core.api.texts import LineField, WordsField
from core.money import EXPONENTS, LARGEST_MINOR
from projects.models import Attachment, Project, ScreeningQuestion
from projects.models.postings import Kind, Level, PostingLanguage
from projects.services.postings import Posting, posting_of

MOST_SKILLS = 15


class AmountField(WholeField):
    """Whole minor units above zero."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_MINOR, **kwargs)


class PartySerializer(serializers.ModelSerializer[User]):
    """A person as the other side sees them; whoever left is a closed account."""

    name = serializers.CharField(source="__str__", read_only=True)

    class Meta:
        model = User
        fields = ("handle", "name", "is_verified")


class AttachmentSerializer(serializers.ModelSerializer[Attachment]):
    class Meta:
        model = Attachment
        fields = ("id", "name", "size", "sha256", "content_type", "uploaded_at")


class QuestionSerializer(serializers.ModelSerializer[ScreeningQuestion]):
    class Meta:
        model = ScreeningQuestion
        fields = ("id", "position", "text", "is_required")


class ProjectSerializer(serializers.ModelSerializer[Project]):
    """A posting in a list."""

    client = PartySerializer(read_only=True)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", read_only=True, allow_null=True
    )
    skills = serializers.SlugRelatedField[Skill](slug_field="slug", many=True, read_only=True)
    region = serializers.PrimaryKeyRelatedField[Region](read_only=True, allow_null=True)

    class Meta:
        model = Project
        fields: tuple[str, ...] = (
            "id",
            "title",
            "client",
            "category",
            "skills",
            "tags",
            "kind",
            "level",
            "currency",
            "budget_min_minor",
            "budget_max_minor",
            "needed_on",
            "region",
            "is_remote",
            "language",
            "state",
            "bids_count",
            "published_at",
            "expires_at",
        )


class ProjectDetailSerializer(ProjectSerializer):
    """A posting with its text, questions and files."""

    questions = QuestionSerializer(many=True, read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)
    warnings = WarningsField("title", "description")

    class Meta(ProjectSerializer.Meta):
        fields = (
            *ProjectSerializer.Meta.fields,
            "description",
            "version",
            "renewals",
            "questions",
            "attachments",
            "warnings",
        )


class PostingInput(ConfirmInput):
    """What a client writes; a draft needs only a title."""

    title = LineField(max_length=120)
    description = WordsField(max_length=10_000, required=False, allow_blank=True)
    category = serializers.SlugRelatedField[Category](
        slug_field="slug", queryset=Category.objects.all(), required=False, allow_null=True
    )
    skills = serializers.SlugRelatedField[Skill](
        slug_field="slug", queryset=Skill.objects.all(), many=True, required=False
    )
    tags = serializers.ListField(child=LineField(max_length=60), max_length=15, required=False)
    kind = serializers.ChoiceField(choices=Kind.choices, required=False)
    level = serializers.ChoiceField(choices=Level.choices, required=False)
    currency = serializers.ChoiceField(choices=sorted(EXPONENTS), required=False)
    budget_min_minor = AmountField(required=False, allow_null=True)
    budget_max_minor = AmountField(required=False, allow_null=True)
    needed_on = serializers.DateField(required=False, allow_null=True)
    region = serializers.PrimaryKeyRelatedField[Region](
        queryset=Region.objects.all(), required=False, allow_null=True
    )
    is_remote = serializers.BooleanField(required=False)
    language = serializers.ChoiceField(choices=PostingLanguage.choices, required=False)
    questions = serializers.ListField(child=LineField(max_length=300), max_length=5, required=False)

    def validate_skills(self, skills: list[Skill]) -> list[Skill]:
        if len(skills) > MOST_SKILLS:
            raise serializers.ValidationError(_("Fifteen skills at the most."))
        return skills

    def posting(self, *, on_top_of: Project | None = None) -> Posting:
        """The whole posting: what was said now over what stood there before."""
        said = {name: value for name, value in self.validated_data.items() if name != "confirm"}
        return Posting(**said) if on_top_of is None else replace(posting_of(on_top_of), **said)


class ReasonInput(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")


class NeededReasonInput(serializers.Serializer[Any]):
    """Why; it must be said."""

    reason = serializers.CharField(max_length=2000)


class FilesInput(serializers.Serializer[Any]):
    """Files, as multipart form data."""

    files = serializers.ListField(child=serializers.FileField(), max_length=10)
