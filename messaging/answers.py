"""How fast freelancers answer: a number on their profile, counted from their conversations."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

LOOKS_BACK = timedelta(days=90)
LONGEST = timedelta(days=7)
FEWEST = 3
# A wait begins with the first message of a client after which the freelancer has not spoken yet,
# and ends with the freelancer's next message.
_COUNT = """
WITH spoken AS (
  SELECT message.id AS said, thread.id, thread.freelancer_id, thread.client_id, author_id, sent_at,
    lag(author_id) OVER in_turn AS before
  FROM messaging_message message JOIN messaging_thread thread ON thread.id = thread_id
  WHERE sent_at > %(since)s AND author_id IN (thread.freelancer_id, thread.client_id)
  WINDOW in_turn AS (PARTITION BY thread.id ORDER BY message.id)
), turns AS (
  SELECT *, lead(sent_at) OVER (PARTITION BY id ORDER BY said) AS answered_at
  FROM spoken WHERE author_id IS DISTINCT FROM before
), waits AS (
  SELECT freelancer_id, least(coalesce(answered_at, %(now)s) - sent_at, %(longest)s) AS wait
  FROM turns WHERE author_id = client_id
    AND (answered_at IS NOT NULL OR %(now)s - sent_at >= %(longest)s)
), known AS (
  SELECT freelancer_id,
    extract(epoch FROM percentile_disc(0.5) WITHIN GROUP (ORDER BY wait))::int / 60 AS minutes
  FROM waits GROUP BY freelancer_id HAVING count(*) >= %(fewest)s
)
UPDATE accounts_freelancerprofile profile SET answer_minutes = said.minutes
FROM (
  SELECT every.id, known.minutes FROM accounts_freelancerprofile every
  LEFT JOIN known ON known.freelancer_id = every.user_id
  WHERE every.answer_minutes IS NOT NULL OR known.minutes IS NOT NULL
) said
WHERE profile.id = said.id AND profile.answer_minutes IS DISTINCT FROM said.minutes
"""


@transaction.atomic
def count_answers(*, now: datetime) -> int:
    """Write anew within how many minutes each freelancer gives half of the answers.

    Of the conversations of 90 days; a message that has waited for seven days counts as seven days,
    answered or not; fewer than three say nothing (NULL). Answers how many profiles changed. May
    run at any time, also twice.
    """
    said: dict[str, Any] = {
        "now": now,
        "since": now - LOOKS_BACK,
        "longest": LONGEST,
        "fewest": FEWEST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, said)
        return int(cursor.rowcount)
