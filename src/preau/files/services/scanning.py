"""Contents shown to the antivirus; whoever brought a dangerous one is told, and it is served to nobody."""

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from preau.files import clamd
from preau.files.enums import Drawing, Scan
from preau.files.models import Blob, StoredFile
from preau.files.stores import Missing, StoreError, blocks
from preau.kernel import audit, clock, events, mail, scope
from preau.kernel.actor import system
from preau.kernel.jobs import enqueue

log = structlog.get_logger("preau.files")
_AT_ONCE = 500
_SILENCES = 3
"""Contents in a row that get no answer before the antivirus itself is taken to be silent."""


def scan(digest: str) -> bool:
    """Show one content to clamd, and write what it says; False when it does not answer. May run twice.

    A content that waits goes on waiting then: `scan_waiting` comes back to it.
    """
    blob = Blob.objects.filter(pk=digest, scan__in=[Scan.WAITING, Scan.NEVER]).first()
    if blob is None or not settings.FILES_CLAMD:
        return True
    try:
        verdict = clamd.look(settings.FILES_CLAMD, blocks(blob.pk, blob.size), within=settings.FILES_TIMEOUT)
    except (clamd.Silent, StoreError) as error:
        log.warning("a content could not be scanned", why=str(error))
        return False
    except Missing:  # there is nothing to show: `preau files verify` tells of it
        log.error("a content is missing", digest=digest)
        return True
    _written(blob, verdict)
    return True


@transaction.atomic
def _written(blob: Blob, verdict: clamd.Verdict) -> None:
    state = Scan.INFECTED if verdict.threat else Scan.BEYOND if verdict.too_large else Scan.CLEAN
    changed = Blob.objects.filter(pk=blob.pk, scan__in=[Scan.WAITING, Scan.NEVER]).update(
        scan=state, threat=verdict.threat[:120]
    )
    if not changed:
        return
    if state == Scan.INFECTED:
        with scope.everything("telling those who brought a dangerous file"):
            for file in StoredFile.objects.filter(blob=blob).select_related("holder"):
                _tell(file)
    elif blob.drawing == Drawing.WAITING and state == Scan.CLEAN:
        enqueue("files.draw", key=f"files.draw/{blob.pk}", payload={"digest": blob.pk})


def _tell(file: StoredFile) -> None:
    events.publish(
        "files.infected", {"file_id": str(file.pk)}, tenant=file.school_id,
        audience=[file.holder_id] if file.holder_id else [],
    )  # fmt: skip
    audit.record(
        actor=system(_("antivirus")), action="files.infected", tenant=file.school_id, subject="file",
        subject_id=file.pk, data={"threat": file.blob.threat},
    )  # fmt: skip
    if file.holder is not None and "@" in file.holder.email:
        words = _(
            "Bonjour,\n\nLe fichier « %(name)s » que vous avez envoyé %(when)s contient un programme dangereux : "
            "personne ne peut l’ouvrir. Votre appareil est peut-être atteint : faites-le examiner avant d’en envoyer "
            "d’autres, et demandez de l’aide à votre établissement si besoin.\n\n%(site)s\n"
        )
        mail.send(
            to=file.holder.email, subject=_("Un fichier que vous avez envoyé est dangereux"),
            text=words % {"name": file.name, "when": _when(file), "site": settings.PUBLIC_URL},
            key=f"files.infected/{file.pk}",
        )  # fmt: skip


def _when(file: StoredFile) -> str:
    from preau.ui import wording

    return wording.moment(file.kept_at)


def scan_waiting() -> int:
    """Come back to what waits, the oldest first, until clamd no longer answers; how many were gone through.

    One content that is missing, or that it breaks on, keeps no other waiting.
    """
    if not settings.FILES_CLAMD:
        return 0
    done = silences = 0
    waiting = Blob.objects.filter(scan__in=[Scan.WAITING, Scan.NEVER], kept_at__lte=clock.now())
    for digest in list(waiting.order_by("kept_at").values_list("pk", flat=True)[:_AT_ONCE]):
        if scan(digest):
            done, silences = done + 1, 0
        elif (silences := silences + 1) == _SILENCES:
            break
    return done
