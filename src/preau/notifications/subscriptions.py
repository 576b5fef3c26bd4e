"""What this room hears of others: what opens or closes a notice of a room below, and who no longer answers for whom."""

import uuid

from django.utils.translation import gettext as _

from preau.kernel.actor import system
from preau.kernel.events import subscribe
from preau.kernel.mail import REFUSED
from preau.kernel.models import OutboxEvent
from preau.notifications.services import addresses, devices, ending
from preau.notifications.services.telling import To, notify


@subscribe("directory.guardianship_changed")
def end_notices_of_who_lost_a_child(event: OutboxEvent) -> None:
    """What told a guardian of a child goes with the right to hear of it."""
    told = event.payload
    ending.follow_child(guardian_id=uuid.UUID(told["guardian_id"]), student_id=uuid.UUID(told["student_id"]))


@subscribe("directory.guardianship_ended")
def end_notices_of_who_is_no_longer_guardian(event: OutboxEvent) -> None:
    """The same when an import withdrew the guardianship."""
    told = event.payload
    ending.follow_child(guardian_id=uuid.UUID(told["guardian"]), student_id=uuid.UUID(told["student"]))


@subscribe("directory.affiliation_ended")
def end_notices_of_a_place(event: OutboxEvent) -> None:
    """Whoever left a school hears no more of it."""
    if event.tenant is not None:
        persons = [uuid.UUID(one) for one in event.payload["persons"]]
        ending.follow_leaving(school_id=event.tenant, profile=event.payload["profile"], person_ids=persons)


@subscribe("directory.persons_joined")
def follow_the_person_kept(event: OutboxEvent) -> None:
    """One person: one bell."""
    told = event.payload
    ending.follow_joining(kept_id=uuid.UUID(told["kept_id"]), merged_id=uuid.UUID(told["merged_id"]))


@subscribe("identity.device_noticed")
def tell_of_new_device(event: OutboxEvent) -> None:
    """A new device stands in the bell too, until it is answered for; identity wrote the mail."""
    told = event.payload
    recipient, person = uuid.UUID(told["recipient_id"]), uuid.UUID(told["person_id"])
    notify(
        actor=system(_("connexion")), kind="identity.new_device", key=f"identity.device/{told['notice_id']}",
        to=[To(recipient, about_id=person)], data={"device": told["device"]}, link="/mon-compte/appareils/",
    )  # fmt: skip


@subscribe("identity.device_answered")
def new_device_answered(event: OutboxEvent) -> None:
    """Answered on any page: nothing waits any more."""
    for notice_id in event.payload["notice_ids"]:
        ending.withdraw(actor=system(_("connexion")), key=f"identity.device/{notice_id}")


@subscribe("identity.revoked")
def end_devices_of_who_signed_out(event: OutboxEvent) -> None:
    """Signed out of one session: its device hears no more. All sessions ended: no device does."""
    for person_id in event.audience:
        devices.end_devices(person_id=uuid.UUID(person_id), session=event.payload.get("session", ""))


@subscribe(REFUSED)
def note_refused_address(event: OutboxEvent) -> None:
    """The mail server itself said that an address takes nothing."""
    told = event.payload
    addresses.note_refused(actor=system(_("courrier")), address=told["address"], status=told["status"])


@subscribe("directory.mailboxes_changed")
def forget_replaced_addresses(event: OutboxEvent) -> None:
    """Addresses were replaced: what the former ones refused is no matter any more."""
    addresses.follow_mailboxes(actor=system(_("annuaire")))
