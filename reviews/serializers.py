"""Reviews as JSON."""

from typing import Any, ClassVar

from rest_framework import serializers

from projects.serializers.postings import PartySerializer
from reviews.models import CRITERIA, LONGEST_REPLY, LONGEST_TEXT, Review
from reviews.ratings import LEAST, MOST

_NAMES = tuple(name for names in CRITERIA.values() for name in names)


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review; points that were not asked of this side are null, a hidden one has no words."""

    author = PartySerializer(read_only=True)
    subject = PartySerializer(read_only=True)

    class Meta:
        model = Review
        fields: ClassVar[tuple[str, ...]] = (
            "id", "contract", "author", "subject", "subject_side", *_NAMES, "overall", "text",
            "state", "written_at", "published_at", "reply", "replied_at",
        )  # fmt: skip

    def to_representation(self, instance: Review) -> dict[str, Any]:
        shown = super().to_representation(instance)
        if instance.state == "hidden":
            shown |= dict.fromkeys((*_NAMES, "overall")) | {"text": "", "reply": ""}
        return shown


class ReviewInput(serializers.Serializer[Any]):
    """Points from 1 to 5 for each criterion of the side reviewed, and words."""

    quality = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    communication = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    timeliness = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    fidelity = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    clarity = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    promptness = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    fairness = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    text = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, default="", allow_blank=True
    )

    @property
    def points(self) -> dict[str, int]:
        """The points given, by criterion."""
        return {name: self.validated_data[name] for name in _NAMES if name in self.validated_data}


class ReplyInput(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_REPLY)


class FlagInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REPLY)
