"""What people are told of their own account, by mail: plain words, no link to click but the one they asked for."""

import uuid
from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preau.directory.models import Person
from preau.identity.enums import Road
from preau.identity.reaching import contacts_of, guardians_to_tell, others_who_answer
from preau.kernel import clock, mail, sms
from preau.ui import wording


def _by_mail(person: Person, subject: str, text: str, key: str, about: Person | None = None) -> None:
    """`about`: whom it tells of, when that is not the reader: asked again when the mail leaves."""
    signed = f"{text}\n\n{settings.PUBLIC_URL}\n"
    mail.send(
        to=person.email if "@" in person.email else "", subject=subject, text=signed, key=key,
        recipient=person.pk if about else None, about=about.pk if about else None,
    )  # fmt: skip


def _not_you() -> str:
    return _(
        "Si ce n’est pas ce que vous attendiez, prévenez l’établissement : il ferme le compte aussitôt. "
        "Personne ne vous demandera jamais votre mot de passe."
    )


def closed_words(closed: Mapping[str, int]) -> str:
    """What a new password closed, in a sentence for its person; sessions are always."""
    said = [_("toutes les sessions")]
    if count := closed["family_devices"]:
        said.append(
            ngettext("%(num)s téléphone de la famille", "%(num)s téléphones de la famille", count) % {"num": count}
        )
    if count := closed["trusted_devices"]:
        said.append(
            ngettext("%(num)s appareil sans second facteur", "%(num)s appareils sans second facteur", count)
            % {"num": count}
        )
    if count := closed["tokens"]:
        said.append(ngettext("%(num)s jeton d’accès", "%(num)s jetons d’accès", count) % {"num": count})
    if count := closed["external_keys"]:
        said.append(
            ngettext("%(num)s identité reliée par vous", "%(num)s identités reliées par vous", count) % {"num": count}
        )
    return _("Ce qui a été fermé : %(what)s.") % {"what": ", ".join(said)}


def account_opened(*, person: Person, login: str, account_id: uuid.UUID, road: str) -> None:
    """Tell the person on every contact but the one just used, and those who answer for the same children."""
    when = wording.moment(clock.now())
    text = _(
        "Bonjour %(name)s,\n\nVotre compte a été ouvert %(when)s. Votre identifiant est %(login)s.\n\n%(warning)s"
    ) % {"name": person.full_name, "when": when, "login": login, "warning": _not_you()}
    # The mailbox is told in any case: it is where people look their login up.
    _by_mail(person, _("Votre compte est ouvert"), text, f"opened/{account_id}")
    for contact in contacts_of(person):
        if contact.road == Road.SMS and road != Road.SMS:
            short = _("Votre compte ENT a été ouvert %(when)s. Ce n’est pas vous ? Prévenez l’établissement.")
            sms.send(to=contact.value, text=short % {"when": when}, key=f"opened/{account_id}")
    for other in [*guardians_to_tell(person.pk), *others_who_answer(person.pk)]:
        words = _("Bonjour,\n\nLe compte %(of_name)s a été ouvert %(when)s.\n\n%(warning)s") % {
            "of_name": wording.of_name(person.full_name), "when": when, "warning": _not_you(),
        }  # fmt: skip
        _by_mail(other, _("Un compte de votre famille est ouvert"), words, f"opened/{account_id}/{other.pk}", person)


def child_added(*, person: Person, student: Person, slip_id: uuid.UUID) -> None:
    """Tell the person on their mailbox, and the others who answer for that child, that the child joined an account."""
    when = wording.moment(clock.now())
    words = _("Bonjour,\n\n%(child)s a été ajouté au compte %(of_name)s %(when)s.\n\n%(warning)s") % {
        "child": student.full_name, "of_name": wording.of_name(person.full_name), "when": when, "warning": _not_you(),
    }  # fmt: skip
    for other in [person, *(one for one in guardians_to_tell(student.pk) if one.pk != person.pk)]:
        _by_mail(other, _("Un enfant est ajouté à un compte"), words, f"child/{slip_id}/{other.pk}", student)


def password_changed(
    *, person: Person, code_id: uuid.UUID, maker: str, closed: Mapping[str, int], former: Sequence[str] = ()
) -> None:  # fmt: skip
    """Tell the person that their password was changed, and who showed the code when somebody did.

    `former`: addresses that they had until lately, told too.
    """
    when = wording.moment(clock.now())
    how = _("avec un code montré par %(maker)s") % {"maker": maker} if maker else _("avec le lien reçu par courriel")
    text = _(
        "Bonjour %(name)s,\n\nVotre mot de passe a été changé %(when)s, %(how)s. %(closed)s\n\n%(warning)s"
    ) % {
        "name": person.full_name, "when": when, "how": how, "closed": closed_words(closed), "warning": _not_you(),
    }  # fmt: skip
    _by_mail(person, _("Votre mot de passe a changé"), text, f"changed/{code_id}")
    for place, address in enumerate(former):
        mail.send(to=address, subject=_("Votre mot de passe a changé"), text=text, key=f"changed/{code_id}/{place}")


def password_lengthened(*, person: Person, key: uuid.UUID, closed: Mapping[str, int]) -> None:
    """Tell the person that a longer password was chosen at the door, right after a sign-in."""
    text = _(
        "Bonjour %(name)s,\n\nUn mot de passe plus long a été choisi pour votre compte %(when)s, juste après une "
        "connexion. %(closed)s\n\n%(warning)s"
    ) % {
        "name": person.full_name, "when": wording.moment(clock.now()), "closed": closed_words(closed),
        "warning": _not_you(),
    }  # fmt: skip
    _by_mail(person, _("Votre mot de passe a changé"), text, f"lengthened/{key}")


def codes_tried(*, person: Person, count: int, key: str) -> None:
    """Tell the person that somebody who has their password, or a session of theirs, tries codes."""
    text = _(
        "Bonjour %(name)s,\n\nQuelqu’un qui a votre mot de passe, ou une session ouverte à votre nom, a donné "
        "%(count)d codes faux de suite. Ces codes n’ont rien ouvert. Si ce n’est pas vous, changez votre mot de passe "
        "avec « Mot de passe oublié ». Votre clé d’accès et les appareils où vous vous êtes déjà connecté servent "
        "comme avant."
        "\n\n%(warning)s"
    ) % {"name": person.full_name, "count": count, "warning": _not_you()}
    _by_mail(person, _("Quelqu’un essaie d’ouvrir votre compte"), text, f"tried/{key}")


def many_codes_shown(*, person: Person, by: str, count: int, key: str) -> None:
    """Tell a head that somebody of the school shows many codes within the hour."""
    text = _(
        "Bonjour %(name)s,\n\n%(by)s a montré %(count)d codes en une heure. Chacun permet de choisir le mot de passe "
        "d’un élève ou d’un responsable. Un jour de rentrée, c’est normal. Sinon, vérifiez auprès de la personne, et "
        "suspendez son compte si ce n’est pas elle : le journal dit à qui chaque code était destiné."
    ) % {"name": person.full_name, "by": by, "count": count}
    _by_mail(person, _("Beaucoup de codes montrés en une heure"), text, f"shown/{key}")


def slip_guessed(*, person: Person, slip_id: uuid.UUID, count: int) -> None:
    """Tell the person on every contact, and those who answer for the same children, that a slip was made worthless."""
    what = _(
        "Quelqu’un qui tient la fiche d’activation de %(name)s a tapé %(count)d codes faux. La fiche est annulée : "
        "personne n’est entré. Demandez une autre fiche au secrétariat, en vous y présentant."
    ) % {"name": person.full_name, "count": count}
    text = _("Bonjour,\n\n%(what)s\n\n%(warning)s") % {"what": what, "warning": _not_you()}
    _by_mail(person, _("Une fiche d’activation est annulée"), text, f"guessed/{slip_id}")
    for contact in contacts_of(person):
        if contact.road == Road.SMS:
            sms.send(to=contact.value, text=what, key=f"guessed/{slip_id}")
    for other in [*guardians_to_tell(person.pk), *others_who_answer(person.pk)]:
        _by_mail(other, _("Une fiche d’activation est annulée"), text, f"guessed/{slip_id}/{other.pk}", person)


def seat_taken(*, person: Person, key: uuid.UUID) -> None:
    """Tell the person, and a pupil's guardians, that a phone opens the account by a short code from now on."""
    text = _(
        "Bonjour,\n\nDepuis %(when)s, un téléphone de la famille ouvre le compte de %(name)s par un code court. Pour "
        "l’oublier : « Mon compte », « Appareils et sessions ».\n\n%(warning)s"
    ) % {"name": person.full_name, "when": wording.moment(clock.now()), "warning": _not_you()}
    subject = _("Un téléphone ouvre ce compte par un code court")
    _by_mail(person, subject, text, f"seat/{key}")
    for other in guardians_to_tell(person.pk):
        _by_mail(other, subject, text, f"seat/{key}/{other.pk}", person)


def mailbox_changed(*, person: Person, former: str, key: uuid.UUID, link: str) -> None:
    """Tell a former address that the directory has another one from now on. The new one is not written here.

    `link`: opens the page where its reader says that it is not them.
    """
    text = _(
        "Bonjour %(name)s,\n\nL’adresse électronique de votre fiche a été remplacée %(when)s : dans trois jours, Préau "
        "n’écrira plus ici.\n\nVous l’avez demandé, ou l’établissement vous l’a dit ? Il n’y a rien à faire.\n\n"
        "Ce n’est pas vous ? Ouvrez ce lien dans les trois jours et choisissez « Ce n’est pas moi » : tout ce qui "
        "ouvre le compte se ferme, et de quoi choisir un nouveau mot de passe arrive ici. Il sert une fois :"
        "\n\n%(url)s\n\nPuis prévenez l’établissement : il remet la bonne adresse."
    ) % {
        "name": person.full_name, "when": wording.moment(clock.now()),
        "url": settings.PUBLIC_URL + reverse("identity:not_me", kwargs={"link": link}),
    }  # fmt: skip
    mail.send(to=former, subject=_("Votre adresse a été remplacée"), text=text, key=f"former/{key}")


def mailbox_disputed(*, person: Person, former: str, key: uuid.UUID) -> None:
    """Tell the address on file that whoever reads the former one had the account closed, and what remains to do."""
    if person.email.lower() == former.lower():
        return  # given back meanwhile: the link to choose a password says it all
    text = _(
        "Bonjour %(name)s,\n\nLe compte a été fermé %(when)s : la personne qui lit l’adresse précédente de cette fiche "
        "dit que le changement n’est pas d’elle. Les liens pour choisir un mot de passe n’arrivent plus ici.\n\n"
        "Cette adresse-ci est la bonne ? Présentez-vous à l’établissement : il vous montre un code, qui rouvre le "
        "compte et ôte la parole à l’adresse précédente."
    ) % {"name": person.full_name, "when": wording.moment(clock.now())}
    _by_mail(person, _("Votre compte est fermé"), text, f"disputed/{key}")


def reset_asked(
    *, links: Sequence[tuple[Person, str, str]], key: str, minutes: int, to: str, changed: bool
) -> None:  # fmt: skip
    """Send the links asked for, of people who share one address: person, login, link.

    `minutes`: how long they live. `changed`: two addresses read this, and why is said.
    """
    if len(links) == 1:
        ((person, login, link),) = links
        text = _(
            "Bonjour %(name)s,\n\nQuelqu’un, vous sans doute, demande un nouveau mot de passe pour l’identifiant "
            "%(login)s.\nOuvrez ce lien dans les %(minutes)d minutes ; il sert une fois :\n\n%(link)s\n\n"
            "Si vous n’avez rien demandé, ne faites rien : votre mot de passe ne change pas."
        ) % {"name": person.full_name, "login": login, "link": link, "minutes": minutes}
    else:
        line = _("%(name)s, identifiant %(login)s :\n%(link)s")
        lines = [line % {"name": person.full_name, "login": login, "link": link} for person, login, link in links]
        text = _(
            "Bonjour,\n\nQuelqu’un, vous sans doute, demande un nouveau mot de passe. Plusieurs comptes ont cette "
            "adresse : ouvrez, dans les %(minutes)d minutes, le lien de celui qu’il faut ; il sert une fois."
            "\n\n%(lines)s\n\n"
            "Si vous n’avez rien demandé, ne faites rien : aucun mot de passe ne change."
        ) % {"lines": "\n\n".join(lines), "minutes": minutes}
    if changed:
        text += "\n\n" + _(
            "L’adresse de cette fiche a changé il y a moins de trois jours : ce message part à l’ancienne et à la "
            "nouvelle. Vous n’avez rien demandé ? Prévenez l’établissement."
        )
    mail.send(to=to, subject=_("Un nouveau mot de passe"), text=text, key=key)


def please_come(*, person: Person, school_name: str, key: str) -> None:
    """Remind somebody who never came."""
    text = _(
        "Bonjour %(name)s,\n\n%(school)s vous attend sur son espace numérique. Prenez la fiche remise par "
        "l’établissement et tapez son code à l’adresse %(address)s. "
        "Fiche perdue ou périmée ? Demandez-en une autre au secrétariat."
    ) % {"name": person.full_name, "school": school_name, "address": f"{settings.PUBLIC_URL}/activer/"}
    _by_mail(person, _("Votre espace numérique vous attend"), text, key)
