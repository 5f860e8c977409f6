"""What a slip is made of, looked up in one call."""

from django.db import migrations

ROWS = """
CREATE FUNCTION payments_slip_rows(
  p_earning bigint,
  OUT earning payments_earning, OUT escrow payments_escrow,
  OUT payee accounts_user, OUT payer accounts_user,
  OUT payee_profile accounts_clientprofile, OUT payer_profile accounts_clientprofile
) LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT * INTO earning FROM payments_earning WHERE id = p_earning;
  SELECT * INTO escrow FROM payments_escrow WHERE id = earning.escrow_id;
  SELECT * INTO payee FROM accounts_user WHERE id = earning.payee_id;
  SELECT * INTO payer FROM accounts_user WHERE id = escrow.payer_id;
  SELECT * INTO payee_profile FROM accounts_clientprofile WHERE user_id = earning.payee_id;
  SELECT * INTO payer_profile FROM accounts_clientprofile WHERE user_id = escrow.payer_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0033_tax_remittances"), ("accounts", "0004_roles")]

    operations = [migrations.RunSQL(ROWS, "DROP FUNCTION payments_slip_rows(bigint)")]
