"""Acts of this room, each with its risks (access.risks)."""

from django.utils.translation import gettext_lazy as _

from preau.access.public import Act, Risk

WRITE = Act("news.write", _("rédiger une actualité"), Risk.NONE)
ATTACH = Act("news.attach", _("joindre des images et des fichiers à une actualité"), Risk.NONE)
SUBMIT = Act("news.submit", _("proposer une actualité à la relecture, ou la rendre"), Risk.NONE)
PUBLISH = Act("news.publish", _("publier une actualité à ses classes"), Risk.BULK)
PUBLISH_WIDELY = Act("news.publish_widely", _("publier une actualité à un établissement"), Risk.PERSONAL | Risk.BULK)
WRITE_CIRCULAR = Act("news.write_circular", _("rédiger une actualité de la collectivité"), Risk.NONE)
CIRCULATE = Act(
    "news.circulate", _("publier une actualité dans les établissements d’une collectivité, ou l’y retirer"),
    Risk.PERSONAL | Risk.BULK,
)  # fmt: skip
AGREE = Act(
    "news.agree", _("accepter qu’une actualité de la collectivité aille aux familles, ou non"),
    Risk.PERSONAL | Risk.BULK,
)  # fmt: skip
WITHDRAW = Act("news.withdraw", _("retirer une actualité"), Risk.BULK)
PIN = Act("news.pin", _("épingler une actualité"), Risk.BULK)
REMIND = Act("news.remind", _("rappeler une actualité à qui ne l’a pas lue"), Risk.BULK)
ACKNOWLEDGE = Act("news.acknowledge", _("dire qu’on a lu une actualité"), Risk.NONE)
VOTE = Act("news.vote", _("répondre à la question d’une actualité"), Risk.NONE)
ANSWER_FOR = Act("news.answer_for", _("répondre à une actualité pour une famille qui le demande"), Risk.PERSONAL)
CONTEST = Act("news.contest", _("contester ce qui a été noté en son nom"), Risk.NONE)
FRONT = Act("news.set_front", _("régler la page publique de l’établissement"), Risk.CONFIG)
FEED = Act("news.feed", _("ouvrir ou fermer l’adresse secrète de ses actualités"), Risk.NONE)
