"""What goes wrong in the demo, so that every desk and page of staff has something to show.

Disputes in three states, two identities, a report, a case about an account, a request for help:
each through the service that people use, and each once.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.models import User
from core.money import Money
from disputes.models import Dispute
from disputes.services import answers, clock, disputes, rulings
from disputes.services.rulings import Verdict
from disputes.states import DisputeState, Reason, Rule
from identity.models import IdentityCheck
from identity.services import checks
from identity.services.checks import Submission
from identity.states import DocumentType
from marketplace.demo.past import Past
from moderation.models import Case, Report
from moderation.services import cases, reports
from moderation.states import Reason as Ground
from projects.models import Milestone, Project
from projects.states import MilestoneState, ProjectState
from staff.models import HelpRequest
from staff.rulebook import rule_in_force
from staff.services import help as helping

_REACHED = (DisputeState.MEDIATION, DisputeState.PROPOSED, DisputeState.DECIDED)
_LAST = 3  # the newest step of staff is some hours ago, the one before it a day earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A dispute about the last paid step of a contract, as far as it has come."""

    project: str
    reached: str
    reason: Reason
    claim: str
    reply: str


_DISPUTES = (
    Trouble(
        project="toko-daring-keripik",
        reached=DisputeState.MEDIATION,
        reason=Reason.NO_ANSWER,
        claim="Laporan penjualan belum ada, dan sudah seminggu tidak ada kabar.",
        reply="Laporannya menunggu data ongkos kirim dari toko. Separuh sudah saya kerjakan.",
    ),
    Trouble(
        project="motif-batik-baru",
        reached=DisputeState.PROPOSED,
        reason=Reason.NOT_AS_AGREED,
        claim="Tiga dari delapan sketsa memakai motif yang sudah kami punya.",
        reply="Motif itu memang diminta sebagai contoh. Lima sketsa lain sesuai permintaan.",
    ),
    Trouble(
        project="translate-reef-guide",
        reached=DisputeState.DECIDED,
        reason=Reason.QUALITY,
        claim="The middle chapters use other words for the same species than the glossary.",
        reply="The glossary was changed after I had begun. I offered to correct the names.",
    ),
)


class Troubles:
    """Tells them; `everybody` are the people by handle."""

    def __init__(self, everybody: Mapping[str, User], past: Past, now: datetime) -> None:
        self._everybody, self._past, self._now = everybody, past, now

    def tell_all(self) -> None:
        """Whatever is not told yet, where the demo is large enough to hold it."""
        for trouble in _DISPUTES:
            self._dispute(trouble)
        self._identities()
        self._report()
        self._case()
        self._help()

    def _dispute(self, trouble: Trouble) -> None:
        milestone = _to_disagree_about(trouble)
        if milestone is None:
            return
        opened = self._disagree(milestone, trouble)
        came_at = opened.deadline_at
        clock.run_out(dispute=opened, now=came_at)
        self._past.happened(came_at)
        if trouble.reached != DisputeState.MEDIATION:
            self._rule(opened, trouble.reached, came_at)

    def _disagree(self, milestone: Milestone, trouble: Trouble) -> Dispute:
        """The client asks for most of it back, the freelancer for most of the price."""
        contract, begun = milestone.contract, _changed_at(milestone) + timedelta(hours=6)
        dispute = disputes.open_dispute(
            milestone=milestone,
            by=contract.client,
            reason_code=trouble.reason,
            claim=trouble.claim,
            to_freelancer=_share(milestone.amount, 3),
            now=begun,
        )
        self._past.happened(begun)
        answered_at = begun + timedelta(hours=5)
        disputes.propose_split(
            dispute=dispute,
            by=contract.freelancer,
            to_freelancer=_share(milestone.amount, 8),
            message=trouble.reply,
            now=answered_at,
        )
        self._past.happened(answered_at)
        dispute.refresh_from_db()
        return dispute

    def _rule(self, dispute: Dispute, reached: str, came_at: datetime) -> None:
        step = (self._now - came_at) / (_LAST + 1)
        ruling = rulings.rule(
            dispute=dispute,
            by=self._everybody["maya"],
            verdict=_verdict(dispute.amount, 6),
            now=came_at + step,
        )
        if reached == DisputeState.DECIDED:
            dispute.refresh_from_db()
            answers.answer_ruling(
                dispute=dispute,
                ruling=ruling,
                by=dispute.milestone.contract.client,
                is_accepted=False,
                now=came_at + step * 2,
            )
            dispute.refresh_from_db()
            rulings.rule(
                dispute=dispute,
                by=self._everybody["sari"],
                verdict=_verdict(dispute.amount, 7),
                now=came_at + step * _LAST,
            )
        self._past.happened(came_at + step * _LAST)

    def _identities(self) -> None:
        """Rani's is verified; Clara's waits."""
        for handle, hours in (("rani-puspita", 30), ("clara", 2)):
            person, at = self._everybody[handle], self._now - timedelta(hours=hours)
            if IdentityCheck.objects.filter(user=person).exists():
                continue
            sent = Submission(
                document_type=DocumentType.KTP,
                legal_name=person.name,
                number="3328015507900001",
                document=_picture("KTP", person.name),
                selfie=_picture("", person.name),
            )
            check = checks.submit(by=person, sent=sent, has_consented=True, now=at)
            if handle != "clara":
                checks.verify(check=check, by=self._everybody["maya"], now=at + timedelta(hours=4))
            self._past.happened(at)

    def _report(self) -> None:
        reporter, at = self._everybody["farid"], self._now - timedelta(hours=20)
        if Report.objects.filter(reporter=reporter).exists():
            return
        posting = (
            Project.objects.filter(state=ProjectState.OPEN, import_key__startswith="demo:")
            .exclude(client=reporter)
            .order_by("pk")
            .first()
        )
        if posting is not None:
            reports.report(
                what=posting,
                by=reporter,
                reason=Ground.FREE_WORK,
                words="Pemilik proyek minta satu contoh jadi sebelum memilih.",
                now=at,
            )
            self._past.happened(at)

    def _case(self) -> None:
        person, at = self._everybody["farid"], self._now - timedelta(days=3)
        rule = rule_in_force(_CONDUCT, at)
        if rule is None or Case.objects.filter(person=person).exists():
            return
        case = cases.open_case(
            person=person,
            by=self._everybody["maya"],
            rule=rule,
            evidence="Di obrolan sebelum kontrak ada ajakan melanjutkan lewat aplikasi lain.",
            now=at,
        )
        self._past.happened(at)
        answered_at = at + timedelta(days=1)
        cases.answer_case(
            case=case,
            by=person,
            text="Saya hanya mengirim tautan contoh kerja. Pembayarannya tetap lewat Karya.",
            now=answered_at,
        )
        self._past.happened(answered_at)

    def _help(self) -> None:
        person, at = self._everybody["clara"], self._now - timedelta(hours=7)
        if not HelpRequest.objects.filter(person=person).exists():
            helping.ask(
                by=person,
                words="Saya sudah bayar lewat QRIS, tetapi halaman kontrak belum berubah.",
                now=at,
            )
            self._past.happened(at)


_CONDUCT = "A1"


def _to_disagree_about(trouble: Trouble) -> Milestone | None:
    """The last step that is paid in, if the demo holds this contract and nobody disagrees yet."""
    steps = Milestone.objects.filter(
        contract__bid__project__import_key__startswith=f"demo:{trouble.project}:"
    )
    if Dispute.objects.filter(milestone__in=steps).exists():
        return None
    paid = steps.filter(state__in=[MilestoneState.FUNDED, MilestoneState.SUBMITTED])
    return paid.order_by("position").last()


def _changed_at(milestone: Milestone) -> datetime:
    """When it was last paid in or delivered."""
    newest = milestone.history.order_by("-happened_at").first()
    assert newest is not None
    return newest.happened_at


def _share(amount: Money, tenths: int) -> Money:
    """That many tenths, in whole thousands of rupiah."""
    return Money(amount.minor * tenths // 10 // 1000_00 * 1000_00, amount.currency)


def _verdict(amount: Money, tenths: int) -> Verdict:
    return Verdict(
        to_freelancer=_share(amount, tenths),
        rule_code=Rule.IN_PART,
        reasons_id="Sebagian pekerjaan bisa dipakai dan sesuai kesepakatan; sisanya belum.",
        reasons_en="A part of the work can be used and is as agreed; the rest is not there yet.",
    )


def _picture(words: str, name: str) -> SimpleUploadedFile:
    """A card or a face, drawn: nobody's."""
    image = Image.new("RGB", (640, 400), "#8fb3d9")
    draw = ImageDraw.Draw(image)
    if words:
        draw.text((30, 30), f"{words} - DEMO\n\n{name}", fill="#123")
    else:
        draw.ellipse((220, 60, 420, 340), fill="#c98f66")
    out = io.BytesIO()
    image.save(out, "PNG")
    return SimpleUploadedFile("picture.png", out.getvalue())
