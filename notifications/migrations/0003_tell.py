"""Telling somebody in one call: the row, and whether they want a letter about it."""

from django.db import migrations

TELL = """
-- One row for each of these people whose account is open; answers with those.
CREATE FUNCTION notifications_tell(
  p_people bigint[], p_kind text, p_group text, p_is_always_mailed boolean, p_about text,
  p_page_arg text, p_args jsonb, p_now timestamptz, p_email_due timestamptz
) RETURNS SETOF bigint LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY
    INSERT INTO notifications_notification
        (recipient_id, kind, about, page_arg, args, many, created_at, email_state, email_due_at,
         email_tries, email_failure)
      SELECT u.id, p_kind, p_about, p_page_arg, p_args, 1, p_now,
             CASE WHEN p_is_always_mailed OR NOT EXISTS (
               SELECT 1 FROM notifications_emailchoice c
               WHERE c.user_id = u.id AND c."group" = p_group AND NOT c.is_wanted
             ) THEN 'pending' ELSE 'skipped' END,
             p_email_due, 0, ''
      FROM accounts_user u WHERE u.id = ANY (p_people) AND u.is_active ORDER BY u.id
      RETURNING recipient_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_saved_searches")]

    operations = [
        migrations.RunSQL(
            TELL,
            "DROP FUNCTION notifications_tell("
            "bigint[], text, text, boolean, text, text, jsonb, timestamptz, timestamptz)",
        )
    ]
