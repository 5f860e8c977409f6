"""What stands on the PDF of a bundle, in the reader's language: read from what was frozen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core.money import Money, format_money
from evidence.models import Bundle, Piece
from evidence.selectors import pieces_of
from evidence.states import PartKind, Side
from payments.states import AccountKind, Method, TransferKind
from payments.words import SLICE_LABELS
from projects.models import Milestone, WorkEvent
from projects.states import MilestoneState
from projects.templatetags.work_history import sentence

MOST_MESSAGES = 400  # the newest; the JSON holds all
MOST_ROWS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; a wide one takes the room that the others leave."""

    label: str
    number: bool = False
    wide: bool = False
    code: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of texts."""

    columns: list[Column]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that somebody wrote or handed over."""

    head: str
    text: str
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the bundle in words."""

    title: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    table: Table | None = None
    entries: list[Entry] = field(default_factory=list)
    note: str = ""


def language() -> str:
    """The reader's language: `id` or `en`."""
    return (get_language() or "en").split("-")[0]


def moment(at: datetime | str | None) -> str:
    """A moment in the reader's zone: 10 Nov 2026, 09:00 WIB."""
    if not at:
        return "–"
    known = datetime.fromisoformat(at) if isinstance(at, str) else at
    local = timezone.localtime(known)
    clock = "HH.mm" if language() == "id" else "HH:mm"
    return f"{format_datetime(local, f'd MMM y, {clock}', locale=language())} {local:%Z}"


def sections_of(bundle: Bundle) -> list[Section]:
    """Everything, in the order of reading."""
    parts = {part.kind: part.facts for part in bundle.parts.all()}
    made = [_TOLD[kind](parts[kind], parts) for kind in PartKind if parts.get(kind)]
    return [_about(bundle), *made, _added(pieces_of(bundle)), _fingerprints(bundle)]


def _about(bundle: Bundle) -> Section:
    about = bundle.facts["about"]
    amount = _money(about["amount_minor"], about["currency"])
    facts = [
        (_("Began"), moment(bundle.opened_at)),
        (_("Put together"), moment(bundle.made_at)),
        (_("Amount"), amount),
    ]
    if "claim" in about:
        facts[2:2] = [(_("Opened by"), about["opened_by"]["name"])]
        facts.append((_("What happened"), about["claim"]))
    else:
        facts.append((_("Reason the bank gives"), about["reason"] or "–"))
    return Section(title=_("What it is about"), facts=facts)


def _terms(terms: Any, _parts: Any) -> Section:
    versions = [
        [
            str(one["version"]),
            one["written_by"]["name"],
            moment(one["written_at"]),
            str(one["days"]),
            _money(one["amount_minor"], one["currency"]),
        ]
        for one in terms["versions"]
    ]
    return Section(
        title=str(PartKind.TERMS.label),
        facts=[
            (_("Contract"), terms["title"]),
            (_("Client"), terms["client"]["name"]),
            (_("Freelancer"), terms["freelancer"]["name"]),
            (_("Signed"), moment(terms["signed_at"])),
            (_("Version in force"), str(terms["version_in_force"])),
            (_("Description"), terms["description"] or "–"),
        ],
        table=Table(
            columns=[
                Column(label=_("Version")),
                Column(label=_("Written by"), wide=True),
                Column(label=_("When")),
                Column(label=_("Days"), number=True),
                Column(label=_("Amount"), number=True),
            ],
            rows=versions,
        ),
        entries=[
            Entry(
                head=_("Note to version %(version)s") % {"version": one["version"]},
                text=one["note"],
            )
            for one in terms["versions"]
            if one["note"]
        ],
    )


def _steps(steps: Any, _parts: Any) -> Section:
    return Section(
        title=str(PartKind.MILESTONES.label),
        table=Table(
            columns=[
                Column(label=_("Step"), wide=True),
                Column(label=_("State")),
                Column(label=_("Due")),
                Column(label=_("Price"), number=True),
            ],
            rows=[
                [
                    one["title"],
                    _label(MilestoneState, one["state"]),
                    one["due_on"] or "–",
                    _money(one["amount_minor"], one["currency"]),
                ]
                for one in steps
            ],
        ),
    )


def _deliveries(deliveries: Any, _parts: Any) -> Section:
    entries = []
    for one in deliveries:
        words = {"number": one["number"], "moment": moment(one["delivered_at"])}
        head = _("Delivery %(number)s · %(moment)s") % words
        entries.append(Entry(head=head, text=one["message"], notes=_file_notes(one["files"])))
        if one["changes_asked"]:
            asked = {"moment": moment(one["changes_asked_at"])}
            head = _("Changes asked for · %(moment)s") % asked
            entries.append(Entry(head=head, text="\n".join(one["changes_asked"])))
    return Section(title=str(PartKind.DELIVERIES.label), entries=entries)


def _messages(talk: Any, _parts: Any) -> Section:
    shown = talk["messages"][-MOST_MESSAGES:]
    left_out = len(talk["messages"]) - len(shown)
    note = ""
    if left_out:
        note = _("%(number)s older messages stand in messages.json.") % {"number": left_out}
    return Section(
        title=str(PartKind.MESSAGES.label),
        entries=[
            Entry(
                head=f"{one['by']['name']} · {moment(one['sent_at'])}",
                text=one["text"],
                notes=_file_notes(one["files"]),
            )
            for one in shown
        ],
        note=note or ("" if shown else _("Nobody wrote anything.")),
    )


def _events(events: Any, parts: Any) -> Section:
    steps = {one["milestone"]: one["title"] for one in parts.get(PartKind.MILESTONES, [])}
    return Section(
        title=str(PartKind.EVENTS.label),
        table=Table(
            columns=[Column(label=_("When")), Column(label=_("What"), wide=True)],
            rows=[[moment(one["at"]), _sentence(one, steps)] for one in events[-MOST_ROWS:]],
        ),
    )


def _sentence(event: dict[str, Any], steps: dict[int, str]) -> str:
    """The line of the contract's history, said as its page says it."""
    by, step = event["by"], event["milestone"]
    return str(
        sentence(
            WorkEvent(
                kind=event["what"],
                to_state=event["to"],
                actor=User(pk=by["person"], name=by["name"]) if by else None,
                milestone=Milestone(pk=step, title=steps.get(step, "")) if step else None,
            )
        )
    )


def _payments(paid: Any, _parts: Any) -> Section:
    currency = paid["currency"]
    bar = [
        (str(SLICE_LABELS[kind]), _money(minor, currency))
        for kind, minor in paid["money_bar"].items()
    ]
    received = [
        (
            _("Paid · %(moment)s") % {"moment": moment(one["captured_at"])},
            f"{_money(one['received_minor'], currency)} · {_label(Method, one['method'])}",
        )
        for one in paid["payments"]
        if one["captured_at"] and one["received_minor"]
    ]
    return Section(
        title=str(PartKind.PAYMENTS.label),
        facts=[(_("Reference"), paid["reference"]), *bar, *received],
        table=Table(
            columns=[
                Column(label=_("When")),
                Column(label=_("What"), wide=True),
                Column(label=_("Account")),
                Column(label=_("Amount"), number=True),
            ],
            rows=[
                [
                    moment(line["posted_at"]),
                    _label(TransferKind, line["what"]),
                    _label(AccountKind, line["account"]),
                    _money(line["amount_minor"], currency),
                ]
                for line in paid["book"][-MOST_ROWS:]
            ],
        ),
    )


def _added(pieces: Iterable[Piece]) -> Section:
    entries = [_piece(piece) for piece in pieces]
    return Section(
        title=_("Added by both sides"),
        entries=entries,
        note="" if entries else _("Nothing added."),
    )


def _piece(piece: Piece) -> Entry:
    side = Side(piece.side).label
    head = f"{piece.pk} · {piece.by} ({side}) · {moment(piece.added_at)}"
    files = [{"name": file.name, "sha256": file.sha256} for file in piece.files.all()]
    if piece.is_hidden:
        said = _("Hidden by a moderator: %(reason)s") % {"reason": piece.hiding.reason}
        return Entry(head=head, text=said, notes=[file["sha256"] for file in files])
    return Entry(
        head=head, text="\n".join(filter(None, [piece.note, piece.link])), notes=_file_notes(files)
    )


def _fingerprints(bundle: Bundle) -> Section:
    rows = [["manifest.json", bundle.sha256]]
    rows += [[part.name, part.sha256] for part in bundle.parts.all()]
    rows += [[file.path, file.sha256] for file in bundle.files.all()[:MOST_ROWS]]
    return Section(
        title=_("Fingerprints (SHA-256)"),
        table=Table(
            columns=[Column(label=_("Part")), Column(label="SHA-256", wide=True, code=True)],
            rows=rows,
        ),
        note=_("To check the whole bundle, unpack its ZIP file and run: sha256sum -c SHA256SUMS"),
    )


def _file_notes(files: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{file['name']} · SHA-256 {file['sha256']}" for file in files]


def _money(minor: int, currency: str) -> str:
    return format_money(Money(minor, currency))


def _label(choices: Any, value: str) -> str:
    """The word for a state or kind; what it is called in the book, where we have none."""
    return str(choices(value).label) if value in choices.values else value


_TOLD: dict[PartKind, Callable[[Any, Any], Section]] = {
    PartKind.TERMS: _terms,
    PartKind.MILESTONES: _steps,
    PartKind.DELIVERIES: _deliveries,
    PartKind.MESSAGES: _messages,
    PartKind.EVENTS: _events,
    PartKind.PAYMENTS: _payments,
}
