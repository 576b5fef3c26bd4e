"""One message to one device: handed to its service of push, again while that one does not answer."""

import uuid
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from preau.kernel import mail
from preau.notifications import texts, webpush
from preau.notifications.models import Notice, PushDevice
from preau.notifications.services.delivery import PUSH_KEPT

log = structlog.get_logger("preau.notifications")
GONE = frozenset({404, 410})


class PushRefused(RuntimeError):
    """The service did not take the message now; it is tried again."""


def push(notice_id: uuid.UUID, device_id: uuid.UUID, text: str) -> bool:
    """Tell a device; False when there is nothing to tell any more. A device that its service has forgotten is too.

    Read, ended or no longer theirs to know: nothing leaves. Raises PushRefused or OSError for a later attempt, whose
    message takes the place of the former one on the device, if that one went.
    """
    device = PushDevice.objects.filter(pk=device_id).first()
    notice = Notice.objects.filter(pk=notice_id, read_at=None, ended_at=None).select_related("matter").first()
    if device is None or notice is None or device.person_id != notice.person_id or not settings.PUSH_KEY:
        return False
    if not webpush.is_a_service(device.endpoint):
        return False
    if not mail.may_be_told(recipient_id=notice.person_id, about_id=notice.about_id):
        return False
    tag = notice.matter_id.hex
    body = webpush.encrypt(
        texts.push_content(title="Préau", text=text, url=texts.address("notifications:one", notice.pk), tag=tag),
        device.public_key, device.auth_secret,
    )  # fmt: skip
    status = webpush.post(
        device.endpoint, body, topic=tag, seconds=int(PUSH_KEPT.total_seconds()),
        urgent=bool(notice.matter.urgent_because),
    )  # fmt: skip
    if status in GONE:
        PushDevice.objects.filter(pk=device_id).delete()
        return False
    if 400 <= status < 500 and status != 429:
        log.warning("a push was refused", status=status, service=urlsplit(device.endpoint).hostname)
        return False
    if not 200 <= status < 300:
        raise PushRefused(f"status {status}")
    return True
