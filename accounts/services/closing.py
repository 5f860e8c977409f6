"""A person leaves."""

from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction

from accounts.closed import closed_email, closed_handle
from accounts.events import AccountClosed, AccountClosing
from accounts.models import ApiToken, ClientProfile, FreelancerProfile, SecurityChange, User
from accounts.policies import can_change_account
from accounts.services.findable import keep_words
from accounts.services.portfolio import remove_portfolio_item
from accounts.services.tokens import revoke_all_tokens
from core.events import publish
from core.policies import require


@transaction.atomic
def close_account(*, user: User, by: User, now: datetime) -> User:
    """Close an account for good: no sign-in, no profile, no personal data beyond what records need.

    Apps above veto with a WrongState from their receiver of `AccountClosing`, for example while
    work is open or money is held. An account that is closed already stays as it is.
    """
    # Not its key yet: whoever bids on a posting of theirs points to this row, and goes first.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if user.closed_at is not None:
        return user
    require(can_change_account, by, user)
    publish(AccountClosing(user_id=user.pk))
    _empty_profiles(user, by)
    _forget_ways_in(user, now)
    user.name, user.handle = f"#{user.pk}", closed_handle()
    user.legal_name = ""
    user.email = closed_email(user.handle)
    user.is_active, user.closed_at = False, now
    user.set_unusable_password()
    user.save()
    keep_words(users=[user.pk])
    publish(AccountClosed(user_id=user.pk))
    return user


def _empty_profiles(user: User, by: User) -> None:
    profile = user.freelancer_profile
    for item in profile.portfolio.all():
        remove_portfolio_item(item=item, by=by)
    profile.skills.clear()
    empty = {"region": None, "country": "ID"}
    FreelancerProfile.objects.filter(pk=profile.pk).update(
        headline="", bio="", rate_minor=None, languages=[], is_listed=False, category=None, **empty
    )
    ClientProfile.objects.filter(user=user).update(organisation="", about="", **empty)


def _forget_ways_in(user: User, now: datetime) -> None:
    revoke_all_tokens(user=user, now=now)
    ApiToken.objects.filter(user=user).update(name="")
    for session in UserSession.objects.filter(user=user):
        session.end()
    EmailAddress.objects.filter(user=user).delete()
    SecurityChange.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
