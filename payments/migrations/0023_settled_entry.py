"""The newest settled entry, for a role that may not lock the book itself.

`LOCK TABLE … IN SHARE MODE` asks for the right to update, which the application's role has not;
the nightly snapshots would fail. The function runs as its owner and does this one thing.
"""

from django.db import migrations

SETTLED = """
CREATE FUNCTION payments_settled_entry() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  LOCK TABLE public.payments_entry IN SHARE MODE;
  RETURN (SELECT max(id) FROM public.payments_entry);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_refunds_that_return")]

    operations = [migrations.RunSQL(SETTLED, "DROP FUNCTION payments_settled_entry()")]
