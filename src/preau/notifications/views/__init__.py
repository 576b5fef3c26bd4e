"""Pages of this room."""

from preau.notifications.views.calm import calm
from preau.notifications.views.centre import centre, count, one, open_notice, read
from preau.notifications.views.choices import address, choices, device, forget_device, habits, trial
from preau.notifications.views.mails import unsubscribe
from preau.notifications.views.worker import service_worker, web_manifest

__all__ = [
    "address", "calm", "centre", "choices", "count", "device", "forget_device", "habits", "one", "open_notice", "read",
    "service_worker", "trial", "unsubscribe", "web_manifest",
]  # fmt: skip
