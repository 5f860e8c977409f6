"""The hand-written people, enrolled as the sign-up page does it."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from accounts.models import Category, Mode, Skill, User
from accounts.places import zone_of
from accounts.services.people import enrol, vouch_for_email
from accounts.services.profiles import (
    ClientDetails,
    FreelancerDetails,
    update_client_profile,
    update_freelancer_profile,
)
from core.money import Money
from marketplace.demo import texts
from marketplace.demo.places import region
from marketplace.demo.texts import ClientText, FreelancerText, StaffText

DOMAIN = "demo.karya"
MEMBER_DAYS = 120


def address_of(handle: str) -> str:
    return f"{handle}@{DOMAIN}"


class People:
    """Makes the people of the demo, each once; `password` is hashed already."""

    def __init__(self, *, password: str, now: datetime) -> None:
        self._password, self._now = password, now
        self._skills = {skill.slug: skill for skill in Skill.objects.all()}
        self._categories = {category.slug: category for category in Category.objects.all()}

    def enrol_all(self) -> dict[str, User]:
        """Everybody by handle."""
        found: dict[str, User] = {}
        for person in texts.staff():
            found[person.handle] = self._staff(person)
        for client in texts.clients():
            found[client.handle] = self._client(client)
        for freelancer in texts.freelancers():
            found[freelancer.handle] = self._freelancer(freelancer)
        return found

    def skills(self, slugs: Sequence[str]) -> list[Skill]:
        return [self._skills[slug] for slug in slugs if slug in self._skills]

    def category(self, slug: str) -> Category | None:
        return self._categories.get(slug)

    def _staff(self, person: StaffText) -> User:
        return self._once(
            User(
                handle=person.handle,
                name=person.name,
                timezone=zone_of(person.region),
                is_support=person.is_support,
                is_moderator=person.is_moderator,
                is_senior_moderator=person.is_senior_moderator,
                is_finance=person.is_finance,
                is_staff=person.is_admin,
                is_superuser=person.is_admin,
            )
        )

    def _client(self, person: ClientText) -> User:
        return self._once(
            User(
                handle=person.handle,
                name=person.name,
                mode=Mode.CLIENT,
                language=person.language,
                timezone=person.timezone or zone_of(person.region),
                chose_timezone=bool(person.timezone),
            ),
            lambda user: update_client_profile(
                user=user,
                by=user,
                details=ClientDetails(
                    organisation=person.organisation,
                    about=person.about,
                    country=person.country,
                    region=region(person.region),
                ),
            ),
        )

    def _freelancer(self, person: FreelancerText) -> User:
        return self._once(
            User(
                handle=person.handle,
                name=person.name,
                mode=Mode.FREELANCER,
                language=person.language or ("" if person.handle == "farid" else "id"),
                timezone=person.timezone or zone_of(person.region),
                chose_timezone=bool(person.timezone),
            ),
            lambda user: update_freelancer_profile(
                user=user, by=user, details=self._details(person)
            ),
        )

    def _details(self, person: FreelancerText) -> FreelancerDetails:
        return FreelancerDetails(
            headline=person.headline,
            bio=person.bio,
            category=self.category(person.category),
            skills=self.skills(person.skills),
            rate=Money(person.rate * 100, "IDR"),
            languages=person.languages,
            region=region(person.region),
        )

    def _once(self, user: User, describe: Callable[[User], object] = lambda _user: None) -> User:
        email = address_of(user.handle)
        known = User.objects.filter(email=email).first()
        if known is not None:
            return known
        user.email, user.password = email, self._password
        user.date_joined = self._now - timedelta(days=MEMBER_DAYS)
        enrol(user=user)
        vouch_for_email(user=user)
        describe(user)
        return user
