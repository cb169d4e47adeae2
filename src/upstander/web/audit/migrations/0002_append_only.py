"""The database itself refuses to change the log."""

from django.db import migrations

from upstander.web.audit import triggers


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(triggers.put_in_place)]
