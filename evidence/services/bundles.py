"""Freezes what is known, once for each dispute and each chargeback."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from core.failures import run_each
from core.models import StoredFile
from core.sweeps import sweep
from disputes.models import Dispute
from disputes.states import OPEN_DISPUTES
from evidence.models import Bundle, BundleFile, Part
from evidence.services.gathering import Gathered, gather, gather_payment
from payments.models import Chargeback
from payments.states import CHARGEBACK_LIVE
from projects.selectors import milestone_of

FORMAT = "karya-evidence/1"


@transaction.atomic
def freeze_dispute(*, dispute: Dispute, now: datetime) -> Bundle:
    """Make the bundle of a dispute; the one that is there already, if it is.

    Reads the milestone as the present transaction sees it, so that what the opening itself wrote
    belongs to it.
    """
    dispute = Dispute.objects.select_for_update(of=("self",), no_key=True).get(pk=dispute.pk)
    known = Bundle.objects.filter(dispute=dispute).first()
    if known is not None:
        return known
    about = {
        "dispute": dispute.pk,
        "opened_by": {"person": dispute.opened_by_id, "name": str(dispute.opened_by)},
        "reason_code": dispute.reason_code,
        "claim": dispute.claim,
        "amount_minor": dispute.amount_minor,
        "currency": dispute.currency,
        "milestone": dispute.milestone_id,
    }
    return _freeze(
        Bundle(dispute=dispute, milestone=dispute.milestone, opened_at=dispute.opened_at),
        about,
        gather(dispute.milestone),
        now,
    )


@transaction.atomic
def freeze_chargeback(*, chargeback: Chargeback, now: datetime) -> Bundle:
    """Make the bundle of a chargeback, about the milestone that its payment was for; once.

    A payment for no milestone has a bundle of its money alone.
    """
    rows = Chargeback.objects.select_for_update(of=("self",), no_key=True)
    chargeback = rows.select_related("payin__escrow").get(pk=chargeback.pk)
    known = Bundle.objects.filter(chargeback=chargeback).first()
    if known is not None:
        return known
    escrow = chargeback.payin.escrow
    milestone = milestone_of(escrow.pk)
    about = {
        "chargeback": chargeback.pk,
        "provider": chargeback.provider,
        "reference": chargeback.reference,
        "payment": chargeback.payin.key,
        "reason": chargeback.reason,
        "amount_minor": chargeback.amount_minor,
        "currency": chargeback.currency,
        "milestone": milestone.pk if milestone else None,
    }
    return _freeze(
        Bundle(chargeback=chargeback, milestone=milestone, opened_at=chargeback.opened_at),
        about,
        gather(milestone) if milestone else gather_payment(escrow),
        now,
    )


def _freeze(bundle: Bundle, about: dict[str, Any], gathered: Gathered, now: datetime) -> Bundle:
    bundle.made_at = now
    bundle.manifest = _manifest(about, gathered, opened_at=bundle.opened_at, made_at=now)
    bundle.sha256 = digest_of(bundle.manifest)
    bundle.save(force_insert=True)
    _keep(bundle, gathered)
    return bundle


def canonical(value: Any) -> str:
    """The one way that we write a value as JSON: sorted names, two spaces, no escapes of ours."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, indent=2)


def digest_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def _manifest(
    about: dict[str, Any], gathered: Gathered, *, opened_at: datetime, made_at: datetime
) -> str:
    texts = _texts(gathered)
    return canonical(
        {
            "format": FORMAT,
            "marketplace": settings.SITE_NAME,
            "about": about,
            "opened_at": opened_at.isoformat(),
            "made_at": made_at.isoformat(),
            "parts": [
                {"name": f"{kind}.json", "size": len(text.encode()), "sha256": digest_of(text)}
                for kind, text in texts.items()
            ],
            "files": [{"path": path, **_told(file)} for path, file in gathered.files.items()],
        }
    )


def _texts(gathered: Gathered) -> dict[str, str]:
    return {kind.value: canonical(value) for kind, value in gathered.parts.items()}


def _told(file: StoredFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "size": file.size,
        "sha256": file.sha256,
        "content_type": file.content_type,
    }


def _keep(bundle: Bundle, gathered: Gathered) -> None:
    Part.objects.bulk_create(
        Part(
            bundle=bundle,
            kind=kind,
            content=text,
            size=len(text.encode()),
            sha256=digest_of(text),
        )
        for kind, text in _texts(gathered).items()
    )
    BundleFile.objects.bulk_create(
        BundleFile(bundle=bundle, path=path, stored_as=file.file.name or "", **_told(file))
        for path, file in gathered.files.items()
    )


def freeze_missing(*, now: datetime) -> int:
    """Make the bundles that open disputes and chargebacks lack, such as old ones; how many."""
    disputes = Dispute.objects.filter(state__in=OPEN_DISPUTES, evidence=None).order_by("pk")
    live = Chargeback.objects.filter(state__in=CHARGEBACK_LIVE, evidence=None).order_by("pk")
    steps = {
        "disputes": lambda: sweep(disputes, lambda one: freeze_dispute(dispute=one, now=now)),
        "chargebacks": lambda: sweep(live, lambda one: freeze_chargeback(chargeback=one, now=now)),
    }
    return sum(run_each(steps).values())
