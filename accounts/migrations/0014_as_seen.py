"""Names, headlines and words of profiles from before invisible letters were taken out.

A name of nothing that can be seen becomes the profile's address, which stands for it elsewhere too.
"""

from django.db import migrations

from core.tidying import number, tidy


def tidy_people(apps, schema_editor):
    of = lambda name: apps.get_model("accounts", name)
    names = {"name": lambda row: row["handle"], "verified_name": lambda row: row["handle"]}
    tidy(
        of("User"),
        lines=["name", "legal_name", "verified_name"],
        otherwise=names,
        beside=["handle"],
    )
    tidy(
        of("FreelancerProfile"),
        lines=["headline", "name_words"],
        words=["bio", "shown_words"],
    )
    tidy(of("ClientProfile"), lines=["organisation"], words=["about"])
    tidy(of("PortfolioItem"), lines=["title"], words=["description"], otherwise={"title": number})
    tidy(of("ApiToken"), lines=["name"], otherwise={"name": number})


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("accounts", "0013_sign_outs")]
    operations = [migrations.RunPython(tidy_people, migrations.RunPython.noop)]
