"""A dispute about a delivery with a file, after some talk."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from disputes.models import Dispute
from disputes.services import clock
from messaging.services import open_contract_thread, send_message
from projects.models import Milestone
from projects.services import milestones
from tests.factories import disputes as quarrel
from tests.factories import projects as work

DAY = timedelta(days=1)


def text_file(
    name: str = "note.txt", content: bytes = b"The letters are blurred."
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


@pytest.fixture
def submitted(clara: User, farid: User, now: datetime) -> Milestone:
    """Paid, talked about, and delivered with a file."""
    contract = work.running_contract(client=clara, freelancer=farid, now=now)
    milestone = contract.milestones.get()
    thread = open_contract_thread(contract=contract, by=clara, now=now)
    for author, words, files in (
        (clara, "Please make the letters large.", [text_file("sketch.txt", b"A sketch.")]),
        (farid, "Tentu, Bu 🙏", []),
    ):
        send_message(thread=thread, by=author, body=words, uploads=files, key=uuid4(), now=now)
    milestones.deliver(
        milestone=milestone,
        by=farid,
        message="Here it is.",
        uploads=[text_file("../../logo final (1).txt", b"A logo.")],
        now=now,
    )
    milestone.refresh_from_db()
    return milestone


@pytest.fixture
def dispute(submitted: Milestone, clara: User, now: datetime) -> Dispute:
    return quarrel.open_dispute(submitted, by=clara, now=now)


@pytest.fixture
def mediated(dispute: Dispute, now: datetime) -> Dispute:
    """With the moderators since the fifth day."""
    return clock.run_out(dispute=dispute, now=now + 5 * DAY)
