"""Who may do what to whose account."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, FreelancerProfile, PortfolioItem, Standing, User
from accounts.roles import is_admin
from core.errors import NotAllowed


def can_change_account(person: User, account: User) -> bool:
    """Everybody their own, while it is open."""
    return person.pk == account.pk and account.is_active


def can_change_profile(person: User, profile: FreelancerProfile) -> bool:
    return can_change_account(person, profile.user)


def can_change_portfolio_item(person: User, item: PortfolioItem) -> bool:
    return can_change_account(person, item.profile.user)


def can_revoke_token(person: User, token: ApiToken) -> bool:
    return can_change_account(person, token.user)


def may_begin_new_work(person: User) -> bool:
    """Whether no measure of a moderator keeps them from bids, postings and first words."""
    return person.standing == Standing.GOOD


def require_good_standing(person: User) -> None:
    """Raise NotAllowed, saying what is still possible, for whoever may begin nothing new."""
    if not may_begin_new_work(person):
        raise NotAllowed(
            _(
                "Your account is restricted, so you cannot begin anything new. You can finish "
                "running work and be paid. Your case says why, and how to appeal."
            )
        )


def can_be_hired(freelancer: User) -> bool:
    """Whether somebody offers work at all: their profile says what they do."""
    return (
        freelancer.is_active
        and may_begin_new_work(freelancer)
        and bool(freelancer.freelancer_profile.headline)
    )


def can_hire(person: User, freelancer: User) -> bool:
    return (
        may_begin_new_work(person)
        and person.is_active
        and person.pk != freelancer.pk
        and can_be_hired(freelancer)
    )


def can_use_token(token: ApiToken, moment: datetime) -> bool:
    return token.user.is_active and token.is_valid_at(moment)


def can_give_roles(user: User, person: User) -> bool:
    """Admins, to everybody but themselves."""
    return is_admin(user) and user.pk != person.pk and person.is_active
