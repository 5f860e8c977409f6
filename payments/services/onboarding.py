"""Accounts that freelancers open with a provider: one each, and the provider says how it stands.

Intent first: the row and its key are committed before the provider is asked. What a returning
browser or a notification says is never believed; the provider is asked each time.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import InvalidInput, WrongState
from core.events import publish
from payments import events
from payments.models import ConnectedAccount
from payments.providers.base import Refused, Unknown
from payments.providers.onboarding import AccountAsked, FoundAccount, OnboardsPeople
from payments.rails import INSTITUTIONS
from payments.services.addresses import absolute
from payments.services.destinations import keep_destination
from payments.services.keys import fresh_key
from payments.services.registry import onboarding_at, onboarding_offered
from payments.states import Standing


def countries() -> list[str]:
    """Where a freelancer can open such an account; none where the operator does not offer it."""
    offered = onboarding_offered()
    return sorted(offered[1].onboarding_countries()) if offered else []


def connect(*, by: User, country: str, now: datetime) -> ConnectedAccount:
    """Open a person's account with the provider, once however often it is asked for.

    Not to be called inside a transaction. A provider that does not answer leaves the row as asked;
    the sweep goes on. A destination that was removed is added again, with its waiting time. Raises
    InvalidInput for a country that is not offered.
    """
    name, provider = _offered()
    if country not in provider.onboarding_countries():
        raise InvalidInput(_("Choose a country from the list."))
    account = _intend(by, name, country, now)
    if account.standing == Standing.ASKED:
        ask_provider(account_id=account.pk, now=now)
    elif account.is_ready:
        _use_again(account, now)
    account.refresh_from_db()
    return account


def ask_provider(*, account_id: int, now: datetime) -> None:
    """Open the account at the provider, which looks first whether it has it; safe to repeat."""
    account = ConnectedAccount.objects.select_related("user").get(pk=account_id)
    provider = onboarding_at(account.provider)
    if provider is None or account.standing != Standing.ASKED or account.failure:
        return
    asked = AccountAsked(
        key=account.key,
        country=account.country,
        email=account.user.email,
        since=account.asked_at,
    )
    try:
        found = provider.open_account(asked)
    except Unknown:
        return
    except Refused as refusal:
        untouched = ConnectedAccount.objects.filter(pk=account.pk, key=account.key)
        untouched.filter(standing=Standing.ASKED).update(failure=refusal.code[:60])
        return
    apply(account=account, found=found, now=now)


def look_up(*, account_id: int, now: datetime) -> bool:
    """Ask the provider how an account stands; False if it gave no clear answer."""
    ConnectedAccount.objects.filter(pk=account_id).update(tried_at=now)
    account = ConnectedAccount.objects.get(pk=account_id)
    if account.standing == Standing.ASKED:
        ask_provider(account_id=account_id, now=now)
        account.refresh_from_db()
        return account.standing != Standing.ASKED
    provider = onboarding_at(account.provider)
    if provider is None:
        return False
    try:
        found = provider.fetch_account(account.provider_reference)
    except Unknown:
        return False
    apply(account=account, found=found or _gone(account), now=now)
    return True


def look_up_named(*, provider: str, reference: str, key: str, now: datetime) -> bool:
    """The same by the provider's name for it, or by our key; False where it is not ours.

    Raises Unknown where the provider gives no clear answer.
    """
    rows = ConnectedAccount.objects.filter(provider=provider)
    account = rows.filter(provider_reference=reference).first() or rows.filter(key=key).first()
    if account is None:
        return False
    if not look_up(account_id=account.pk, now=now):
        raise Unknown("no answer")
    return True


def form_of(*, account: ConnectedAccount) -> str:
    """The address of the provider's own form for the person, good once and for minutes.

    Asks over the network. Raises WrongState while the account is not open or is closed, and where
    the provider does not answer.
    """
    provider = onboarding_at(account.provider)
    if provider is None or account.standing in {Standing.ASKED, Standing.CLOSED}:
        raise WrongState(_("There is no form to fill in at the moment."))
    try:
        return provider.onboarding_page(
            account.provider_reference,
            key=fresh_key("al"),
            back_url=absolute(reverse("payments:connect-back")),
            again_url=absolute(reverse("payments:connect-form")),
        )
    except (Refused, Unknown) as error:
        raise WrongState(_("Stripe does not answer. Please try again in a moment.")) from error


@transaction.atomic
def apply(*, account: ConnectedAccount, found: FoundAccount, now: datetime) -> None:
    """Write how an account stands, unless a later look has been written already.

    The first time that it is ready it becomes a destination.
    """
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.user_id)
    account = ConnectedAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.looked_up_at is not None and account.looked_up_at > now:
        return
    was = account.standing
    account.provider_reference = found.reference
    account.country, account.currency = found.country, found.currency
    account.standing, account.failure = found.standing, ""
    account.due, account.due_by = list(found.due), found.due_by
    account.looked_up_at = now
    if account.is_ready and account.destination is None:
        _add_destination(account, person, now)
    account.save()
    if account.is_ready and was != Standing.READY:
        publish(events.ConnectionReady(connected_account_id=account.pk))
    elif was == Standing.READY and not account.is_ready:
        publish(events.ConnectionBlocked(connected_account_id=account.pk))


@transaction.atomic
def _intend(by: User, name: str, country: str, now: datetime) -> ConnectedAccount:
    """The person's one row; another country is taken only after a clear no to the first."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    account, is_new = ConnectedAccount.objects.select_for_update(of=("self",)).get_or_create(
        user=by,
        provider=name,
        defaults={"key": fresh_key("ac"), "country": country, "asked_at": now},
    )
    if not is_new and account.failure and account.standing == Standing.ASKED:
        account.key, account.country = fresh_key("ac"), country
        account.failure, account.asked_at = "", now
        account.save()
    return account


@transaction.atomic
def _use_again(account: ConnectedAccount, now: datetime) -> None:
    person = User.objects.select_for_update(of=("self",), no_key=True).get(pk=account.user_id)
    account = ConnectedAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    if account.destination is not None and account.destination.retired_at is not None:
        _add_destination(account, person, now)
        account.save(update_fields=["destination"])


def _add_destination(account: ConnectedAccount, person: User, now: datetime) -> None:
    provider = onboarding_at(account.provider)
    assert provider is not None, "only such a provider has accounts"
    account.destination = keep_destination(
        by=person,
        kind=INSTITUTIONS[provider.onboards_for],
        number=account.provider_reference,
        holder=person.name_for_money,
        now=now,
    )


def _gone(account: ConnectedAccount) -> FoundAccount:
    return FoundAccount(
        key=account.key,
        reference=account.provider_reference,
        standing=Standing.CLOSED,
        country=account.country,
        currency=account.currency,
    )


def _offered() -> tuple[str, OnboardsPeople]:
    offered = onboarding_offered()
    if offered is None:
        raise InvalidInput(_("Payouts to this kind of destination are not offered."))
    return offered
