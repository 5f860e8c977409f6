"""What is frozen when a dispute opens: all of it, at once, for good."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from disputes.services import clock
from evidence.models import Bundle, BundleFile, Hiding, Part, Piece, PieceFile
from evidence.services import bundles
from evidence.services.gathering import packed_name
from evidence.states import PartKind
from tests.factories import disputes as quarrel
from tests.factories import projects as work

pytestmark = pytest.mark.django_db


def part(bundle, kind):
    return bundle.parts.get(kind=kind).facts


def test_opening_a_dispute_freezes_everything_at_once(dispute, clara, farid, now):
    bundle = dispute.evidence
    assert (bundle.opened_at, bundle.made_at, bundle.is_late) == (now, now, False)
    assert [p.kind for p in bundle.parts.all()] == list(PartKind)
    terms = part(bundle, PartKind.TERMS)
    assert terms["client"] == {"person": clara.pk, "name": str(clara)}
    assert [v["version"] for v in terms["versions"]] == [1]
    assert (terms["first_signed_version"], terms["version_in_force"]) == (1, 1)
    assert terms["versions"][0]["amount_minor"] == 100_000_000
    [delivery] = part(bundle, PartKind.DELIVERIES)
    assert delivery["message"] == "Here it is."
    assert delivery["files"][0]["sha256"] == hashlib.sha256(b"A logo.").hexdigest()
    talk = part(bundle, PartKind.MESSAGES)
    assert [(m["by"]["name"], m["text"]) for m in talk["messages"]] == [
        (str(clara), "Please make the letters large."),
        (str(farid), "Tentu, Bu 🙏"),
    ]
    assert part(bundle, PartKind.MILESTONES)[0]["state"] == "disputed"
    assert "disputed" in [e["what"] for e in part(bundle, PartKind.EVENTS)]


def test_the_payments_part_repeats_the_book(dispute):
    paid = part(dispute.evidence, PartKind.PAYMENTS)
    assert paid["reference"] == dispute.milestone.escrow.reference
    assert paid["money_bar"]["escrow"] == 100_000_000
    assert sum(line["amount_minor"] for line in paid["book"]) == 0
    assert len(paid["book"]) > 0
    assert [p["received_minor"] for p in paid["payments"]] == [100_000_000]


def test_nothing_says_how_the_payer_reached_their_bank(dispute):
    payin = dispute.milestone.escrow.payins.get()
    payin.provider_reference = "secret-reference"
    said = "".join(p.content for p in dispute.evidence.parts.all())
    assert payin.key not in dispute.evidence.parts.get(kind=PartKind.TERMS).content
    assert "provider_reference" not in said
    assert "checkout_url" not in said


def test_each_hash_is_that_of_the_bytes(dispute):
    bundle = dispute.evidence
    assert hashlib.sha256(bundle.manifest.encode()).hexdigest() == bundle.sha256
    named = {p["name"]: p["sha256"] for p in bundle.facts["parts"]}
    for one in bundle.parts.all():
        assert hashlib.sha256(one.content.encode()).hexdigest() == one.sha256 == named[one.name]
        assert len(one.content.encode()) == one.size
    assert {f["path"]: f["sha256"] for f in bundle.facts["files"]} == {
        f.path: f.sha256 for f in bundle.files.all()
    }
    assert {f.name for f in bundle.files.all()} == {"logo final (1).txt", "sketch.txt"}


def test_made_once_however_often_it_is_asked_for(dispute, now):
    again = bundles.freeze_dispute(dispute=dispute, now=now + timedelta(days=1))
    assert again == dispute.evidence
    assert Bundle.objects.count() == 1


def test_what_comes_later_does_not_change_it(dispute, farid, now):
    before = dispute.evidence.sha256, [p.content for p in dispute.evidence.parts.all()]
    quarrel.propose(dispute, 900_000, by=farid, now=now)
    clock.run_out(dispute=dispute, now=now + timedelta(days=9))
    bundle = Bundle.objects.get()
    assert (bundle.sha256, [p.content for p in bundle.parts.all()]) == before


def test_a_dispute_that_is_not_opened_leaves_no_bundle(submitted, clara, now):
    with transaction.atomic():
        quarrel.open_dispute(submitted, by=clara, now=now)
        transaction.set_rollback(True)
    assert not Bundle.objects.exists()


def test_the_sweep_makes_what_is_missing_and_says_that_it_is_late(dispute, farid, clara, now):
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM evidence_bundlefile; DELETE FROM evidence_part")
        cursor.execute("DELETE FROM evidence_bundle")
        cursor.execute("RESET session_replication_role")
    later = now + timedelta(hours=3)
    assert bundles.freeze_missing(now=later) == 1
    assert bundles.freeze_missing(now=later) == 0
    bundle = Bundle.objects.get()
    assert bundle.is_late
    assert (bundle.facts["opened_at"], bundle.facts["made_at"]) == (
        now.isoformat(),
        later.isoformat(),
    )


def test_an_undelivered_step_has_a_bundle_too(clara, farid, now):
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    dispute = quarrel.open_dispute(contract.milestones.get(), by=farid, now=now)
    assert part(dispute.evidence, PartKind.DELIVERIES) == []
    assert part(dispute.evidence, PartKind.MESSAGES) == {"messages": [], "read": []}


TABLES = [Bundle, Part, BundleFile, Piece, PieceFile, Hiding]


@pytest.mark.parametrize("model", TABLES)
def test_postgres_refuses_to_empty_a_table_of_evidence(model, dispute):
    refused_sql(f'TRUNCATE "{model._meta.db_table}" CASCADE')


@pytest.mark.parametrize("model", [Bundle, Part, BundleFile])
@pytest.mark.parametrize("statement", ['UPDATE "{}" SET sha256 = sha256', 'DELETE FROM "{}"'])
def test_postgres_refuses_to_change_what_is_frozen(statement, model, dispute):
    refused_sql(statement.format(model._meta.db_table))


def test_postgres_refuses_a_text_whose_hash_does_not_fit(dispute):
    with pytest.raises(DatabaseError, match="part_hash_fits"), transaction.atomic():
        Part.objects.create(
            bundle=dispute.evidence, kind="forged", content="{}", size=2, sha256="0" * 64
        )


def test_what_is_written_is_the_same_everywhere():
    value = {"b": 1, "a": ["ß", {"x": None}], "c": []}
    text = bundles.canonical(value)
    assert json.loads(text) == value
    assert text.startswith('{\n  "a": [\n    "ß"')


@pytest.mark.parametrize(
    ("name", "packed"),
    [
        ("../../etc/passwd", "etc_passwd"),
        ("a\nb\\c.pdf", "a_b_c.pdf"),
        ("-rf.txt", "rf.txt"),
        ("...", "file"),
        ("gambar é.png", "gambar__.png"),
    ],
)
def test_names_in_the_pack_lead_nowhere(name, packed):
    assert packed_name(name) == packed


def refused_sql(statement):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
        refusal = pytest.raises(DatabaseError, match=r"append-only|Cannot update or delete")
        with refusal, transaction.atomic():
            cursor.execute(statement)
