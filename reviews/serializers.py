"""Reviews as JSON."""

from typing import Any

from rest_framework import serializers

from core.api.texts import WordsField
from projects.serializers.postings import PartySerializer
from reviews.models import CRITERIA, LONGEST_REPLY, LONGEST_TEXT, Review
from reviews.ratings import LEAST, MOST


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review: `points` by criterion, `overall` in hundredths; a hidden one has no words."""

    author = PartySerializer(read_only=True)
    subject = PartySerializer(read_only=True)
    points = serializers.SerializerMethodField()
    overall = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    reply = serializers.SerializerMethodField()

    class Meta:
        model = Review
        fields = ("id", "contract", "author", "subject", "subject_side", "points", "overall",
                  "text", "state", "written_at", "published_at", "reply", "replied_at")  # fmt: skip

    def get_points(self, review: Review) -> dict[str, int]:
        asked = () if _is_hidden(review) else CRITERIA[review.subject_side]
        return {name: getattr(review, name) for name in asked}

    def get_overall(self, review: Review) -> int | None:
        return None if _is_hidden(review) else review.overall

    def get_text(self, review: Review) -> str:
        return "" if _is_hidden(review) else review.text

    def get_reply(self, review: Review) -> str:
        return "" if _is_hidden(review) else review.reply


class ReviewInput(serializers.Serializer[Any]):
    """Points from 1 to 5 for each criterion of the side reviewed, and words.

    Freelancers are reviewed for quality, communication, timeliness and fidelity; clients for
    clarity, promptness and fairness.
    """

    points = serializers.DictField(
        child=serializers.IntegerField(min_value=LEAST, max_value=MOST), allow_empty=False
    )
    text = WordsField(max_length=LONGEST_TEXT, required=False, default="", allow_blank=True)


class ReplyInput(serializers.Serializer[Any]):
    text = WordsField(max_length=LONGEST_REPLY)


class FlagInput(serializers.Serializer[Any]):
    reason = WordsField(max_length=LONGEST_REPLY)


def _is_hidden(review: Review) -> bool:
    return not review.is_readable and review.published_at is not None
