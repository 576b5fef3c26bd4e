"""Sentences of the audit trail for files."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from preau.files.attaching import attachables, size_words

SENTENCES = {
    "files.keep": _("%(actor)s a joint des fichiers (%(kind)s) : %(count)s, %(bytes)s"),
    "files.remove": _("%(actor)s a retiré des fichiers (%(kind)s) : %(count)s, %(bytes)s"),
    "files.infected": _("%(actor)s : un fichier contient un programme dangereux (%(threat)s), il n’est plus servi"),
}


def _kind(data: Mapping[str, Any]) -> object:
    return attachables()[data["kind"]].words


def _size(data: Mapping[str, Any]) -> str:
    return size_words(int(data["bytes"]))


_READ = {"kind": _kind, "bytes": _size}
WORDS = {"files.keep": _READ, "files.remove": _READ}
