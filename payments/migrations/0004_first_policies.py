"""What Karya starts with: the price list, rates of tax and contributions, levels of trust."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import migrations

RATES = (
    (
        ("ppn_on_fee", 1200, 11, 12, date(2025, 1, 1), False),
        "PMK 131/2024: 12 % of 11/12",
        "PMK 131/2024: 12% dari 11/12",
    ),
    (
        ("pph21", 500, 1, 2, date(2024, 1, 1), False),
        "PMK 168/2023: Pasal 17 of one half, first bracket",
        "PMK 168/2023: Pasal 17 dari separuhnya, lapisan pertama",
    ),
    (
        ("pph23", 200, 1, 1, date(2009, 1, 1), False),
        "UU PPh Pasal 23: 2 %, twice that without NPWP",
        "UU PPh Pasal 23: 2%, dua kalinya tanpa NPWP",
    ),
    (
        ("pph26", 2000, 1, 1, date(2009, 1, 1), False),
        "UU PPh Pasal 26: 20 %, or as a treaty says",
        "UU PPh Pasal 26: 20%, atau menurut perjanjian pajak",
    ),
    (
        ("pph22_marketplace", 50, 1, 1, date(2025, 7, 14), True),
        "PMK 37/2025: 0.5 % of gross without PPN",
        "PMK 37/2025: 0,5% dari bruto tanpa PPN",
    ),
)

BPJS_SOURCE = (
    "BPJS Ketenagakerjaan for those who work for themselves (BPU), as reported by bantentv.com in "
    "2025 for freelancers: JKK 1 % of the declared income, JKM a flat Rp6.800, JHT 2 %, each a "
    "month. Check bpjsketenagakerjaan.go.id before you rely on it."
)
TRUST_SOURCE = (
    "Karya’s opening rules of trust. The holds of QRIS and e-wallets are the days in which "
    "providers settle; one of them always remains. Cards can be disputed for months, so that at "
    "least three days always remain."
)
TRUST_SOURCE_INDONESIAN = (
    "Aturan kepercayaan Karya yang pertama. Masa tunggu QRIS dan dompet digital adalah hari-hari "
    "saat penyedia menyelesaikan pembayaran; satu hari selalu tersisa. Pembayaran kartu bisa "
    "disanggah berbulan-bulan, jadi paling sedikit tiga hari selalu tersisa."
)
NOTHING_LOST = {"chargebacks_most": 0, "disputes_lost_most": 1}
LEVELS = (
    {"number": 0, "name": "New", "name_indonesian": "Baru"},
    {
        **NOTHING_LOST,
        "number": 1,
        "name": "Known",
        "name_indonesian": "Dikenal",
        "contracts": 3,
        "clients": 2,
        "earned_minor": 3_000_000_00,
        "age_days": 30,
        "needs_name": True,
        "qris_percent": 50,
        "ewallet_percent": 50,
        "card_percent": 80,
    },
    {
        **NOTHING_LOST,
        "number": 2,
        "name": "Trusted",
        "name_indonesian": "Tepercaya",
        "contracts": 15,
        "clients": 5,
        "earned_minor": 30_000_000_00,
        "age_days": 180,
        "needs_name": True,
        "qris_percent": 50,
        "ewallet_percent": 50,
        "card_percent": 60,
    },
)


def add_price_list(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    apps.get_model("payments", "PolicyVersion").objects.create(
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="Karya’s opening price list: 10 % from the freelancer, nothing from the client.",
        freelancer_bps=1000,
        client_bps=0,
        payout_least_minor=10_000_00,
        payout_review_above_minor=5_000_000_00,
        is_first_payout_reviewed=False,
        is_new_destination_reviewed=False,
        cool_off_hours=48,
    )


def add_tax_rates(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    for (kind, bps, numerator, denominator, day, is_checked), source, sumber in RATES:
        apps.get_model("payments", "TaxRate").objects.create(
            kind=kind,
            rate_bps=bps,
            base_numerator=numerator,
            base_denominator=denominator,
            effective_on=day,
            source=source,
            source_indonesian=sumber,
            note="" if is_checked else "From general knowledge, unchecked.",
            is_checked=is_checked,
        )


def add_tax_policy(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    apps.get_model("payments", "TaxPolicy").objects.create(
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        source="The operator is no PKP, and not appointed to collect PPh 22.",
        source_indonesian="Penyelenggara bukan PKP, dan tidak ditunjuk memungut PPh 22.",
        charges_ppn=False,
        collects_pph22=False,
    )


def add_contributions(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    rate = apps.get_model("payments", "ContributionRate")
    for programme, share, flat, optional in (
        ("jkk", 100, 0, False),
        ("jkm", 0, 6_800_00, False),
        ("jht", 200, 0, True),
    ):
        rate.objects.create(
            programme=programme,
            effective_on=date(2025, 1, 1),
            share_bps=share,
            flat_minor=flat,
            least_income_minor=1_000_000_00,
            is_optional=optional,
            source=BPJS_SOURCE,
        )


def add_trust_levels(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001
    policy = apps.get_model("payments", "TrustPolicy").objects.create(
        effective_at=datetime(2026, 1, 1, tzinfo=UTC),
        source=TRUST_SOURCE,
        source_indonesian=TRUST_SOURCE_INDONESIAN,
        chargeback_days=365,
        qris_least_days=1,
        ewallet_least_days=1,
        card_least_days=3,
    )
    for level in LEVELS:
        apps.get_model("payments", "TrustLevel").objects.create(policy=policy, **level)


class Migration(migrations.Migration):
    replaces = [
        ("payments", "0003_first_policy"),
        ("payments", "0012_first_tax_rates"),
    ]

    dependencies = [("payments", "0003_guards")]

    operations = [
        migrations.RunPython(add)
        for add in (
            add_price_list,
            add_tax_rates,
            add_tax_policy,
            add_contributions,
            add_trust_levels,
        )
    ]
