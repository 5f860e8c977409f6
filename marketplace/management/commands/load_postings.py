"""`manage.py load_postings FILE.csv --client EMAIL`: postings from a file of somebody else's.

Columns: title, description, kind, budget, level, skills (also category, currency), in any order.
"""

import argparse
import csv
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Category, Skill, User
from accounts.selectors import open_people
from core.money import EXPONENTS
from marketplace.loading.postings import Note, Outcome, RowReader
from marketplace.loading.rows import NotReadable, PostingsFile, opened
from marketplace.loading.skills import Taxonomy
from marketplace.progress import Progress
from projects.models import Project
from projects.services.imports import Imported, import_postings
from projects.services.vocabulary import learn_words

BATCH = 500


class Tally:
    """What has become of the rows so far."""

    def __init__(self) -> None:
        self.rows = self.loaded = self.known = self.refused = self.repeated = 0
        self.hidden_skills = self.without_category = 0
        self.notes: list[Note] = []


class Command(BaseCommand):
    help = "Load postings from a CSV file. Running the same file again adds nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--client", required=True, metavar="EMAIL", help="who posts them")
        parser.add_argument(
            "--currency",
            default=settings.DEFAULT_CURRENCY,
            choices=sorted(EXPONENTS),
            help="of amounts that name none",
        )
        parser.add_argument("--dry-run", action="store_true", help="read and report, write nothing")
        parser.add_argument(
            "--report", type=argparse.FileType("w", encoding="utf-8"), help="write the notes as CSV"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        began = monotonic()
        reader = RowReader(
            taxonomy=Taxonomy(Skill.objects.select_related("category"), Category.objects.all()),
            client=_client(options["client"]),
            currency=options["currency"],
            now=timezone.now(),
        )
        tally = Tally()
        try:
            with opened(options["file"]) as file, Progress("Loading", file.size) as bar:
                for batch in _batches(file, reader, tally):
                    self._load(batch, reader, tally, is_dry=options["dry_run"])
                    bar.reach(file.position, f"{tally.rows:,} rows")
        except NotReadable as problem:
            raise CommandError(str(problem)) from None
        finally:  # what was loaded before the file broke off stays, and so does its report
            self._report(tally, options)
        if tally.loaded and not options["dry_run"]:
            learn_words()
        self._sum_up(tally, monotonic() - began, is_dry=options["dry_run"])

    def _load(
        self, batch: list[Imported], reader: RowReader, tally: Tally, *, is_dry: bool
    ) -> None:
        if is_dry:
            keys = [one.key for one in batch]
            known = Project.objects.filter(import_key__in=keys).count()
            loaded = len(batch) - known
        else:
            loaded = len(import_postings(imported=batch, by=reader.client, now=reader.now))
        tally.loaded += loaded
        tally.known += len(batch) - loaded

    def _report(self, tally: Tally, options: dict[str, Any]) -> None:
        for note in tally.notes:
            self.stdout.write(f"line {note.line}, {note.column}: {note.why}")
        if options["report"]:
            with options["report"] as out:
                writer = csv.writer(out)
                writer.writerow(["line", "column", "why"])
                writer.writerows([note.line, note.column, note.why] for note in tally.notes)

    def _sum_up(self, tally: Tally, seconds: float, *, is_dry: bool) -> None:
        verb = "would be loaded" if is_dry else "loaded"
        lines = [
            f"{tally.rows:,} rows read in {seconds:.1f} s ({tally.rows / seconds:,.0f} a second)",
            f"{tally.loaded:,} {verb}",
            f"{tally.known:,} were there already" if tally.known else "",
            f"{tally.repeated:,} repeat another row of the file" if tally.repeated else "",
            f"{tally.refused:,} refused" if tally.refused else "",
            f"{tally.without_category:,} without a category" if tally.without_category else "",
            f"{tally.hidden_skills:,} skills hidden behind “+n”" if tally.hidden_skills else "",
            f"{len(tally.notes):,} notes" if tally.notes else "",
        ]
        self.stdout.write("; ".join(line for line in lines if line) + ".")


def _client(email: str) -> User:
    client = open_people().filter(email=email.strip().lower()).first()
    if client is None:
        raise CommandError(f"Nobody with an open account uses {email}.")
    return client


def _batches(file: PostingsFile, reader: RowReader, tally: Tally) -> Iterator[list[Imported]]:
    outcomes = _fresh(_outcomes(file, reader, tally), tally)
    while batch := list(islice(outcomes, BATCH)):
        yield batch


def _outcomes(file: PostingsFile, reader: RowReader, tally: Tally) -> Iterator[tuple[int, Outcome]]:
    for row in file.rows():
        outcome = reader.read(row)
        tally.rows += 1
        tally.notes += outcome.notes
        tally.hidden_skills += outcome.hidden_skills
        tally.without_category += outcome.is_without_category
        yield row.line, outcome


def _fresh(outcomes: Iterator[tuple[int, Outcome]], tally: Tally) -> Iterator[Imported]:
    """The postings that are not a repetition of an earlier row."""
    seen: dict[str, int] = {}
    for line, outcome in outcomes:
        if outcome.imported is None:
            tally.refused += 1
        elif (first := seen.setdefault(outcome.imported.key, line)) != line:
            tally.repeated += 1
            tally.notes.append(Note(line, "row", f"the same as line {first}, left out"))
        else:
            yield outcome.imported
