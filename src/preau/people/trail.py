"""Sentences of the audit trail for what people ask about their own data."""

from django.utils.translation import gettext_lazy as _

from preau.people.enums import CorrectableField

SENTENCES = {
    "people.request_export": _("%(actor)s a demandé une copie de données personnelles"),
    "people.ask_correction": _("%(actor)s a demandé de corriger une fiche (%(field)s)"),
    "people.accept_correction": _("%(actor)s a accepté une demande de correction (%(field)s)"),
    "people.refuse_correction": _("%(actor)s a refusé une demande de correction (%(field)s)"),
    "people.publish_notice": _(
        "%(actor)s a publié la version %(version)s des mentions sur les données personnelles : « %(controller)s »"
    ),
}

_FIELD = {"field": lambda data: CorrectableField(data["field"]).label}

WORDS = {
    "people.ask_correction": _FIELD,
    "people.accept_correction": _FIELD,
    "people.refuse_correction": _FIELD,
    "directory.correct_person": _FIELD,  # these fields have their names here
}
