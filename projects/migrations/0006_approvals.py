"""The hot path of an approval: its rows locked in one call, its outcome written in another."""

from django.db import migrations

HOLD = """
-- Locks project, contract, milestone and escrow in this order, each by a query of its own that sees
-- the row as it is after the wait, and answers with them and the two people.
CREATE FUNCTION projects_hold_milestone(
  p_milestone bigint,
  OUT milestone projects_milestone, OUT contract projects_contract, OUT escrow payments_escrow,
  OUT client accounts_user, OUT freelancer accounts_user
) LANGUAGE plpgsql AS $$
DECLARE
  v_contract bigint;
  v_project bigint;
BEGIN
  SELECT contract_id INTO v_contract FROM projects_milestone WHERE id = p_milestone;
  SELECT project_id INTO v_project FROM projects_contract WHERE id = v_contract;
  PERFORM 1 FROM projects_project WHERE id = v_project FOR NO KEY UPDATE;
  SELECT * INTO contract FROM projects_contract WHERE id = v_contract FOR NO KEY UPDATE;
  SELECT * INTO milestone FROM projects_milestone WHERE id = p_milestone FOR NO KEY UPDATE;
  SELECT * INTO escrow FROM payments_escrow WHERE id = milestone.escrow_id FOR NO KEY UPDATE;
  SELECT * INTO client FROM accounts_user WHERE id = contract.client_id;
  SELECT * INTO freelancer FROM accounts_user WHERE id = contract.freelancer_id;
END $$;
"""
RECORD = """
-- A milestone is approved and its money released: both steps are remembered, an open request for
-- the money is moot. Answers whether no other milestone of the contract is still under way.
CREATE FUNCTION projects_record_release(
  p_milestone bigint, p_from text, p_approved text, p_released text, p_by bigint,
  p_by_clock boolean, p_now timestamptz, p_ended text[], OUT is_last boolean
) LANGUAGE plpgsql AS $$
DECLARE
  v_contract bigint;
  v_project bigint;
BEGIN
  UPDATE projects_milestone
    SET state = p_released, ended_at = p_now, review_deadline_at = NULL,
        was_approved_by_clock = p_by_clock
    WHERE id = p_milestone AND state = p_from
    RETURNING contract_id INTO v_contract;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'milestone % is not %', p_milestone, p_from
      USING ERRCODE = 'integrity_constraint_violation',
            CONSTRAINT = 'milestone_moves_from_its_state';
  END IF;
  SELECT project_id INTO v_project FROM projects_contract WHERE id = v_contract;
  INSERT INTO projects_workevent
      (kind, actor_id, from_state, to_state, reason, happened_at, project_id, contract_id,
       milestone_id)
    VALUES ('approved', p_by, p_from, p_approved, '', p_now, v_project, v_contract, p_milestone),
           ('settled', NULL, p_approved, p_released, '', p_now, v_project, v_contract, p_milestone);
  UPDATE projects_refundrequest SET state = 'lapsed'
    WHERE milestone_id = p_milestone AND state = 'open';
  is_last := NOT EXISTS (
    SELECT 1 FROM projects_milestone WHERE contract_id = v_contract AND state <> ALL (p_ended)
  );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0005_saved_searches"),
        ("payments", "0004_first_policies"),
    ]

    operations = [
        migrations.RunSQL(HOLD, "DROP FUNCTION projects_hold_milestone(bigint)"),
        migrations.RunSQL(
            RECORD,
            "DROP FUNCTION projects_record_release("
            "bigint, text, text, text, bigint, boolean, timestamptz, text[])",
        ),
    ]
