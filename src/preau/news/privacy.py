"""What this room keeps of people: who wrote and published an item, and who said that they know of it."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from preau.kernel import scope
from preau.kernel.duties import Duty, Ends, FieldUse, Term, declare, rows_as_json
from preau.kernel.signatures import Followed, Signature
from preau.news.models import Acknowledgement, Circular, NewsFeed, NewsItem, Poll, PollVote
from preau.news.selectors.polls import seals_of
from preau.news.services.polling import settle_polls
from preau.news.services.terms import KEPT_DAYS, forget_old, forget_proofs

_ITEM = FieldUse(
    _("faire savoir une actualité à qui l’établissement l’adresse"),
    _("les personnes à qui elle est adressée ; qui l’écrit et qui la publie"),
    _("un an après sa fin"),
    is_personal=False,
)
_SIGNED = FieldUse(
    _("dire qui a écrit et publié une actualité"),
    _("les personnes à qui elle est adressée"),
    _("un an après la fin de l’actualité, et pas plus que le compte ; le journal garde l’acte trois ans"),
    data=_("auteur d’une actualité"),
)
_KNOWN = FieldUse(
    _("savoir qui a lu une actualité importante, et ne la rappeler qu’aux autres"),
    _("qui a écrit l’actualité et qui peut la publier"),
    _("un an après la fin de l’actualité"),
    data=_("actualités importantes que vous avez dit avoir lues"),
)

_ENTERED = FieldUse(
    _("dire qu’une lecture a été notée pour une famille, par quel moyen et par qui"),
    _("la personne pour qui on l’a noté, et les personnels qui agissent pour les familles"),
    _("un an après la fin de l’actualité"),
    data=_("lectures notées en votre nom"),
)

_VOTE = FieldUse(
    _("compter une réponse par personne à la question d’une actualité, sans garder de qui elle est"),
    _("personne : on ne lit que des nombres, à la fin, et à partir de cinq réponses"),
    _("jusqu’à la fin de la question ; les nombres, un an après la fin de l’actualité"),
    data=_("réponses aux questions en cours"),
)

_FRONT = FieldUse(
    _("dire à tous si l’établissement est ouvert, et comment le joindre"),
    _("tout le monde"),
    _("tant que l’établissement la montre"),
    is_personal=False,
)

_FEED = FieldUse(
    _("suivre ses actualités dans un lecteur de flux, par une adresse secrète"),
    _("la personne ; qui a son adresse, les titres seuls"),
    _("jusqu’à ce que la personne la ferme, et pas plus que le compte"),
    data=_("adresse secrète de vos actualités : le jour où elle fut ouverte"),
)

FIELDS = {
    **declare(
        "NewsItem",
        {
            "id school state sort title text is_flash is_public is_pinned": _ITEM,
            "starts_at ends_at edition reminded_on remark changed_at circular asks_agreement": _ITEM,
            "written_by written_by_id published_by published_by_id": _SIGNED,
        },
    ),
    **declare(
        "Circular",
        {
            "id local_authority state sort title text is_flash whom schools pictures question": _ITEM,
            "starts_at ends_at changed_at": _ITEM,
            "written_by written_by_id published_by published_by_id": _SIGNED,
        },
    ),
    **declare("NewsPicture", {"id school item file_id says": _ITEM}),
    **declare("Poll", {"id school item question answers takes_several ends_at counts people": _ITEM}),
    **declare("PollVote", {"id school poll voter chosen": _VOTE}),
    **declare("SchoolFront", {"id school is_shown opens_saturday hours phones": _FRONT}),
    **declare("NewsFeed", {"id person digest made_at": _FEED}),
    **declare("NewsAudience", {"id school item key": _ITEM}),
    **declare(
        "Acknowledgement", {"id school item person at": _KNOWN, "means entered_by entered_by_id contested_at": _ENTERED}
    ),
}


def export(person_id: uuid.UUID) -> dict[str, Any]:
    """What the person said they had read, and answered to questions that still run."""
    with scope.everything("a person's own data, asked for by that person"):
        rows = Acknowledgement.objects.filter(person_id=person_id).order_by("at")
        found = rows_as_json(rows.values("item__title", "school__name", "at", "means", "entered_by"))
        votes = [
            {"question": one.poll.question, "answers": [
                words for at, words in enumerate(one.poll.answers) if one.chosen >> at & 1
            ]}
            for one in _votes([person_id]).select_related("poll").order_by("poll_id")
        ]  # fmt: skip
    feeds = rows_as_json(NewsFeed.objects.filter(person_id=person_id).values("made_at"))
    lists = {"acknowledgements": found, "poll_answers": votes, "feeds": feeds}
    return {name: rows for name, rows in lists.items() if rows}


def _votes(person_ids: Sequence[uuid.UUID]) -> QuerySet[PollVote]:
    """What these persons answered to questions that still run: each seal is made again from its person's number."""
    running = Poll.objects.filter(counts__isnull=True).values_list("pk", flat=True)
    seals = [seal for poll in running for person in person_ids for seal in seals_of(poll, person)]
    return PollVote.objects.filter(voter__in=seals)


def erase(person_ids: Sequence[uuid.UUID], names_kept: frozenset[uuid.UUID]) -> dict[str, int]:
    """What these persons said they had read, and answered."""
    with scope.everything("erasure of people who left"):
        rows = Acknowledgement.objects.filter(person_id__in=person_ids)
        forget_proofs(rows)
        return {
            "acknowledgements": rows.delete()[0],
            "poll_answers": _votes(person_ids).delete()[0],
            "feeds": NewsFeed.objects.filter(person_id__in=person_ids).delete()[0],
        }


def expire() -> dict[str, int]:
    """Items whose time is over, and answers to questions that are."""
    return {"items": forget_old(), "polls": settle_polls()}


_SAYS_OF_CIRCULAR = ("local_authority__name", "title", "state", "starts_at", "ends_at")
_SAYS = ("school__name", "title", "state", "starts_at", "ends_at")
DUTY = Duty(
    fields=FIELDS,
    export=export,
    erase=erase,
    expire=expire,
    terms=(
        Term(
            "news.items", _("Actualité"), lambda: KEPT_DAYS, _("après sa fin"),
            _("RGPD, article 5 : pas plus longtemps que nécessaire"),
        ),
    ),
    signatures=(
        Signature(NewsItem, "written_by", "written_by_id", "news_written", _SAYS),
        Signature(Circular, "written_by", "written_by_id", "circulars_written", _SAYS_OF_CIRCULAR),
        Signature(Circular, "published_by", "published_by_id", "circulars_published", _SAYS_OF_CIRCULAR),
        Signature(NewsItem, "published_by", "published_by_id", "news_published", _SAYS),
        Signature(
            Acknowledgement, "entered_by", "entered_by_id", "word_answers_entered", ("school__name", "means", "at")
        ),
    ),
    followed=(Followed(Acknowledgement, "person_id", ("item_id",)), Followed(NewsFeed, "person_id")),
    handed_out={"NewsFeed": Ends("feeds")},
)  # fmt: skip
