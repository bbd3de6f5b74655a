from django.db import migrations, models

from holdfast.journal.guards import AddGuards, Guard

_GUARDS = (
    Guard(
        name="tracker_filing_keeps_what_it_is",
        table="tracker_filing",
        when='BEFORE UPDATE OF piece_id, ask_id, tracker, "where", title, public, by_id, at',
        says="A filing keeps what was filed, where and by whom; file it anew in another place.",
    ),
    Guard(
        name="tracker_filing_keeps_its_words",
        table="tracker_filing",
        when="BEFORE UPDATE OF body",
        says="What was sent to a tracker is kept as it was sent.",
        # Written once, in the transaction that makes it: the words hold the filing's own number.
        refuse_if="OLD.body <> '' OR OLD.key <> ''",
    ),
    Guard(
        name="tracker_filing_key_once",
        table="tracker_filing",
        when="BEFORE UPDATE OF key, url, filed_at",
        says="A filing has one issue; its key is set once.",
        refuse_if="OLD.key <> ''",
    ),
    Guard(
        name="tracker_filing_refuses_delete",
        table="tracker_filing",
        when="BEFORE DELETE",
        says="A filing is never deleted.",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("tracker", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="filing",
            name="trouble",
            field=models.CharField(blank=True, default="", max_length=500),
        ),
        migrations.AddField(
            model_name="place",
            name="looked_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="public",
            field=models.BooleanField(null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="trouble",
            field=models.CharField(blank=True, default="", max_length=300),
        ),
        AddGuards(*_GUARDS),
    ]
