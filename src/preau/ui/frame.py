"""What stands around every page: names, navigation, switches, footer. Made in access, drawn by ui/page.html.

The layout shows exactly what it is given and asks no question about rights: who sees which entry is decided where
the frame is made (`preau.access.context`). All texts are already in the reader's language.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation.

    `icon` is a name of the sprite (see ui/icons.py). `count` > 0 shows a figure; `count_label` says what it counts
    ("2 messages non lus") to those who do not see it. `key` is the letter typed after `g` to go there.
    """

    label: str
    url: str
    icon: str
    current: bool = False
    count: int = 0
    count_label: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class NavGroup:
    """A titled group of the left rail (Enseigner, Suivre, Communiquer, Gérer)."""

    title: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class HatChoice:
    """A hat the account may wear. `detail` names the school or collectivity."""

    key: str
    label: str
    detail: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class ChildChoice:
    """A child a guardian may look at; the key of all children together is "tous"."""

    key: str
    label: str
    detail: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class FooterLink:
    """A link of the footer."""

    label: str
    url: str


class Frame(NamedTuple):
    """Everything around the page. `Frame()` alone draws a valid page for someone who is not signed in.

    - `place`, `place_detail`: top bar: school, collectivity or child ("Lycée Jean-Moulin", "Académie de Lyon").
    - `person_name`: full name of who is signed in, empty when nobody is; `person_detail`: the hat's title.
    - `tabs`: the five entries of the bottom bar, also first in the rail; `groups`: the rest of the rail.
    - `hat_url`, `child_url`: where the switches post (fields `hat` or `child`, and `next`: the page to come back to).
    - `conformity`: word of the RGAA statement: "non", "partiellement" or "totalement", in the reader's language.
    - `streams_url`, `ticket`: live events; an empty ticket opens none.
    - `alerts`: what a crisis closes, and what is said of it, at the top of every page.
    - `banners`: said at the top of every page; `stop_url`: where the button that ends what they tell of posts.
    - `bell_url`: the page of notices, none without; `unread`: how many wait.
    - `theme_url`: stylesheet of the collectivity (ui.themes.url); empty for Préau's own colours.
    - `logo_url`, `logo_alt`: its logo, and what it says to who does not see it; `icon_url`: its mark in browsers' tabs.
    """

    place: str = ""
    place_detail: str = ""
    person_name: str = ""
    person_detail: str = ""
    home_url: str = "/"
    tabs: tuple[NavItem, ...] = ()
    groups: tuple[NavGroup, ...] = ()
    hats: tuple[HatChoice, ...] = ()
    hat_url: str = ""
    children: tuple[ChildChoice, ...] = ()
    child_url: str = ""
    search_url: str = ""
    preferences_url: str = "/preferences/"
    sign_in_url: str = ""
    sign_out_url: str = ""
    footer: tuple[FooterLink, ...] = ()
    conformity: str = ""
    conformity_url: str = ""
    streams_url: str = ""
    ticket: str = ""
    bell_url: str = ""
    unread: int = 0
    theme_url: str = ""
    logo_url: str = ""
    logo_alt: str = ""
    icon_url: str = ""
    demonstration: bool = False
    alerts: tuple[str, ...] = ()
    banners: tuple[str, ...] = ()
    stop_url: str = ""

    @property
    def signed_in(self) -> bool:
        """True when a person's name is to be shown."""
        return bool(self.person_name)
