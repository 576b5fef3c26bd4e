"""What this room hears of others: what opens or closes a notice of a room below, and who no longer answers for whom."""

import datetime as dt
import uuid

from django.urls import reverse
from django.utils.translation import gettext as _

from preau.directory.enums import AffiliationState, Profile
from preau.directory.models import Affiliation
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


@subscribe("access.right_confided")
def tell_of_a_right(event: OutboxEvent) -> None:
    """Whoever was confided a right hears of it, until its last day."""
    told = event.payload
    day = dt.date.fromisoformat(told["ends_on"]) + dt.timedelta(days=1)
    notify(
        actor=system(_("administration")), kind="access.right_confided", key=f"access.right/{told['delegation_id']}",
        to=[To(uuid.UUID(told["person_id"]))], school_id=event.tenant,
        data={"right": told["right"], "ends_on": told["ends_on"]}, link=reverse("portal:home"),
        expires_at=dt.datetime.combine(day, dt.time(), dt.UTC),
    )  # fmt: skip


@subscribe("access.right_taken_back")
def right_taken_back(event: OutboxEvent) -> None:
    """It holds no more: nobody is told of it any longer."""
    ending.withdraw(actor=system(_("administration")), key=f"access.right/{event.payload['delegation_id']}")


@subscribe("access.names_asked")
def tell_heads_of_a_request(event: OutboxEvent) -> None:
    """The heads of the school are asked; whoever of them answers does so for all."""
    heads = Affiliation.objects.filter(school_id=event.tenant, profile=Profile.HEAD, state=AffiliationState.ACTIVE)
    people = heads.order_by("person").values_list("person_id", flat=True).distinct()
    notify(
        actor=system(_("administration")), kind="access.names_asked", key=f"access.names/{event.payload['opening_id']}",
        to=[To(one, Profile.HEAD.value) for one in people], school_id=event.tenant, link=reverse("console:openings"),
    )  # fmt: skip


@subscribe("access.names_answered")
def tell_who_asked_for_names(event: OutboxEvent) -> None:
    """The question is over for the heads, and has its answer for who asked."""
    told = event.payload
    ending.withdraw(actor=system(_("administration")), key=f"access.names/{told['opening_id']}")
    if told["asked_by"]:
        notify(
            actor=system(_("administration")), kind="access.names_answered",
            key=f"access.names_answered/{told['opening_id']}", to=[To(uuid.UUID(told["asked_by"]))],
            school_id=event.tenant, data={"granted": told["granted"]}, link=reverse("console:openings"),
        )  # fmt: skip


@subscribe("identity.revoked")
def end_devices_of_who_signed_out(event: OutboxEvent) -> None:
    """Signed out of one session: its device hears no more. All sessions ended: no device does."""
    told = event.payload
    device_id = uuid.UUID(told["device"]) if told.get("device") else None
    for person_id in event.audience:
        devices.end_devices(person_id=uuid.UUID(person_id), session=told.get("session", ""), device_id=device_id)


@subscribe("identity.device_forgotten")
def end_a_device_that_is_forgotten(event: OutboxEvent) -> None:
    """It hears no more, whether or not a session runs there."""
    told = event.payload
    devices.end_devices(person_id=uuid.UUID(told["person_id"]), device_id=uuid.UUID(told["device"]))


@subscribe(REFUSED)
def note_refused_address(event: OutboxEvent) -> None:
    """The mail server itself said that an address takes nothing."""
    told = event.payload
    addresses.note_refused(actor=system(_("courrier")), address=told["address"], status=told["status"])


@subscribe("directory.mailboxes_changed")
def forget_replaced_addresses(event: OutboxEvent) -> None:
    """Addresses were replaced: what the former ones refused is no matter any more."""
    addresses.follow_mailboxes(actor=system(_("annuaire")))
