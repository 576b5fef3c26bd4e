"""The frame around each page, made from the hat worn. Asks nothing of the database: an error page has a frame too."""

import functools
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from preau.access import crisis
from preau.access.hats import ALL_CHILDREN, Hat
from preau.access.navigation import address, navigation
from preau.access.viewing import Viewing
from preau.kernel import tickets
from preau.kernel.registry import modules_named
from preau.ui import conformity, themes, wording
from preau.ui.frame import ChildChoice, FooterLink, Frame, HatChoice, NavGroup, NavItem
from preau.ui.helping import help_for


@functools.lru_cache(maxsize=4096)
def _marked(
    profile: str, language: str, off: frozenset[str], confided: bool, path: str,
    waiting: tuple[tuple[str, tuple[int, str]], ...],
) -> tuple[tuple[NavItem, ...], tuple[NavGroup, ...]]:  # fmt: skip
    """The entries of a profile, with what waits behind them; the one that leads to this page or nearest above it is
    marked: one among tabs and groups alike."""
    tabs, groups = navigation(profile, language, off, confided)
    every = [*tabs, *(item for group in groups for item in group.items)]
    above = [one.url for one in every if path == one.url or (one.url != "/" and path.startswith(one.url))]
    here = max(above, key=len, default=None)
    told = dict(waiting)

    def marked(items: tuple[NavItem, ...]) -> tuple[NavItem, ...]:
        counts = [told.get(one.url, (one.count, one.count_label)) for one in items]
        return tuple(
            replace(one, current=one.current or one.url == here, count=number, count_label=words)
            for one, (number, words) in zip(items, counts, strict=True)
        )

    return marked(tabs), tuple(replace(group, items=marked(group.items)) for group in groups)


def waiting_in_entries(request: HttpRequest) -> dict[str, tuple[int, str]]:
    """How many things wait behind an entry of the navigation, by its address, and in words: rooms above say so
    (`entry` of their `unread.py`).
    """
    hat: Hat = request.hat  # type: ignore[attr-defined]
    boxes = request.user.boxes  # type: ignore[union-attr]
    told = [one.entry(hat, boxes) for one in modules_named("unread") if hasattr(one, "entry")]
    return {url: (number, words) for url, number, words in told}


def _children(hat: Hat) -> tuple[ChildChoice, ...]:
    choices = [
        ChildChoice(child.key, child.given_name, child.homeroom or child.school_name, current=child == hat.child)
        for child in hat.children
    ]
    if len(choices) > 1:
        choices.insert(0, ChildChoice(ALL_CHILDREN, _("Tous"), current=hat.child is None))
    return tuple(choices)


def _place(hat: Hat) -> tuple[str, str]:
    if hat.child is not None:
        return hat.child.full_name, hat.child.school_name
    if hat.children:
        return _("Tous mes enfants"), ""
    school = hat.school
    return (school.name, school.local_authority) if school else (hat.place, "")


HELP = "helpdesk:help"


def _footer() -> tuple[FooterLink, ...]:
    links = (
        (_("Signaler"), "safety:report"),
        (_("Aide"), HELP),
        (_("Signaler un problème d’accessibilité"), "portal:contact"),
        (_("Données personnelles"), "portal:privacy"),
        (_("Mentions légales"), "portal:legal"),
    )
    return tuple(FooterLink(label, address(target)) for label, target in links if address(target))


@functools.lru_cache(maxsize=8)
def _plain(language: str, demonstration: bool) -> Frame:
    """What stands around a page for anyone, in the language now spoken."""
    return Frame(
        home_url=address("portal:home") or "/",
        preferences_url=address("people:preferences") or "/preferences/",
        sign_in_url=address("identity:sign_in"),
        footer=_footer(),
        conformity=conformity.state_words(),
        conformity_url=address("portal:accessibility"),
        demonstration=demonstration,
    )


@functools.lru_cache(maxsize=1024)
def _help_of(name: str) -> str:
    """The address of the help of the page of that name; of help in general for one that has none."""
    return f"{address(HELP)}?page={name}" if help_for(name) is not None else address(HELP)


@functools.lru_cache(maxsize=1024)
def _around(language: str, demonstration: bool, page_name: str, of_a_school: bool) -> Frame:
    """The same around the page of that name: its help is that of this page, under a name of its own, since the
    navigation leads to help in general; beside it, for who is of a school, how their school uses all this.
    """
    plain = _plain(language, demonstration)
    general, usage = address(HELP), address("portal:usage")
    own = _help_of(page_name) if page_name and general else general
    footer = tuple(
        FooterLink(_("Aide sur cette page"), own) if own != general and one.url == general else one
        for one in plain.footer
    )
    if of_a_school and usage:
        used = FooterLink(_("Comment votre établissement utilise l’ENT"), usage)
        footer = (*footer[:2], used, *footer[2:])
    return plain._replace(footer=footer)


@functools.lru_cache(maxsize=1024)
def _picture(name: str) -> str:
    """Address of a public picture by its name; empty for none. The room that keeps it is above this one."""
    return reverse("files:picture", args=[name]) if name else ""


def _switched(request: HttpRequest) -> tuple[frozenset[str], bool]:
    """Services that are off, and whether an entry into the administration was confided: found at the door."""
    return getattr(request, "off", frozenset()), getattr(request, "confided", False)


def frame_of(request: HttpRequest) -> Frame:
    """The frame of this page; a view may give its own as `request.frame`."""
    given: Frame | None = getattr(request, "frame", None)
    if given is not None:
        return given
    language = get_language() or "fr"
    hat: Hat | None = getattr(request, "hat", None)
    match = request.resolver_match
    plain = _around(language, settings.DEMO, match.view_name if match else "", bool(hat and hat.schools))
    if alerts := crisis.told_to(hat):
        plain = plain._replace(alerts=tuple(alerts))
    if hat is None:
        return plain
    seen: Viewing | None = getattr(request, "viewing", None)
    waiting = () if seen else tuple(one for one in waiting_in_entries(request).items() if one[1][0])
    tabs, groups = _marked(hat.profile, language, *_switched(request), request.path, waiting)
    place, detail = _place(hat)
    school = hat.school
    look = school.look if school else hat.look
    person = request.user.person  # type: ignore[union-attr]
    hats: tuple[Hat, ...] = request.hats  # type: ignore[attr-defined]
    framed = plain._replace(
        place=place,
        place_detail=detail,
        person_name=person.full_name,
        person_detail=hat.title,
        tabs=tabs,
        groups=groups,
        hats=tuple(HatChoice(one.key, one.title, one.place, current=one.key == hat.key) for one in hats),
        hat_url=address("portal:wear"),
        children=_children(hat),
        child_url=address("portal:look_at"),
        sign_in_url="",
        sign_out_url=address("identity:sign_out"),
        streams_url=settings.STREAMS_URL,
        bell_url=address("notifications:centre"),
        unread=request.user.unread,  # type: ignore[union-attr]
        ticket=tickets.make(person.pk, hat.key, hat.school_ids, session_key=request.session.session_key),
        theme_url=themes.url(look.brand, look.accent),
        logo_url=_picture(look.logo),
        logo_alt=look.logo_alt,
        icon_url=_picture(look.icon),
    )
    return framed if seen is None else _seen_by_support(framed, seen)


def _seen_by_support(framed: Frame, viewing: Viewing) -> Frame:
    """The same, with the banner that says who looks and until when; neither live events nor notices: those are
    the person's."""
    until = wording.hour(timezone.localtime(viewing.opening.ends_at))
    said = _("%(by)s voit cette page comme %(who)s, en lecture seule, jusqu’à %(hour)s.") % {
        "by": viewing.by.label, "who": framed.person_name, "hour": until,
    }  # fmt: skip
    banners = (*framed.banners, said)
    return framed._replace(ticket="", bell_url="", banners=banners, stop_url=address("console:stop_viewing"))


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`."""
    return {"frame": frame_of(request)}
