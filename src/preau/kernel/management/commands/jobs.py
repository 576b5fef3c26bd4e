"""preau jobs: what waits, what was given up, and how to have it done again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from preau.kernel import health, jobs, outbox
from preau.kernel.models import Job


class Command(BaseCommand):
    help = "Show background work: counts by state, jobs given up, events parked; --retry has these done again."

    def add_arguments(self, parser: CommandParser) -> None:
        """--retry: all jobs given up and all parked events get their attempts back."""
        parser.add_argument("--retry", action="store_true")

    def handle(self, *args: Any, retry: bool, **options: Any) -> None:
        """Names, dates and failures; never what a job or an event carries."""
        for state, count in health.jobs_by_state().items():
            self.stdout.write(f"{state}: {count}")
        failed = list(Job.objects.filter(state=Job.State.FAILED).order_by("done_at"))
        for job in failed:
            moment = timezone.localtime(job.done_at or job.created_at)
            self.stdout.write(f"{moment:%d/%m/%Y %H:%M}  {job.name}  {job.pk}  {job.last_error}")
        parked = outbox.parked()
        for event in parked:
            moment = timezone.localtime(event.parked_at or event.created_at)
            self.stdout.write(f"{moment:%d/%m/%Y %H:%M}  {event.topic}  #{event.pk}")
        if retry:
            again = sum(jobs.try_again(job.pk) for job in failed)
            told = outbox.unpark()
            self.stdout.write(
                _("Repris. Travaux : %(jobs)d ; événements : %(events)d.") % {"jobs": again, "events": told}
            )
