"""The verbs of talking."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.policies import require_good_standing
from core.errors import InvalidInput, LimitReached, WrongState
from core.events import publish
from core.files import inspect
from core.policies import require
from core.texts import several_lines
from messaging.events import MessageHidden, MessageSent, ThreadRead
from messaging.models import LONGEST, HiddenMessage, Message, MessageFile, ReadMarker, Thread
from messaging.policies import (
    can_hide,
    can_talk_about_bid,
    can_talk_about_contract,
    can_write,
    is_open,
    is_party,
)
from projects.models import Bid, Contract
from staff.services import audit

MOST_FILES = 10
MOST_IN_A_SPELL = 30
A_SPELL = timedelta(minutes=10)
MOST_BYTES_A_DAY = 500 * 1024**2  # of files, by one person, in all conversations together
_A_DAY = timedelta(days=1)


@transaction.atomic
def open_bid_thread(*, bid: Bid, by: User, now: datetime) -> Thread:
    """The one conversation about a bid, begun if nobody has; later it is about the contract."""
    bid = _locked_bid(bid.pk)
    require(can_talk_about_bid, by, bid)
    thread = _thread_of(bid) or _begin(bid, now)
    _put_under_newest_contract(thread, bid)
    return thread


@transaction.atomic
def open_contract_thread(*, contract: Contract, by: User, now: datetime) -> Thread:
    """The conversation about a contract; it goes on where the one about its bid stopped."""
    require(can_talk_about_contract, by, contract)
    bid = _locked_bid(contract.bid_id)
    thread = _thread_of(bid) or _begin(bid, now)
    _put_under_newest_contract(thread, bid)
    return thread


@transaction.atomic
def carry_over(*, contract: Contract) -> None:
    """From now on the conversation about the bid, if there is one, is about the contract."""
    bid = _locked_bid(contract.bid_id)
    thread = _thread_of(bid)
    if thread is not None:
        _put_under_newest_contract(thread, bid)


@transaction.atomic
def send_message(
    *,
    thread: Thread,
    by: User,
    body: str,
    uploads: Sequence[UploadedFile[bytes]] = (),
    key: UUID,
    now: datetime,
) -> Message:
    """Say something to the other side; the same key again is the same message.

    Raises InvalidInput for no words and no files or too many of either, WrongState where the bid
    talked about has ended, LimitReached after thirty messages in ten minutes, or 500 MB of files in
    a day. Locks: the author, then the thread; so all that one person sends is counted.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    thread = Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    require(can_write, by, thread)
    already = Message.objects.filter(thread=thread, author=by, key=key).first()
    if already is not None:
        return already
    body = several_lines(body)
    _require_words(body, uploads)
    if not is_open(thread):
        raise WrongState(_("This bid has ended, and so has the conversation about it."))
    if thread.contract_id is None and thread.last_message_at is None:
        require_good_standing(by)
    _require_patience(by, now)
    _require_room(by, uploads, now)
    message = Message.objects.create(thread=thread, author=by, body=body, key=key, sent_at=now)
    _attach(message, uploads, by, now)
    thread.last_message_at = now
    thread.save(update_fields=["last_message_at"])
    publish(MessageSent(message_id=message.pk))
    return message


@transaction.atomic
def hide_message(*, message: Message, by: User, now: datetime) -> None:
    """Both sides see that something was hidden, and not what; evidence keeps the words."""
    Thread.objects.select_for_update(of=("self",)).get(pk=message.thread_id)
    require(can_hide, by, message)
    _row, is_new = HiddenMessage.objects.get_or_create(
        message=message, defaults={"hidden_by": by, "hidden_at": now}
    )
    if is_new:
        audit.record(
            by=by,
            action="messaging.hide_message",
            now=now,
            subject=message.thread,
            person=message.author,
        )
        publish(MessageHidden(message_id=message.pk))


@transaction.atomic
def show_message(*, message: Message) -> None:
    """Undo the hiding. A second call changes nothing."""
    Thread.objects.select_for_update(of=("self",)).get(pk=message.thread_id)
    HiddenMessage.objects.filter(message=message).delete()


@transaction.atomic
def mark_read(*, thread: Thread, by: User, upto: Message, now: datetime) -> None:
    """Remember how far a party has read; never backwards, and a visitor leaves no mark."""
    if not is_party(by, thread) or upto.thread_id != thread.pk:
        return
    marker, is_new = ReadMarker.objects.select_for_update().get_or_create(
        thread=thread, user=by, defaults={"last_message": upto, "read_at": now}
    )
    if not is_new:
        if marker.last_message_id >= upto.pk:
            return
        marker.last_message, marker.read_at = upto, now
        marker.save(update_fields=["last_message", "read_at"])
    publish(ThreadRead(thread_id=thread.pk, user_id=by.pk))


def _locked_bid(bid_id: int) -> Bid:
    return Bid.objects.select_for_update(of=("self",)).select_related("project").get(pk=bid_id)


def _thread_of(bid: Bid) -> Thread | None:
    return Thread.objects.filter(Q(bid=bid) | Q(contract__bid=bid)).first()


def _begin(bid: Bid, now: datetime) -> Thread:
    return Thread.objects.create(
        bid=bid,
        client_id=bid.project.client_id,
        freelancer_id=bid.freelancer_id,
        created_at=now,
    )


def _put_under_newest_contract(thread: Thread, bid: Bid) -> None:
    newest = bid.contracts.order_by("-signed_at", "-pk").first()
    if newest is not None and thread.contract_id != newest.pk:
        thread.bid, thread.contract = None, newest
        thread.save(update_fields=["bid", "contract"])


def _require_words(body: str, uploads: Sequence[UploadedFile[bytes]]) -> None:
    if not body and not uploads:
        raise InvalidInput(_("Write something, or attach a file."))
    if len(body) > LONGEST:
        raise InvalidInput(_("A message may have 5,000 characters at the most."))
    if "\x00" in body:
        raise InvalidInput(_("The text holds characters that cannot be kept."))
    if len(uploads) > MOST_FILES:
        raise InvalidInput(_("Ten files at the most can be attached here."))


def _require_patience(by: User, now: datetime) -> None:
    sent = Message.objects.filter(author=by, sent_at__gt=now - A_SPELL).count()
    if sent >= MOST_IN_A_SPELL:
        raise LimitReached(
            _("You have written many messages in a short time. Please wait a few minutes.")
        )


def _require_room(by: User, uploads: Sequence[UploadedFile[bytes]], now: datetime) -> None:
    """Disks are shared: nobody fills them alone. Without files nothing is asked."""
    if not uploads:
        return
    lately = MessageFile.objects.filter(message__author=by, message__sent_at__gt=now - _A_DAY)
    sent: int = lately.aggregate(bytes=Sum("size", default=0))["bytes"]
    if sent + sum(upload.size or 0 for upload in uploads) > MOST_BYTES_A_DAY:
        raise LimitReached(
            _("You have sent %(limit)d MB of files today. Please send the others tomorrow.")
            % {"limit": MOST_BYTES_A_DAY // 1024**2}
        )


def _attach(
    message: Message, uploads: Sequence[UploadedFile[bytes]], by: User, now: datetime
) -> None:
    for upload in uploads:
        found = inspect(upload)
        MessageFile.objects.create(
            message=message,
            file=upload,
            **asdict(found),
            uploaded_by=by,
            uploaded_at=now,
        )
