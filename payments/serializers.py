"""Money as JSON. Amounts are minor units of the currency beside them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from core.api.amounts import WholeField
from core.api.texts import LineField
from payments.models import (
    ConnectedAccount,
    Debt,
    Destination,
    Document,
    Escrow,
    Payin,
    Payout,
    PayoutChange,
    PayoutPart,
)
from payments.rails import TYPED_IN
from payments.selectors import Earned
from payments.services.ways import WayToPay
from payments.states import Method, NameMatch


class DebtSerializer(serializers.ModelSerializer[Debt]):
    """What is owed after a chargeback: repaid first from what becomes available."""

    description = serializers.CharField(source="chargeback.payin.escrow.description")
    outstanding_minor = serializers.IntegerField(source="outstanding.minor")

    class Meta:
        model = Debt
        fields = ("description", "amount_minor", "repaid_minor", "outstanding_minor", "opened_at")
        read_only_fields = fields


class EarnedSerializer(serializers.Serializer[Earned]):
    """Where one's earnings of a currency are.

    While there are `debts`, no payout can be asked for.
    """

    currency = serializers.CharField(source="available.currency")
    pending_minor = serializers.IntegerField(source="pending.minor")
    available_minor = serializers.IntegerField(source="available.minor")
    on_the_way_minor = serializers.IntegerField(source="on_the_way.minor")
    paid_minor = serializers.IntegerField(source="paid.minor")
    debts = serializers.SerializerMethodField()

    @extend_schema_field(DebtSerializer(many=True))
    def get_debts(self, earned: Earned) -> list[dict[str, Any]]:
        """Those of this currency; the view reads all of them at once."""
        currency = earned.available.currency
        owed = [one for one in self.context["debts"] if one.currency == currency]
        return [DebtSerializer(one).data for one in owed]


class DestinationSerializer(serializers.ModelSerializer[Destination]):
    """A bank account or e-wallet; the number is masked.

    `name_match` says how its holder fits your legal name; payouts to one that `differs` are looked
    at by a person first.
    """

    masked_number = serializers.CharField(read_only=True)
    is_blocked = serializers.BooleanField(read_only=True)
    name_match = serializers.ChoiceField(choices=NameMatch.choices, read_only=True)

    class Meta:
        model = Destination
        fields = (
            "id",
            "is_blocked",
            "rail",
            "institution",
            "masked_number",
            "holder_name",
            "name_match",
            "created_at",
            "usable_at",
        )


class DestinationInput(serializers.Serializer[dict[str, Any]]):
    """What to add."""

    institution = serializers.ChoiceField(choices=[(c, i.name) for c, i in TYPED_IN.items()])
    account_number = serializers.CharField(max_length=30)
    holder_name = LineField(max_length=80)


class PayoutPartSerializer(serializers.ModelSerializer[PayoutPart]):
    """One transfer of a payout: its rail, the provider's reference, when it should arrive.

    `send_after` is set where a cut-off or the limit of a day makes it wait.
    """

    failure_text = serializers.CharField(read_only=True)

    class Meta:
        model = PayoutPart
        fields = (
            "number",
            "amount_minor",
            "currency",
            "state",
            "channel",
            "provider_reference",
            "send_after",
            "submitted_at",
            "expected_at",
            "paid_at",
            "returned_at",
            "failure",
            "failure_text",
        )


class ConnectionSerializer(serializers.ModelSerializer[ConnectedAccount]):
    """Your account with Stripe; `missing` says in words what Stripe still wants to know."""

    missing = serializers.ListField(child=serializers.CharField(), read_only=True)
    failure_text = serializers.CharField(read_only=True)

    class Meta:
        model = ConnectedAccount
        fields = (
            "standing",
            "country",
            "currency",
            "missing",
            "due_by",
            "failure",
            "failure_text",
            "destination",
        )


class ConnectionInput(serializers.Serializer[dict[str, Any]]):
    """Where you have your bank account: one of the countries that are offered."""

    country = serializers.CharField(min_length=2, max_length=2)


class ConnectionFormSerializer(serializers.Serializer[dict[str, str]]):
    """The address of Stripe's form; it can be visited once, within a few minutes."""

    url = serializers.URLField()


class PayoutSerializer(serializers.ModelSerializer[Payout]):
    """A payout and how it stands, transfer by transfer; `retry_of` is what it sends again."""

    destination = DestinationSerializer(read_only=True)
    parts = PayoutPartSerializer(many=True, read_only=True)
    failure_text = serializers.CharField(read_only=True)

    class Meta:
        model = Payout
        fields = (
            "id",
            "amount_minor",
            "currency",
            "destination",
            "state",
            "failure",
            "failure_text",
            "created_at",
            "submitted_at",
            "paid_at",
            "retry_of",
            "parts",
        )


class ChangeSerializer(serializers.ModelSerializer[PayoutChange]):
    """Something that happened to a payout or to one of its transfers (`part`)."""

    part = serializers.IntegerField(source="part.number", default=None, allow_null=True)
    title = serializers.CharField(read_only=True)
    by_whom = serializers.CharField(read_only=True)
    reason_text = serializers.CharField(read_only=True)

    class Meta:
        model = PayoutChange
        fields = ("happened_at", "to_state", "part", "title", "by_whom", "reason", "reason_text")


class PayoutDetailSerializer(PayoutSerializer):
    """The same with its history, the oldest first."""

    history = ChangeSerializer(many=True, read_only=True, source="told_changes")

    class Meta(PayoutSerializer.Meta):
        fields = (*PayoutSerializer.Meta.fields, "history")  # type: ignore[assignment]


class PayoutInput(serializers.Serializer[dict[str, Any]]):
    """How much, in minor units (Rp1 is 100), and where to."""

    amount_minor = WholeField(min_value=1, max_value=10**15)
    currency = serializers.CharField(max_length=3, default="IDR")
    destination = serializers.IntegerField()


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A numbered document; `facts` is what was frozen, `sha256` the hash of `content`."""

    code = serializers.CharField(read_only=True)
    facts = serializers.DictField(read_only=True)

    class Meta:
        model = Document
        fields = (
            "id",
            "code",
            "kind",
            "year",
            "number",
            "subject",
            "escrow",
            "amount_minor",
            "currency",
            "issued_at",
            "sha256",
            "content",
            "facts",
        )


class EscrowSerializer(serializers.ModelSerializer[Escrow]):
    """Money held for somebody: paid = held + released + refunded + fee + taxes.

    While it is `partly_paid`, `missing_minor` is waited for until `complete_by_at`; after that
    what was paid goes back. `earned_minor` is the part of the price, before fees, that was
    released so far. `ppn_bps` is of both fees, `pph22_bps` of the price; `ppn_minor` and
    `pph22_minor` are kept for the tax office. What is held has to be decided by `decide_by_at`:
    providers keep it no longer.
    """

    total_minor = serializers.IntegerField(source="total.minor", read_only=True)
    missing_minor = serializers.IntegerField(source="missing.minor", read_only=True)
    decide_by_at = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = Escrow
        fields = (
            "id",
            "description",
            "state",
            "currency",
            "amount_minor",
            "client_fee_minor",
            "client_ppn_minor",
            "total_minor",
            "missing_minor",
            "freelancer_bps",
            "client_bps",
            "ppn_bps",
            "pph22_bps",
            "paid_minor",
            "held_minor",
            "released_minor",
            "refunded_minor",
            "fee_minor",
            "ppn_minor",
            "pph22_minor",
            "earned_minor",
            "created_at",
            "complete_by_at",
            "held_at",
            "decide_by_at",
            "closed_at",
        )


class PayinSerializer(serializers.ModelSerializer[Payin]):
    """A payment; the person pays at `checkout_url`, or by the `instructions`.

    `instructions` has `qr_string`, or `bank` and `va_number`, or `deeplink`; it is empty where
    the provider's own page says what to do. Both are empty until the provider has answered.
    `received_minor` may be less than was asked for: then the escrow waits for the rest.
    """

    class Meta:
        model = Payin
        fields = (
            "id",
            "escrow",
            "method",
            "channel",
            "state",
            "amount_minor",
            "received_minor",
            "currency",
            "checkout_url",
            "instructions",
            "expires_at",
            "captured_at",
            "failure",
        )


class WayToPaySerializer(serializers.Serializer[WayToPay]):
    """One way to pay; amounts in minor units. `why_not` is empty where it serves for the amount.

    `hold_seconds` are the `hold_days` as they pass here: days of the practice bank are shorter.
    """

    method = serializers.ChoiceField(choices=Method.choices)
    channel = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField(source="least.currency")
    least_minor = serializers.IntegerField(source="least.minor")
    most_minor = serializers.IntegerField(source="most.minor")
    cost_minor = serializers.IntegerField(source="cost.minor")
    seconds_to_confirm = serializers.IntegerField()
    hold_days = serializers.IntegerField()
    hold_seconds = serializers.IntegerField()
    is_possible = serializers.BooleanField()
    why_not = serializers.CharField()
    asks_phone = serializers.BooleanField()


@extend_schema_serializer(component_name="EscrowPayinInput")
class PayinInput(serializers.Serializer[dict[str, Any]]):
    """How to pay; `phone` (08…) where the way to pay asks for it, or as you gave it before."""

    method = serializers.ChoiceField(choices=Method.choices)
    channel = serializers.SlugField(max_length=20, required=False, default="")
    phone = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)


class ArchiveInput(serializers.Serializer[dict[str, Any]]):
    """Which documents to put into one file; a part where a month has more than one file holds."""

    year = serializers.IntegerField(min_value=2000, max_value=2999)
    month = serializers.IntegerField(min_value=1, max_value=12, required=False)
    part = serializers.IntegerField(min_value=1, max_value=999, required=False)
