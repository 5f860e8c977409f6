"""What a page is about, in the words of schema.org; nothing that the page itself does not show."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import FreelancerProfile, Region, User
from core.money import Money
from marketplace.outward.addresses import absolute, named
from marketplace.regions.tree import Place
from projects.models import Project
from projects.models.postings import Kind
from projects.templatetags.postings import written
from reviews.ratings import LEAST, MOST

Described = dict[str, Any]
COUNTRY = "ID"  # regions are those of Indonesia


def of_site() -> list[Described]:
    """Who we are, and how to search here from elsewhere."""
    home = named("home")
    organization = {
        "@type": "Organization",
        "@id": f"{home}#organization",
        "name": settings.SITE_NAME,
        "url": home,
        "logo": absolute(f"{settings.STATIC_URL}icons/karya-512.png"),
    }
    site = {
        "@type": "WebSite",
        "@id": f"{home}#site",
        "name": settings.SITE_NAME,
        "url": home,
        "inLanguage": [code for code, _name in settings.LANGUAGES],
        "publisher": {"@id": organization["@id"]},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": named("projects:list") + "?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    return [organization, site]


def of_project(project: Project) -> list[Described]:
    """A posting that takes bids: as a job for a contractor, as search engines know such work."""
    trail = [(_("Find work"), named("projects:list")), (project.title, _address(project))]
    return [*_posting(project), _crumbs(trail)]


def of_person(person: User) -> list[Described]:
    """A freelancer who wants to be found."""
    address = named("accounts:profile", person.handle)
    freelancer = person.freelancer_profile
    human = {
        "@type": "Person",
        "name": person.name,
        "url": address,
        "identifier": person.handle,
        "description": freelancer.headline,
        "knowsAbout": [skill.name for skill in freelancer.skills.all()],
        "knowsLanguage": freelancer.languages,
        "homeLocation": _place(freelancer.region, freelancer.country),
        "makesOffer": _offer(freelancer),
    }
    page = {"@type": "ProfilePage", "url": address, "mainEntity": _said(human)}
    page["dateCreated"] = person.date_joined.isoformat()
    trail = [(_("Find people"), named("accounts:freelancers")), (person.name, address)]
    return [page, _crumbs(trail)]


def of_place(place: Place) -> list[Described]:
    """Where a region lies among the others."""
    trail = [(_("Regions"), named("regions"))]
    above = [place.province] if place.province else []
    trail += [(one.name, absolute(one.address)) for one in (*above, place)]
    return [_crumbs(trail)]


def _posting(project: Project) -> list[Described]:
    """None for what has no words: a job without a description is none to search engines."""
    published, expires = project.published_at, project.expires_at
    if not (project.description.strip() and published and expires):
        return []
    client = project.client
    posting = {
        "@type": "JobPosting",
        "title": project.title,
        "description": str(written(project.description)),
        "identifier": {
            "@type": "PropertyValue",
            "name": settings.SITE_NAME,
            "value": str(project.pk),
        },
        "url": _address(project),
        "datePosted": published.isoformat(),
        "validThrough": expires.isoformat(),
        "employmentType": "CONTRACTOR",
        "directApply": True,
        "hiringOrganization": {
            "@type": "Organization",
            "name": client.client_profile.organisation or str(client),
        },
        "skills": ", ".join([*(skill.name for skill in project.skills.all()), *project.tags]),
        "industry": project.category.name if project.category else "",
        "baseSalary": _pay(project),
        **_where(project),
    }
    return [_said(posting)]


def _where(project: Project) -> Described:
    """A place, or from anywhere, or both; who may apply from anywhere lives in Indonesia."""
    country = project.client.client_profile.country
    is_somewhere = project.region is not None or not project.is_remote
    said: Described = {"jobLocation": _place(project.region, country)} if is_somewhere else {}
    if project.is_remote:
        said["jobLocationType"] = "TELECOMMUTE"
        said["applicantLocationRequirements"] = {"@type": "Country", "name": "Indonesia"}
    return said


def _place(region: Region | None, country: str) -> Described:
    above = region.province if region else None
    address = {
        "@type": "PostalAddress",
        "addressLocality": region.name if region and above else "",
        "addressRegion": above.name if above else region.name if region else "",
        "addressCountry": COUNTRY if region else country,
    }
    return {"@type": "Place", "address": _said(address)}


def _pay(project: Project) -> Described | None:
    """The budget as it stands on the page; an hour is a unit of time, a whole job is none."""
    least, most = project.budget_min, project.budget_max
    if least is None and most is None:
        return None
    value: Described = {"@type": "QuantitativeValue"}
    if least is not None and most is not None and least != most:
        value |= {"minValue": _number(least), "maxValue": _number(most)}
    else:
        value["value"] = _number(most or least)
    if project.kind == Kind.HOURLY:
        value["unitText"] = "HOUR"
    return {"@type": "MonetaryAmount", "currency": project.currency, "value": value}


def _number(amount: Money | None) -> int | str:
    """Major units, exact: a whole number as one, else as text, never as a float."""
    exact = amount.decimal if amount else Decimal(0)
    return int(exact) if exact == exact.to_integral_value() else str(exact)


def _offer(freelancer: FreelancerProfile) -> Described:
    """What a freelancer offers, with the price of an hour and the stars of reviews, if any."""
    service: Described = {"@type": "Service", "name": freelancer.headline}
    if freelancer.stars is not None:
        service["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": str(freelancer.stars),
            "ratingCount": freelancer.rating_count,
            "bestRating": MOST,
            "worstRating": LEAST,
        }
    offer: Described = {"@type": "Offer", "itemOffered": service}
    if freelancer.rate is not None:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": _number(freelancer.rate),
            "priceCurrency": freelancer.currency,
            "unitCode": "HUR",
        }
    return offer


def _crumbs(trail: Sequence[tuple[str, str]]) -> Described:
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": address}
        for position, (name, address) in enumerate(trail, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _address(project: Project) -> str:
    return named("projects:detail", project.pk)


def _said(described: Described) -> Described:
    """Without what would be empty."""
    return {name: value for name, value in described.items() if value not in ("", None, [])}
