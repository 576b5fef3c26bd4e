from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_mailbox_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                condition=models.Q(("closes_guardian_messages_on__isnull", False)),
                fields=["closes_guardian_messages_on"],
                name="person_closed_messages",
            ),
        ),
    ]
