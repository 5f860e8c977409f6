"""`manage.py load_reference`: regions, categories and skills."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.services.reference import SOURCES, load_regions, load_taxonomy


class Command(BaseCommand):
    help = "Load regions, categories and skills; may be run again at any time."

    def handle(self, *_args: Any, **_options: Any) -> None:
        regions = load_regions(path=SOURCES / "regions-id.csv")
        self.stdout.write(f"Regions: {regions}")
        taxonomy = SOURCES / "skills.csv"
        if taxonomy.exists():
            categories, skills = load_taxonomy(path=taxonomy)
            self.stdout.write(f"Categories: {categories}, skills: {skills}")
