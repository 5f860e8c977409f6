"""Writes documents: the facts frozen as JSON, the number given by Postgres, once per subject."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from accounts.models import User
from core.money import Money
from payments.kinds import DocumentKind
from payments.months import local_moment

_INSERT = """
    INSERT INTO payments_document (person_id, kind, year, number, subject, escrow_id, currency,
                                   amount_minor, content, sha256, issued_at)
    VALUES (%s, %s, %s, 0, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def write(
    *,
    person: User,
    kind: DocumentKind,
    subject: str,
    amount: Money,
    facts: dict[str, Any],
    issued_at: datetime,
    escrow_id: int | None = None,
) -> bool:
    """Freeze a document in the present transaction; False where the subject has one already.

    Its number is the next of the person's series of that kind and year, which stays locked until
    the commit: a document that is rolled back leaves no gap.
    """
    content = json.dumps(
        {**facts, "operator": operator(), "person": {**names_of(person), "email": person.email}},
        sort_keys=True,
        ensure_ascii=False,
    )
    digest = hashlib.sha256(content.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                person.pk,
                kind.value,
                local_moment(issued_at).year,
                subject,
                escrow_id,
                amount.currency,
                amount.minor,
                content,
                digest,
                issued_at,
            ],
        )
        return cursor.fetchone() is not None


def operator() -> dict[str, str]:
    """Who runs this Karya, as it stands in the settings today."""
    return {
        "name": settings.OPERATOR_NAME or settings.SITE_NAME,
        "address": settings.OPERATOR_ADDRESS,
        "npwp": settings.OPERATOR_NPWP,
    }


def names_of(person: User) -> dict[str, str]:
    """A person as documents name them; never how to reach them, for the other side reads it too."""
    profile = getattr(person, "client_profile", None)
    return {
        "name": person.name or person.handle,
        "organisation": profile.organisation if profile else "",
    }
