"""Which rates apply at a moment: what a contract that is signed then will carry."""

from datetime import date, datetime

from django.db.models import QuerySet

from accounts.models import FreelancerProfile, User
from payments.fees import FeeTerms
from payments.kinds import Exemption, LetterState, TaxKind
from payments.models import Destination, PolicyVersion, StatementLetter, TaxPolicy, TaxRate
from payments.months import book_day
from payments.states import Rail


def current_policy(now: datetime) -> PolicyVersion:
    """The version that applies at this moment."""
    return PolicyVersion.objects.filter(effective_at__lte=now).latest("effective_at")


def current_tax_policy(now: datetime) -> TaxPolicy:
    """Which taxes Karya takes at this moment."""
    return TaxPolicy.objects.filter(effective_at__lte=now).latest("effective_at")


def current_fee_terms(now: datetime) -> FeeTerms:
    """The rates that a contract signed now will carry, if nothing exempts its freelancer."""
    return fee_terms_for(None, now)


def fee_terms_for(payee: User | None, now: datetime) -> FeeTerms:
    """The rates that a contract of this freelancer will carry if it is signed now.

    They are copied into the contract, so that no later change of a rate, and no statement letter
    that comes or ends later, touches it.
    """
    fees, taxes = current_policy(now).fee_terms, current_tax_policy(now)
    ppn = _bps_of(TaxKind.PPN_ON_FEE, now) if taxes.charges_ppn else 0
    takes_pph22 = taxes.collects_pph22 and not (payee and exemption_of(payee, now))
    pph22 = _bps_of(TaxKind.PPH22_MARKETPLACE, now) if takes_pph22 else 0
    return FeeTerms(
        freelancer_bps=fees.freelancer_bps,
        client_bps=fees.client_bps,
        policy_version=fees.policy_version,
        ppn_bps=ppn,
        pph22_bps=pph22,
    )


def exemption_of(payee: User, now: datetime) -> Exemption | None:
    """Why nothing is withheld of this freelancer: an accepted letter of this very year, or abroad.

    Abroad is who says so and is paid out to no account in Indonesia (PMK 37/2025 is about sellers
    in the country). 1 to 3 queries.
    """
    year = book_day(now).year
    letters = StatementLetter.objects.filter(person=payee, year=year)
    if letters.filter(state=LetterState.ACCEPTED).exists():
        return Exemption.LETTER
    if not FreelancerProfile.objects.filter(user=payee).exclude(country="ID").exists():
        return None
    at_home = Destination.objects.filter(user=payee, retired_at=None).exclude(rail=Rail.STRIPE)
    return None if at_home.exists() else Exemption.ABROAD


def tax_rates_at(day: date) -> QuerySet[TaxRate]:
    """The rate of each tax on a day."""
    known = TaxRate.objects.filter(effective_on__lte=day)
    return known.order_by("kind", "-effective_on").distinct("kind")


def _bps_of(kind: TaxKind, now: datetime) -> int:
    """The rate of a tax today, in basis points of the whole; zero before it begins."""
    known = TaxRate.objects.filter(kind=kind, effective_on__lte=book_day(now))
    rate = known.order_by("-effective_on").first()
    return rate.effective_bps if rate else 0
