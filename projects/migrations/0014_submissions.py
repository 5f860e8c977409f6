"""The hot path of a bid: what it depends on locked and read in one call, written in another."""

from django.db import migrations

HOLD = """
-- Lets a freelancer enter one bid at a time, since open ones are counted. Locks the project and then
-- this freelancer's bid on it, each by a query of its own that sees the row as it is after the wait,
-- and answers with all that decides whether a bid may be entered.
CREATE FUNCTION projects_hold_for_bid(
  p_project bigint, p_freelancer bigint, p_live text[], p_now timestamptz,
  OUT project projects_project, OUT client accounts_user, OUT bid projects_bid,
  OUT terms projects_terms, OUT policy projects_workpolicy,
  OUT questions projects_screeningquestion[], OUT open_bids bigint
) LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('bids:' || p_freelancer, 0));
  SELECT * INTO project FROM projects_project WHERE id = p_project FOR NO KEY UPDATE;
  SELECT * INTO bid FROM projects_bid
    WHERE project_id = p_project AND freelancer_id = p_freelancer FOR NO KEY UPDATE;
  SELECT * INTO client FROM accounts_user WHERE id = project.client_id;
  SELECT * INTO terms FROM projects_terms WHERE id = bid.terms_id;
  SELECT * INTO policy FROM projects_workpolicy
    WHERE effective_at <= p_now ORDER BY version DESC LIMIT 1;
  SELECT array_agg(q ORDER BY q.position) INTO questions
    FROM projects_screeningquestion q WHERE q.project_id = p_project;
  SELECT count(*) INTO open_bids
    FROM projects_bid WHERE freelancer_id = p_freelancer AND state = ANY (p_live);
END $$;
"""
ENTER = """
-- A held project gets a bid, or one that had ended is sent again: with its history, the next version
-- of its terms and their steps (a list of position, title, amount_minor, days) and the answers (a
-- list of question, text). The project's number of bids leaves out the states `p_gone`.
CREATE FUNCTION projects_enter_bid(
  p_project bigint, p_freelancer bigint, p_bid bigint, p_came_from text, p_submitted text,
  p_cover_note text, p_amount_minor bigint, p_currency text, p_days integer,
  p_review_days integer, p_change_rounds integer, p_terms_note text, p_steps json,
  p_answers json, p_gone text[], p_answered text, p_now timestamptz,
  OUT bid projects_bid, OUT terms projects_terms
) LANGUAGE plpgsql AS $$
DECLARE
  v_bid bigint := p_bid;
BEGIN
  IF v_bid IS NULL THEN
    INSERT INTO projects_bid
        (project_id, freelancer_id, cover_note, state, offer_message, submitted_at, updated_at)
      VALUES (p_project, p_freelancer, p_cover_note, p_submitted, '', p_now, p_now)
      RETURNING id INTO v_bid;
  ELSE
    UPDATE projects_bid
      SET state = p_submitted, cover_note = p_cover_note, submitted_at = p_now, updated_at = p_now,
          offer_message = '', offer_expires_at = NULL
      WHERE id = v_bid AND state = p_came_from;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'bid % is not %', v_bid, p_came_from
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'bid_moves_from_its_state';
    END IF;
  END IF;
  INSERT INTO projects_workevent
      (kind, actor_id, from_state, to_state, reason, happened_at, project_id, bid_id)
    VALUES ('submitted', p_freelancer, p_came_from, p_submitted, '', p_now, p_project, v_bid);
  INSERT INTO projects_terms
      (bid_id, version, author_id, amount_minor, currency, days, review_days, change_rounds, note,
       created_at)
    VALUES (v_bid,
            (SELECT coalesce(max(version), 0) + 1 FROM projects_terms WHERE bid_id = v_bid),
            p_freelancer, p_amount_minor, p_currency, p_days, p_review_days, p_change_rounds,
            p_terms_note, p_now)
    RETURNING * INTO terms;
  INSERT INTO projects_termsmilestone (terms_id, position, title, amount_minor, days)
    SELECT terms.id, s.position, s.title, s.amount_minor, s.days
      FROM json_to_recordset(p_steps)
        AS s (position integer, title text, amount_minor bigint, days integer);
  UPDATE projects_bid SET terms_id = terms.id WHERE id = v_bid RETURNING * INTO bid;
  INSERT INTO projects_answer (bid_id, question_id, text)
    SELECT v_bid, a.question, a.text
      FROM json_to_recordset(p_answers) AS a (question bigint, text text)
    ON CONFLICT (bid_id, question_id) DO UPDATE SET text = excluded.text;
  UPDATE projects_project SET bids_count = (
      SELECT count(*) FROM projects_bid WHERE project_id = p_project AND state <> ALL (p_gone)
    ) WHERE id = p_project;
  UPDATE projects_invitation SET state = p_answered
    WHERE project_id = p_project AND freelancer_id = p_freelancer;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0013_archive")]

    operations = [
        migrations.RunSQL(
            HOLD, "DROP FUNCTION projects_hold_for_bid(bigint, bigint, text[], timestamptz)"
        ),
        migrations.RunSQL(
            ENTER,
            "DROP FUNCTION projects_enter_bid(bigint, bigint, bigint, text, text, text, bigint, "
            "text, integer, integer, integer, text, json, json, text[], text, timestamptz)",
        ),
    ]
