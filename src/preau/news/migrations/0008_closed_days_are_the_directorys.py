"""The directory keeps closed days, in the table made here: no row moves."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0016_closed_days_of_a_school"),
        ("news", "0007_pictures_and_question_of_a_circular"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Closure")]),
    ]
