from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0007_budgets"),
    ]

    operations = [
        migrations.AddField(
            model_name="workpolicy",
            name="appeal_days",
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="arbitration_grace_days",
            field=models.PositiveSmallIntegerField(db_default=5, default=5),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="arbitration_working_days",
            field=models.PositiveSmallIntegerField(db_default=10, default=10),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="dispute_answer_days",
            field=models.PositiveSmallIntegerField(db_default=5, default=5),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="dispute_reopen_hours",
            field=models.PositiveSmallIntegerField(db_default=72, default=72),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="dispute_talk_days",
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="evidence_days",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="mediation_days",
            field=models.PositiveSmallIntegerField(db_default=7, default=7),
        ),
        migrations.AddField(
            model_name="workpolicy",
            name="mediator_answer_days",
            field=models.PositiveSmallIntegerField(db_default=3, default=3),
        ),
    ]
