from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("slack", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="home_hash",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
    ]
