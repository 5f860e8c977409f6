"""Strangers with accounts, profiles and skills, made in bulk."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import ClientProfile, FreelancerProfile, Mode, Skill, User
from accounts.places import zone_of
from accounts.services.findable import keep_words
from marketplace.demo.people import People, address_of
from marketplace.demo.places import region
from marketplace.demo.speech import spoken
from marketplace.demo.stranger import Kind, Stranger, trade_of

_MOST_SKILLS = 6
_RATE_STEP = 5_000
_ENGLISH_SHARE = 0.75


class Strangers:
    """Makes the strangers that are asked for, each once; `made` counts the new ones."""

    def __init__(self, people: People, *, password: str, now: datetime) -> None:
        self._people, self._password, self._now = people, password, now
        self.made = 0

    def freelancers(self, numbers: Iterable[int]) -> dict[int, User]:
        """Freelancers by number, with their profiles and skills."""
        wanted = {number: Stranger(Kind.FREELANCER, number) for number in sorted(set(numbers))}
        users = self._all(wanted.values(), self._describe_freelancers)
        return {number: users[one.handle] for number, one in wanted.items()}

    def clients(self, wanted: Iterable[Stranger]) -> dict[str, User]:
        """Clients by handle."""
        return self._all(wanted, self._describe_clients)

    @transaction.atomic
    def _all(
        self,
        wanted: Iterable[Stranger],
        describe: Callable[[Sequence[Stranger], Sequence[User]], None],
    ) -> dict[str, User]:
        by_handle = {one.handle: one for one in wanted}
        known = {user.handle: user for user in User.objects.filter(handle__in=by_handle)}
        missing = [one for handle, one in by_handle.items() if handle not in known]
        made = self._enrol(missing)
        describe(missing, made)
        return known | {user.handle: user for user in made}

    def _enrol(self, missing: Sequence[Stranger]) -> list[User]:
        users = User.objects.bulk_create(
            [
                User(
                    email=address_of(one.handle),
                    password=self._password,
                    name=one.name,
                    handle=one.handle,
                    mode=Mode.FREELANCER if one.kind == Kind.FREELANCER else Mode.CLIENT,
                    language=one.language if one.kind == Kind.ABROAD else "id",
                    timezone=zone_of(one.town) if one.town else "UTC",
                    date_joined=self._now - timedelta(days=one.member_days),
                )
                for one in missing
            ]
        )
        EmailAddress.objects.bulk_create(
            EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users
        )
        self.made += len(users)
        return users

    def _describe_clients(self, missing: Sequence[Stranger], users: Sequence[User]) -> None:
        ClientProfile.objects.bulk_create(
            ClientProfile(
                user=user,
                organisation=one.say("organisation"),
                about=one.say("about"),
                country=one.country,
                region=region(one.town),
            )
            for one, user in zip(missing, users, strict=True)
        )
        FreelancerProfile.objects.bulk_create(FreelancerProfile(user=user) for user in users)

    def _describe_freelancers(self, missing: Sequence[Stranger], users: Sequence[User]) -> None:
        pairs = list(zip(missing, users, strict=True))
        skills = [self._skills(one) for one in missing]
        ClientProfile.objects.bulk_create(ClientProfile(user=user) for user in users)
        profiles = FreelancerProfile.objects.bulk_create(
            self._profile(one, user, known)
            for (one, user), known in zip(pairs, skills, strict=True)
        )
        through = FreelancerProfile.skills.through
        through.objects.bulk_create(
            through(freelancerprofile_id=profile.pk, skill_id=skill.pk)
            for profile, known in zip(profiles, skills, strict=True)
            for skill in known
        )
        keep_words(users=[user.pk for user in users])

    def _skills(self, one: Stranger) -> list[Skill]:
        chance = one.chance("skills")
        known = self._people.skills(trade_of(one.number).skills)
        wanted = min(chance.randint(2, _MOST_SKILLS), len(known))
        return chance.sample(known, wanted)

    def _profile(self, one: Stranger, user: User, skills: Sequence[Skill]) -> FreelancerProfile:
        trade, chance = trade_of(one.number), one.chance("profile")
        names = [spoken(skill, one.language) for skill in skills]
        names = [*names, *names, "…"][:2]
        said = " ".join(one.say(part, *names) for part in ("first", "second", "third"))
        rate = max(round(trade.rate * chance.uniform(0.6, 1.3) / _RATE_STEP), 4) * _RATE_STEP
        return FreelancerProfile(
            user=user,
            headline=one.say("headline", *names)[:120],
            bio=said,
            category=self._people.category(trade.category),
            rate_minor=rate * 100,
            languages=["id", "en"] if one.speaks_english else ["id"],
            region=region(one.town),
        )
