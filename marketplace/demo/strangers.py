"""People who are not written by hand: named, placed and described from lists, made in bulk."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from random import Random

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.text import slugify

from accounts.models import ClientProfile, FreelancerProfile, Mode, Skill, User
from marketplace.demo import texts
from marketplace.demo.dice import dice
from marketplace.demo.people import People, address_of
from marketplace.demo.places import region, town_of, towns_in, zone_of
from marketplace.demo.proposals import in_a_sentence
from marketplace.demo.texts import FreelancerText, Names

_MOST_SKILLS = 6
_RATE_STEP = 5_000
_ENGLISH_SHARE = 0.75


def trade_of(number: int) -> FreelancerText:
    """The written freelancer whose trade the stranger has."""
    written = texts.freelancers()
    return written[number % len(written)]


class Strangers:
    """Makes the strangers that are asked for, each once; `made` counts the new ones."""

    def __init__(self, people: People, *, password: str, now: datetime) -> None:
        self._people, self._password, self._now = people, password, now
        self.made = 0

    def freelancers(self, numbers: Iterable[int]) -> dict[int, User]:
        """Freelancers by number, with their profiles and skills."""
        return self._all("f", numbers, self._describe_freelancers)

    def clients(self, numbers: Iterable[int], *, are_abroad: bool) -> dict[int, User]:
        """Clients by number."""
        return self._all("a" if are_abroad else "c", numbers, self._describe_clients)

    @transaction.atomic
    def _all(
        self,
        kind: str,
        numbers: Iterable[int],
        describe: Callable[[Sequence["Stranger"], Sequence[User]], None],
    ) -> dict[int, User]:
        wanted = {number: Stranger(kind, number) for number in sorted(set(numbers))}
        known = {
            user.handle: user
            for user in User.objects.filter(handle__in=[one.handle for one in wanted.values()])
        }
        missing = [one for one in wanted.values() if one.handle not in known]
        made = self._enrol(missing)
        describe(missing, made)
        known |= {user.handle: user for user in made}
        return {number: known[one.handle] for number, one in wanted.items()}

    def _enrol(self, missing: Sequence["Stranger"]) -> list[User]:
        users = User.objects.bulk_create(
            [
                User(
                    email=address_of(one.handle),
                    password=self._password,
                    name=one.name,
                    handle=one.handle,
                    mode=Mode.FREELANCER if one.kind == "f" else Mode.CLIENT,
                    language="en" if one.kind == "a" else "id",
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

    def _describe_clients(self, missing: Sequence["Stranger"], users: Sequence[User]) -> None:
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

    def _describe_freelancers(self, missing: Sequence["Stranger"], users: Sequence[User]) -> None:
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

    def _skills(self, one: "Stranger") -> list[Skill]:
        chance = one.chance("skills")
        known = self._people.skills(trade_of(one.number).skills)
        wanted = min(chance.randint(2, _MOST_SKILLS), len(known))
        return chance.sample(known, wanted)

    def _profile(self, one: "Stranger", user: User, skills: Sequence[Skill]) -> FreelancerProfile:
        trade, chance = trade_of(one.number), one.chance("profile")
        names = [in_a_sentence(s.name_en if one.language == "en" else s.name_id) for s in skills]
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


class Stranger:
    """Who number so-and-so is: always the same person."""

    def __init__(self, kind: str, number: int) -> None:
        self.kind, self.number = kind, number
        chance = self.chance("person")
        names = chance.choice(
            [one for one in texts.names() if bool(one.countries) == (kind == "a")]
        )
        self._first, self._last = chance.choice(list(names.first)), chance.choice(list(names.last))
        self.name = f"{self._first} {self._last}"
        self.handle = f"{slugify(self.name)}-{kind}{number}"
        self.country = chance.choice(list(names.countries)) if names.countries else "ID"
        self.town = self._town(names, chance)
        self.member_days = chance.randint(61, 400)
        self.speaks_english = chance.random() < _ENGLISH_SHARE
        self.language = "en" if kind == "a" or chance.random() < 0.3 else "id"

    def chance(self, about: str) -> Random:
        return dice(f"{self.kind}{self.number}:{about}")

    def say(self, part: str, skill: str = "", other: str = "") -> str:
        """A sentence of the list, filled in."""
        chance = self.chance(part)
        sentence: str = chance.choice(texts.words("crowd", self.language)[part])
        said = sentence.format(
            skill=skill,
            other=other,
            town=town_of(region(self.town)),
            years=chance.randint(2, 14),
            first=self._first,
            last=self._last,
        )
        return said[:1].upper() + said[1:]

    def _town(self, names: Names, chance: Random) -> str:
        towns = towns_in(tuple(names.regions)) if names.regions else []
        return chance.choice(towns) if towns else ""
