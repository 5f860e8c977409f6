"""Bids and terms as JSON."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers

from core.api.cautions import ConfirmInput, WarningsField
from core.api.texts import LineField, WordsField
from core.money import EXPONENTS, Money
from core.outside import found_in
from core.search.pages import whole
from projects.models import Answer, Bid, Invitation, Terms, TermsMilestone
from projects.serializers.postings import AmountField, AttachmentSerializer, PartySerializer
from projects.services.proposals import Proposal, Step, proposal_of

_TERMS = ("amount_minor", "currency", "days", "milestones", "review_days", "change_rounds", "note")


class StepSerializer(serializers.ModelSerializer[TermsMilestone]):
    class Meta:
        model = TermsMilestone
        fields = ("position", "title", "amount_minor", "days")


class TermsSerializer(serializers.ModelSerializer[Terms]):
    """One immutable version."""

    author = PartySerializer(read_only=True)
    milestones = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Terms
        fields = (
            "version",
            "author",
            "amount_minor",
            "currency",
            "days",
            "review_days",
            "change_rounds",
            "note",
            "created_at",
            "milestones",
        )


class AnswerSerializer(serializers.ModelSerializer[Answer]):
    class Meta:
        model = Answer
        fields = ("question", "text")


class BidSerializer(serializers.ModelSerializer[Bid]):
    """A bid, as its freelancer and the client see it."""

    freelancer = PartySerializer(read_only=True)
    terms = TermsSerializer(read_only=True)
    answers = AnswerSerializer(many=True, read_only=True)
    attachments = AttachmentSerializer(many=True, read_only=True)
    warnings = serializers.SerializerMethodField(
        help_text="While it is open: contacts or payments elsewhere that its words seem to hold."
    )

    class Meta:
        model = Bid
        fields = (
            "id",
            "project",
            "freelancer",
            "state",
            "cover_note",
            "terms",
            "answers",
            "attachments",
            "offer_message",
            "offer_expires_at",
            "submitted_at",
            "updated_at",
            "warnings",
        )

    def get_warnings(self, bid: Bid) -> list[str]:
        texts = [bid.cover_note, *(answer.text for answer in bid.answers.all())]
        return [mention.kind.value for mention in found_in(*texts)] if bid.is_live else []


class StepInput(serializers.Serializer[Step]):
    """One milestone of a proposal."""

    title = LineField(max_length=120)
    amount_minor = AmountField()
    days = serializers.IntegerField(min_value=1, max_value=730)


class StepsInput(serializers.Serializer[Any]):
    """The steps that replace what is not paid yet."""

    steps = StepInput(many=True, allow_empty=False)
    note = WordsField(max_length=2000, required=False, allow_blank=True, default="")

    def as_steps(self, currency: str) -> list[Step]:
        return steps_of(self.validated_data["steps"], currency)


class ProposalInput(ConfirmInput):
    """Terms as one side proposes them; the milestones sum to the amount."""

    amount_minor = AmountField()
    currency = serializers.ChoiceField(choices=sorted(EXPONENTS), default="IDR")
    days = serializers.IntegerField(min_value=1, max_value=730)
    milestones = StepInput(many=True, required=False)
    review_days = serializers.IntegerField(min_value=3, max_value=14, default=14)
    change_rounds = serializers.IntegerField(min_value=0, max_value=10, default=2)
    note = WordsField(max_length=2000, required=False, allow_blank=True, default="")

    @property
    def words(self) -> list[str]:
        """What the other side will read."""
        said = self.validated_data
        titles = [step["title"] for step in said.get("milestones", [])]
        answers = [str(text) for text in said.get("answers", {}).values()]
        return [said.get("note", ""), said.get("cover_note", ""), *titles, *answers]

    def proposal(self) -> Proposal:
        said = self.validated_data
        return Proposal(
            amount=Money(said["amount_minor"], said["currency"]),
            days=said["days"],
            steps=steps_of(said.get("milestones", []), said["currency"]),
            review_days=said["review_days"],
            change_rounds=said["change_rounds"],
            note=said["note"],
        )


class BidInput(ProposalInput):
    """A bid: the terms, the cover note and the answers (question id → text)."""

    cover_note = WordsField(max_length=5000)
    answers = serializers.DictField(
        child=WordsField(max_length=2000, allow_blank=True), required=False
    )
    files = serializers.ListField(child=serializers.FileField(), max_length=10, required=False)

    def validate_answers(self, answers: dict[str, str]) -> dict[int, str]:
        known = {
            number: text
            for key, text in answers.items()
            if key.isdecimal() and (number := whole(key))
        }
        if len(known) < len(answers):
            raise serializers.ValidationError("Name each question by its id.")
        return known

    def proposal_on_top_of(self, terms: Terms) -> Proposal | None:
        """The terms named now over those that stand; none where nothing about terms is named.

        A single step is the whole: it follows the amount and the time.
        """
        said = {name: value for name, value in self.validated_data.items() if name in _TERMS}
        if not said:
            return None
        standing = proposal_of(terms)
        currency = said.pop("currency", terms.currency)
        amount = Money(said.pop("amount_minor", terms.amount_minor), currency)
        steps = standing.steps if len(standing.steps) > 1 else ()
        if "milestones" in said:
            steps = steps_of(said.pop("milestones"), currency)
        return replace(standing, amount=amount, steps=steps, **said)

    def answers_on_top_of(self, bid: Bid) -> dict[int, str] | None:
        """The answers given now over those that stand; none where none is given."""
        said: dict[int, str] = self.validated_data.get("answers", {})
        standing = {answer.question_id: answer.text for answer in bid.answers.all()}
        return standing | said if said else None


class OfferInput(serializers.Serializer[Any]):
    """Which version is offered."""

    terms_version = serializers.IntegerField(min_value=1)
    message = WordsField(max_length=2000, required=False, allow_blank=True, default="")


class AcceptanceInput(serializers.Serializer[Any]):
    """Which version is accepted: nobody accepts a moved target."""

    terms_version = serializers.IntegerField(min_value=1)


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    freelancer = PartySerializer(read_only=True)
    warnings = WarningsField("message")

    class Meta:
        model = Invitation
        fields = ("id", "project", "freelancer", "message", "state", "sent_at", "expires_at",
                  "warnings")  # fmt: skip


class InvitationInput(ConfirmInput):
    """Whom to ask."""

    handle = serializers.SlugField(max_length=40)
    message = WordsField(max_length=1000, required=False, allow_blank=True, default="")


def steps_of(said: list[dict[str, Any]], currency: str) -> list[Step]:
    """The steps as services take them."""
    return [
        Step(title=s["title"], amount=Money(s["amount_minor"], currency), days=s["days"])
        for s in said
    ]
