"""Documents put, renamed, moved, deleted and brought back."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from preau.access.public import HatRequest, exercises, page
from preau.directory.errors import Overtaken, Refused
from preau.documents import rules, services
from preau.documents.enums import VERSION, Level
from preau.documents.forms import NameForm
from preau.documents.selectors.reading import Placed, folders_in, placed
from preau.documents.views import PEOPLE, SERVICE, crumbs_of, document_page, folder_page, id_of, or_not_found, page_of
from preau.files.public import brought, came_with
from preau.ui.seen import OVERTAKEN


def _there(request: HatRequest, node_id: uuid.UUID, need: Level = Level.WRITE, *, binned: bool = False) -> Placed:
    with or_not_found():
        return placed(request.hat, node_id, need, binned=binned)


def _to(node_id: object) -> HttpResponse:
    return redirect("documents:node", node_id=node_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def add(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Documents into a folder; a name that is there already is asked about."""
    there = _there(request, node_id, Level.DROP)
    if not there.takes:
        raise PermissionDenied
    school = there.node.school_id
    came, problems = brought(request, VERSION, school, "fichiers")
    if not came:
        said = " ".join(problems) or _("Choisissez d’abord un fichier.")
        return folder_page(request, there, said=said, status=422)
    folders = request.POST.getlist("chemins") if not problems else []
    try:
        with or_not_found():
            made = services.add_documents(
                actor=request.actor, hat=request.hat, folder_id=node_id, arrivals=came,
                on_same=request.POST.get("meme-nom", ""), folders=folders,
            )  # fmt: skip
    except services.SameNames as same:
        shown = came_with(request.hat, VERSION, school, came)
        return folder_page(request, there, same=same.names, came=shown, status=OVERTAKEN)
    except Refused as refused:
        return folder_page(request, there, said=str(refused), status=422,
                           came=came_with(request.hat, VERSION, school, came))  # fmt: skip
    if made:
        words = ngettext("%(num)d document ajouté.", "%(num)d documents ajoutés.", len(made)) % {"num": len(made)}
        messages.success(request, words)
    if problems:
        return folder_page(request, _there(request, node_id, Level.DROP), said=" ".join(problems), status=422)
    return _to(node_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def new_folder(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """A folder in a folder."""
    there = _there(request, node_id)
    form = NameForm(request.POST, auto_id="new_%s")
    if not form.is_valid():
        return page_of(request, there, said=_("Donnez un nom à ce dossier."), status=422)
    try:
        with or_not_found():
            services.make_folder(
                actor=request.actor, hat=request.hat, parent_id=node_id, name=form.cleaned_data["name"]
            )  # fmt: skip
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
    messages.success(request, _("Le dossier est créé."))
    return _to(node_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def rename_node(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Another name."""
    there = _there(request, node_id)
    form = NameForm(request.POST)
    if not form.is_valid():
        return page_of(request, there, said=_("Donnez un nom."), status=422)
    try:
        services.rename(actor=request.actor, hat=request.hat, node_id=node_id, **form.cleaned_data)
    except Refused as refused:
        return page_of(request, _there(request, node_id), said=str(refused), status=422)
    messages.success(request, _("C’est renommé."))
    return _to(node_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def arrange(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Choose a folder, step by step, then move or copy there."""
    there = _there(request, node_id, Level.READ)
    asked = id_of(request.POST.get("vers", "") or request.GET.get("vers", ""))
    first = (
        there.way[0].pk if there.level >= Level.WRITE else rules.own_root(there.node.school_id, there.reader.person_id)
    )
    target = _there(request, asked or first, Level.READ)
    said = ""
    if request.method == "POST":
        act = services.copy if request.POST.get("acte") == "copier" else services.move
        try:
            with or_not_found():
                done = act(actor=request.actor, hat=request.hat, node_id=node_id, target_id=target.node.pk)
        except Refused as refused:
            said = str(refused)
        else:
            messages.success(request, _("C’est copié.") if act is services.copy else _("C’est déplacé."))
            return _to(done.parent_id)
    spaces = [(rules.own_root(one.id, there.reader.person_id), _("Mes documents")) for one in request.hat.schools]
    spaces += [(one.id, one.name) for one in rules.spaces_of(request.hat, there.reader)]
    context = {
        "there": there, "target": target, "folders": [one for one in folders_in(target) if one.id != node_id],
        "spaces": [one for one in spaces if one[0] != target.node.pk], "said": said,
        "crumbs": crumbs_of(there, _("Déplacer ou copier")),
        "up": target.crumbs[-2] if len(target.crumbs) > 1 else None,
        "may_put": target.level >= Level.WRITE, "may_move": there.level >= Level.WRITE and not there.is_root,
        "leaves": there.way[0].pk != target.way[0].pk,
    }  # fmt: skip
    return render(request, "documents/arrange.html", context, status=422 if said else 200)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def bin_node(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Into the bin."""
    there = _there(request, node_id, binned=True)
    try:
        with or_not_found():
            gone = services.put_in_bin(actor=request.actor, hat=request.hat, node_id=node_id)
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
    messages.success(request, _("« %(name)s » est à la corbeille pour trente jours.") % {"name": gone.name})
    return _to(gone.parent_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def restore(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """Out of the bin."""
    with or_not_found():
        back = services.put_back(actor=request.actor, hat=request.hat, node_id=node_id)
    messages.success(request, _("« %(name)s » est remis en place.") % {"name": back.name})
    return _to(back.parent_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def erase(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """For good."""
    try:
        with or_not_found():
            services.remove_for_good(actor=request.actor, hat=request.hat, node_id=node_id)
    except Refused as refused:
        return page_of(request, _there(request, node_id), said=str(refused), status=422)
    messages.success(request, _("C’est supprimé pour de bon."))
    return redirect(reverse("documents:bin"))


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def new_version(request: HatRequest, node_id: uuid.UUID) -> HttpResponse:
    """A version more; when somebody brought one meanwhile, what to do is asked."""
    there = _there(request, node_id)
    came, problems = brought(request, VERSION, there.node.school_id, "fichiers")
    if len(came) != 1:
        said = " ".join(problems) or _("Choisissez un fichier.")
        return page_of(request, there, said=said, status=422)
    seen = request.POST.get("seen", "")
    try:
        with or_not_found():
            services.add_version(
                actor=request.actor, hat=request.hat, node_id=node_id, arrival=came[0],
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
                beside=request.POST.get("acte") == "a-cote",
            )  # fmt: skip
    except Overtaken:
        shown = came_with(request.hat, VERSION, there.node.school_id, came)
        return document_page(request, _there(request, node_id), came=shown, overtaken=True, status=OVERTAKEN)
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
    messages.success(request, _("La version est enregistrée. Les précédentes restent là."))
    return _to(node_id)


@require_POST
@page(*PEOPLE, service=SERVICE)
@exercises(rules.ARRANGE)
def old_version(request: HatRequest, node_id: uuid.UUID, edition: int) -> HttpResponse:
    """An older version is the current one again."""
    there = _there(request, node_id)
    seen = request.POST.get("seen", "")
    try:
        with or_not_found():
            services.bring_back_version(
                actor=request.actor, hat=request.hat, node_id=node_id, edition=edition,
                seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0,
            )  # fmt: skip
    except Overtaken as overtaken:
        there = _there(request, node_id)
        return page_of(request, there, said=f"{overtaken} {_('Relisez les versions ci-dessous.')}", status=OVERTAKEN)
    except Refused as refused:
        return page_of(request, there, said=str(refused), status=422)
    messages.success(request, _("Cette version est de nouveau la version actuelle."))
    return _to(node_id)
