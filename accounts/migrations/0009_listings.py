"""What a search asks of a person stands beside their profile, so that no search looks them up."""

from django.db import migrations, models

KEEP = """
CREATE FUNCTION accounts_profile_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  SELECT is_active AND standing = 'good', verified_name <> '', date_joined
  INTO NEW.is_ready, NEW.is_verified, NEW.joined_at FROM accounts_user WHERE id = NEW.user_id;
  RETURN NEW;
END $$;
CREATE TRIGGER accounts_profile_of_person BEFORE INSERT OR UPDATE ON accounts_freelancerprofile
FOR EACH ROW EXECUTE FUNCTION accounts_profile_of_person();

CREATE FUNCTION accounts_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE accounts_freelancerprofile SET is_ready = is_ready WHERE user_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER accounts_person_changed
AFTER UPDATE OF is_active, standing, verified_name, date_joined ON accounts_user
FOR EACH ROW WHEN (
  (OLD.is_active, OLD.standing, OLD.verified_name = '', OLD.date_joined)
    IS DISTINCT FROM (NEW.is_active, NEW.standing, NEW.verified_name = '', NEW.date_joined)
) EXECUTE FUNCTION accounts_person_changed();
UPDATE accounts_freelancerprofile SET is_ready = is_ready;
"""
LEAVE = """
DROP TRIGGER accounts_person_changed ON accounts_user;
DROP FUNCTION accounts_person_changed();
DROP TRIGGER accounts_profile_of_person ON accounts_freelancerprofile;
DROP FUNCTION accounts_profile_of_person();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_search_indexes")]

    operations = [
        migrations.AddField(
            "freelancerprofile",
            "is_ready",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            "freelancerprofile",
            "is_verified",
            models.BooleanField(db_default=False, default=False, editable=False),
        ),
        migrations.AddField(
            "freelancerprofile", "joined_at", models.DateTimeField(editable=False, null=True)
        ),
        migrations.RunSQL(KEEP, LEAVE),
    ]
