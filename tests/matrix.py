"""Who may open what: every address × every profile × two schools of two collectivities. A new address needs a row here.

A cell is the status a person meets. `own/other` (200/404) tells what is of their own school, of their own territory for
officers, from what is of the other's. Strangers meet 404, colleagues 403, whoever has not signed in is led to sign-in.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import matrix_messages as letters
import matrix_news as news
import matrix_safety as safety
import matrix_targets as targets
from cast import COLLEGE, LYCEE, Academy

PROFILES = (
    "anonymous", "pupil", "guardian", "teacher", "cpe", "head", "school_staff", "region", "department", "operator",
    "support",
)  # fmt: skip
SCHOOLS = {"lycee": LYCEE, "college": COLLEGE}
"""Two schools of two collectivities: the Région's lycée, the Département's collège."""

PEOPLE: Mapping[str, Mapping[str, str]] = {
    "lycee": {
        "pupil": "lina-benali", "guardian": "sophie-martin-lycee", "teacher": "claire-roux", "cpe": "nadia-leroy",
        "head": "helene-garnier", "school_staff": "jean-royer",
    },
    # "@" asks the directory for whoever has that profile, or teaches the class that rows name: the cast has nobody.
    "college": {
        "pupil": "adam-benali", "guardian": "ines-lopes", "teacher": "@teaches", "cpe": "@National_evs",
        "head": "yves-caron", "school_staff": "@National_eta",
    },
}  # fmt: skip
OFFICERS = {"region": ("paul-faure", "lycee"), "department": ("julie-morin", "college")}
OPERATOR = "alex-brun"
SUPPORT = "victor-lambert"

Target = Callable[[Academy, str], dict[str, Any]]
"""Arguments of an address for a school's key."""


@dataclass(frozen=True)
class Row:
    """One address (and method). `cells`: profile to "status" or "own/other"; profiles left out get `others`."""

    url: str
    cells: Mapping[str, str]
    others: str = "404"
    method: str = "get"
    target: Target | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    look: tuple[str, ...] = ()
    """Profiles whose page the browser checks look at (the page is HTML for them)."""
    query: str = ""
    spared: tuple[str, ...] = ()
    """Browser checks that have no meaning there."""
    shown: int = 200
    """Status of the pages looked at in the browser, where the academy is a demonstration."""

    def expected(self, profile: str, *, own: bool) -> int:
        """The status this profile meets."""
        both = self.cells.get(profile, self.others).split("/")
        return int(both[0] if own else both[-1])

    def __str__(self) -> str:
        return f"{self.method} {self.url}{self.query}"


def all_(status: str, **but: str) -> dict[str, str]:
    """The same status for everyone, except those named."""
    return {profile: but.get(profile, status) for profile in PROFILES}


def only(status: str, *profiles: str, others: str = "404", anonymous: str = "302", **but: str) -> dict[str, str]:
    """This status for these profiles; who has not signed in goes to the door, all else meet `others`."""
    return {
        **dict.fromkeys(PROFILES, others), **dict.fromkeys(profiles, status), "anonymous": anonymous, **but,
    }  # fmt: skip


SIGNED_IN = tuple(one for one in PROFILES if one != "anonymous")
STAFF = ("teacher", "cpe", "head", "school_staff")
WRITERS = ("pupil", "guardian", *STAFF)
OFFICES = ("region", "department")
RESERVED = dict.fromkeys(("teacher", "cpe", "school_staff"), "403")
"""Colleagues of the head, at a page for heads."""
OF_ANOTHER = dict.fromkeys(("teacher", "cpe", "school_staff"), "403/404")
"""Colleagues of who wrote it, in their school; strangers elsewhere."""

ROWS: tuple[Row, ...] = (
    # kernel: for machines
    Row("kernel:healthz", all_("200")),
    Row("kernel:readyz", all_("503")),  # no worker runs beside the tests
    Row("kernel:metrics", all_("200")),
    # ui: style sheets name nobody; the catalogue exists in a demonstration alone, its specimens bear the same names
    Row("ui:catalogue", all_("404"), look=("anonymous",), spared=("names",)),
    Row("ui:theme", all_("200"), target=targets.theme),
    # identity: the door
    Row("identity:sign_in", only("302", *SIGNED_IN, anonymous="200"), look=("anonymous",)),
    Row("identity:enter_demo", all_("404"), method="post"),
    Row("identity:sign_out", all_("302"), method="post"),
    Row("identity:activate", all_("200"), look=("anonymous", "guardian")),
    Row("identity:activate", all_("422"), method="post", data={"code": "nothing"}),
    Row("identity:roads", all_("302")),
    Row("identity:send", all_("302"), method="post"),
    Row("identity:prove", all_("302")),
    Row("identity:choose", all_("302")),
    Row("identity:slip", all_("404"), target=targets.no_link, look=("anonymous",), shown=404),
    Row("identity:follow_slip", all_("422"), target=targets.no_link, method="post"),
    Row("identity:forgotten", all_("200"), look=("anonymous",)),
    Row("identity:reset_sent", all_("200"), look=("anonymous",)),
    Row("identity:reset", all_("422"), target=targets.no_link, look=("anonymous",), shown=422),
    Row("identity:not_me", all_("200"), target=targets.former_mailbox, look=("anonymous",)),
    Row("identity:not_me", all_("422"), target=targets.no_link, method="post"),
    Row("identity:desk", all_("200"), look=("anonymous",)),
    Row("identity:desk_choose", all_("302")),
    Row("identity:second_step", all_("302")),
    Row("identity:longer", all_("302")),
    Row("identity:passkey_options", all_("200"), method="post"),
    Row("identity:passkey_enter", all_("422"), method="post"),
    Row("identity:seat_enter", all_("422"), method="post"),
    Row("identity:seat_forget", all_("302"), method="post"),
    Row("identity:confirm", only("200", *SIGNED_IN), look=("head",)),
    # identity: no source is declared here, so none has an address (tests/identity/federation declares some)
    Row("identity:sso_start", all_("404"), target=targets.source_of_identity),
    Row("identity:sso_answer", all_("404"), target=targets.source_of_identity),
    Row("identity:sso_answer", all_("404"), target=targets.source_of_identity, method="post"),
    Row("identity:sso_metadata", all_("404"), target=targets.source_of_identity),
    Row("identity:sso_farewell", all_("404"), target=targets.source_of_identity, method="post"),
    Row("identity:sso_prove", all_("302")),
    Row("identity:sso_link", all_("302")),
    Row("identity:sso_link", all_("302"), method="post"),
    Row("identity:sso_leave", all_("302")),
    # notifications: one's own, whoever one is
    Row("notifications:centre", only("200", *SIGNED_IN), look=("guardian", "head", "pupil")),
    Row("notifications:count", only("200", *SIGNED_IN)),
    Row("notifications:read", only("303", *SIGNED_IN), method="post"),
    Row("notifications:one", only("302", *SIGNED_IN), target=targets.notice_of_nobody),
    Row("notifications:open", only("404", *SIGNED_IN), method="post", target=targets.notice_of_nobody),
    Row("notifications:choices", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("notifications:choices", only("303", *SIGNED_IN), method="post"),
    Row("notifications:habits", only("303", *SIGNED_IN), method="post"),
    Row("notifications:address", only("303", *SIGNED_IN), method="post"),
    Row("notifications:device", only("303", *SIGNED_IN), method="post"),
    Row("notifications:trial", only("303", *SIGNED_IN), method="post"),
    Row("notifications:forget_device", only("303", *SIGNED_IN), method="post", target=targets.device_of_nobody),
    Row("notifications:calm", only("200", "head", **RESERVED), look=("head",)),
    Row("notifications:calm", only("422", "head", **RESERVED), method="post"),
    Row("notifications:unsubscribe", all_("404"), target=targets.forged_link),
    Row("notifications:unsubscribe", all_("404"), target=targets.forged_link, method="post"),
    Row("notifications:unsubscribe", all_("200"), target=targets.link_of_a_mail, look=("anonymous",)),
    Row("notifications:service_worker", all_("200")),
    Row("notifications:web_manifest", all_("200")),
    # messaging: one's own mailbox; another's message is nothing
    Row("messaging:inbox", only("200", *WRITERS), look=("guardian", "teacher", "pupil"), target=letters.received),
    *(Row("messaging:folder", only("200", *WRITERS), target=one, look=looks) for one, looks in letters.BOXES),
    Row("messaging:file", only("404", *SIGNED_IN), method="post"),
    Row("messaging:file", only("303", *WRITERS), method="post", data={"acte": "lu"}),
    Row("messaging:write", only("200", *WRITERS), look=("guardian", "teacher")),
    Row("messaging:options", only("200", *WRITERS), query="?q=dupont"),
    Row("messaging:edit", only("404", *SIGNED_IN, teacher="200/404"), target=letters.draft, look=("teacher",)),
    Row("messaging:edit", only("404", *SIGNED_IN, teacher="303/404"), target=letters.draft, method="post",
        data={"version": "1"}),
    Row("messaging:review", only("404", *SIGNED_IN, teacher="200/404"), target=letters.draft, look=("teacher",)),
    Row("messaging:review", only("404", *SIGNED_IN, teacher="409/404"), target=letters.draft, method="post"),
    Row("messaging:discard", only("404", *SIGNED_IN, teacher="303/404"), target=letters.draft, method="post"),
    Row("messaging:thread", only("404", *SIGNED_IN, teacher="200/404", guardian="200/404"), target=letters.thread,
        look=("teacher", "guardian")),
    Row("messaging:answer", only("404", *SIGNED_IN, teacher="303/404", guardian="303/404"), target=letters.message,
        method="post"),
    Row("messaging:forward", only("404", *SIGNED_IN, teacher="303/404", guardian="303/404"), target=letters.message,
        method="post"),
    Row("messaging:undo", only("404", *SIGNED_IN, teacher="303/404"), target=letters.message, method="post"),
    Row("messaging:recall", only("404", *SIGNED_IN, teacher="303/404"), target=letters.message, method="post"),
    Row("messaging:readers", only("404", *SIGNED_IN, teacher="200/404"), target=letters.message, look=("teacher",)),
    *safety.rows(Row, only, all_),
    # news: read by whom they are for; written by the staff, published by the head or by teachers to their classes
    Row("news:list", only("200", "pupil", "guardian", *STAFF), look=("pupil", "guardian", "head")),
    Row("news:item", only("200/404", "pupil", "guardian", *STAFF), target=news.published, look=("pupil",)),
    Row("news:acknowledge", only("302/404", "pupil", "guardian", *STAFF), target=news.published, method="post"),
    Row("news:desk", only("200", *STAFF), look=("head", "teacher")),
    Row("news:new", only("200", *STAFF), look=("head", "teacher")),
    Row("news:new", only("422", *STAFF), method="post"),
    Row("news:edit", only("200/404", "head", **OF_ANOTHER), target=news.draft),
    Row("news:edit", only("422/404", "head", **OF_ANOTHER), target=news.draft, method="post"),
    Row("news:review", only("200/404", "head", **OF_ANOTHER), target=news.published, look=("head",)),
    Row("news:submit", only("302/404", "head", **OF_ANOTHER), target=news.draft, method="post"),
    Row("news:reopen", only("302/404", "head", **OF_ANOTHER), target=news.withdrawn, method="post"),
    Row("news:withdraw", only("302/404", "head", **OF_ANOTHER), target=news.published, method="post"),
    Row("news:readers", only("200/404", "head", **OF_ANOTHER), target=news.flash, look=("head",)),
    Row("news:remind", only("302/404", "head", **OF_ANOTHER), target=news.flash, method="post"),
    Row(
        "news:send_back", only("302/404", "head", **RESERVED | {"teacher": "403/404"}), target=news.proposed,
        method="post", data={"remark": "Trop long"},
    ),
    Row("news:pin", only("302/404", "head", **RESERVED | {"teacher": "403/404"}), target=news.published, method="post"),
    Row("news:publish", only("409/404", "head", **RESERVED | {"teacher": "403/404"}), target=news.draft, method="post"),
    Row(
        "news:publish_widely", only("409/404", "head", **RESERVED | {"teacher": "403/404"}), target=news.draft,
        method="post",
    ),
    # people
    Row("people:preferences", all_("200"), look=("anonymous", "guardian")),
    Row("people:majority", only("200", "pupil"), look=("pupil",)),
    Row("people:majority", only("302", "pupil"), method="post", data={"choice": "signatures-prises"}),
    Row("people:account", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("people:factors", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("people:new_passkey", only("200", *SIGNED_IN), method="post"),
    Row("people:add_passkey", only("302", *SIGNED_IN), method="post"),
    Row("people:add_totp", only("302", *SIGNED_IN)),
    Row("people:add_totp", only("302", *SIGNED_IN), method="post"),
    Row("people:recovery_codes", only("200", *SIGNED_IN), look=("head",)),
    Row("people:remove_factor", only("302", *SIGNED_IN), method="post", target=targets.nobodys_factor),
    Row("people:devices", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("people:forget_device", only("302", *SIGNED_IN), method="post", target=targets.nobodys_device),
    Row("people:end_session", only("302", *SIGNED_IN), method="post"),
    Row("people:answer_notice", only("404", *SIGNED_IN), target=targets.nobodys_notice),
    Row("people:answer_notices", only("404", *SIGNED_IN), target=targets.nobodys_notices),
    Row("people:answer_notices", only("404", *SIGNED_IN), target=targets.nobodys_notices, method="post"),
    Row("people:keep_seat", only("200", "pupil", "guardian"), look=("guardian",)),
    Row("people:keep_seat", only("302", "pupil", "guardian"), method="post", data={"code": "1234"}),
    Row("people:forget_seat", only("302", *SIGNED_IN), method="post"),
    # files: what hangs on a thing is asked of its room (tests/files/test_pages.py); nothing hangs on anything here
    Row("files:ticket", only("404", *SIGNED_IN), method="post"),
    Row("files:file", only("404", *SIGNED_IN), target=targets.nobodys_file),
    Row("files:preview", only("404", *SIGNED_IN), target=targets.nobodys_file),
    Row("files:picture", all_("404"), target=targets.nobodys_picture),
    # federation: addresses that services call, and the way to them
    Row("federation:cas_login", all_("302")),
    Row("federation:cas_login", all_("403"), query="?service=x", look=("anonymous", "pupil"), shown=403),
    Row("federation:cas_logout", all_("200"), look=("anonymous",)),
    Row("federation:cas_validate", all_("200")),
    Row("federation:cas_proxy_validate", all_("200")),
    Row("federation:cas3_validate", all_("200")),
    Row("federation:cas3_proxy_validate", all_("200")),
    Row("federation:cas_proxy", all_("200")),
    Row("federation:discovery", all_("200")),
    Row("federation:authorize", all_("400")),
    Row("federation:token", all_("400"), method="post"),
    Row("federation:userinfo", all_("401")),
    Row("federation:jwks", all_("200")),
    Row("federation:end_session", all_("200")),
    Row("federation:tools", only("200", *SIGNED_IN), look=("pupil", "guardian")),
    Row("federation:onwards", all_("200"), query="?vers=/cas/login?service=x"),
    Row("federation:prove", only("200", *SIGNED_IN), query="?vers=/cas/login?service=x"),
    Row("federation:told", only("404", *SIGNED_IN), method="post", data={"vers": "/cas/login?service=x"}),
    Row(
        "federation:services", only("200", "head", *OFFICES, "operator", **RESERVED),
        look=("head", "region", "operator"),
    ),
    Row("federation:add_service", only("200", "head", *OFFICES, "operator", **RESERVED), look=("head",)),
    Row("federation:add_service", only("200", "head", *OFFICES, "operator", **RESERVED), query="?protocole=cas",
        look=("head", "operator")),
    Row("federation:add_service", only("200", "head", *OFFICES, "operator", **RESERVED), query="?protocole=oidc",
        look=("region",)),
    Row("federation:add_service", only("422", "head", *OFFICES, "operator", **RESERVED), query="?protocole=cas",
        method="post"),
    Row(
        "federation:service", only("200/404", "head", operator="200", **RESERVED), target=targets.school_service
    ),
    Row(
        "federation:service", only("422/404", "head", operator="422", **RESERVED), target=targets.school_service,
        method="post",
    ),
    Row("federation:service", only("200/404", *OFFICES, operator="200", **RESERVED), target=targets.authority_service),
    Row(
        "federation:secret", only("200/404", *OFFICES, operator="200", **RESERVED), target=targets.authority_service,
        method="post",
    ),
    Row(
        "federation:retire", only("200/404", "head", operator="200", **RESERVED), target=targets.school_service
    ),
    Row(
        "federation:retire", only("302/404", "head", operator="302", **RESERVED), target=targets.school_service,
        method="post",
    ),
    Row("people:tokens", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("people:tokens", only("422", *SIGNED_IN), method="post"),
    Row("people:my_data", only("200", *SIGNED_IN), look=("pupil", "guardian", "teacher")),
    Row("people:notice_read", only("302", *SIGNED_IN), method="post"),
    Row("people:ask_copy", only("404", *SIGNED_IN), method="post", data={"person": "nobody"}),
    Row("people:download", only("404", *SIGNED_IN), target=targets.pupil_s_copy),
    Row("people:correct", only("404", *SIGNED_IN, pupil="200/404"), target=targets.own_field, look=("pupil",)),
    Row("people:correct", only("404", *SIGNED_IN, pupil="422/404"), target=targets.own_field, method="post"),
    Row(
        "people:corrections", only("200", "head", "school_staff", teacher="403", cpe="403"),
        look=("head", "school_staff"),
    ),
    Row(
        "people:decide_correction", only("200/404", "head", "school_staff", teacher="403", cpe="403"),
        target=targets.correction,
    ),
    Row(
        "people:decide_correction", only("302/404", "head", "school_staff", teacher="403", cpe="403"),
        target=targets.correction, method="post", data={"choice": "refuser", "answer": "Non", "seen": "Canari"},
    ),
    # portal
    Row("portal:home", only("200", *SIGNED_IN), look=SIGNED_IN),
    Row("portal:more", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("portal:wear", only("404", *SIGNED_IN), method="post", data={"hat": "nobody-s"}),
    Row("portal:look_at", only("302", "guardian"), method="post", data={"child": "tous"}),
    Row("portal:schooling", only("200", "pupil", "guardian"), look=("pupil", "guardian")),
    Row("portal:classes", only("200", "teacher", cpe="403", head="403", school_staff="403"), look=("teacher",)),
    Row(
        "portal:class",
        only("200/404", *STAFF),
        target=targets.school_class, look=("teacher", "head"),
    ),
    Row("portal:school", only("200", "cpe", "head", "school_staff", teacher="403"), look=("head", "cpe")),
    Row("portal:pupils", only("200", *STAFF), look=("head", "cpe", "teacher")),
    Row("portal:pupil", only("200/404", *STAFF), target=targets.pupil, look=("head", "cpe", "teacher")),
    Row("portal:usage", only("200", "pupil", "guardian", *STAFF), look=("pupil", "guardian", "head")),
    Row("portal:schools", only("200", *OFFICES), look=OFFICES),
    Row("portal:help", all_("200"), look=("anonymous", "guardian")),
    Row("portal:accessibility", all_("200"), look=("anonymous", "guardian")),
    Row("portal:accessibility_grid", all_("200"), look=("anonymous",)),
    Row("portal:accessibility_plan", all_("200"), look=("anonymous",)),
    Row("portal:contact", all_("200"), look=("anonymous", "guardian")),
    Row("portal:contact", all_("422"), method="post"),
    Row("portal:contact_sent", all_("200"), look=("anonymous",)),
    Row(
        "portal:contact_answered", only("302/404", *OFFICES), method="post",
        target=targets.difficulty,
    ),
    Row("portal:legal", all_("200"), look=("anonymous",)),
    Row("portal:privacy", all_("200"), look=("anonymous", "guardian")),
    Row("portal:privacy_simple", all_("200"), look=("anonymous", "pupil")),
    # console
    Row("console:home", only("200", "head", *OFFICES, "operator", **RESERVED), look=("head", "region", "operator")),
    Row("console:schools", only("200", *OFFICES, "operator"), look=("region", "operator")),
    Row("console:assign", only("302", "operator")),
    Row("console:add_school", only("200", *OFFICES, "operator"), look=("region", "operator")),
    Row("console:add_school", only("422", *OFFICES, "operator"), method="post"),
    Row("console:first_heads", only("200", *OFFICES, "operator"), look=("region",)),
    Row("console:ask_head", only("200/404", *OFFICES, operator="200"), target=targets.one_school, look=("region",)),
    Row("console:ask_head", only("422/404", *OFFICES, operator="422"), target=targets.one_school, method="post"),
    Row("console:decide_head", only("302/404", *OFFICES, operator="302"), target=targets.head_waiting, method="post"),
    Row("console:print_head", only("200/404", *OFFICES, operator="200"), target=targets.head_agreed),
    Row("console:print_head", only("404", *OFFICES), target=targets.head_agreed, method="post"),
    Row("console:authorities", only("302", *OFFICES, operator="200"), look=("operator",)),
    Row(
        "console:look", only("200/404", *OFFICES, operator="200"), target=targets.authority,
        look=("region", "operator"),
    ),
    Row("console:look", only("422/404", *OFFICES, operator="422"), target=targets.authority, method="post",
        data={"brand_color": "no colour"}),
    Row("console:logo", only("200/404", *OFFICES, operator="200"), target=targets.authority, look=("region",)),
    Row("console:logo", only("422/404", *OFFICES, operator="422"), target=targets.authority, method="post"),
    Row(
        "console:notices", only("200", *OFFICES, "operator", head="302", **RESERVED), look=("region", "operator"),
    ),
    Row("console:notice_platform", only("200", "operator"), look=("operator",)),
    Row(
        "console:notice_authority", only("200/404", *OFFICES, operator="200", **RESERVED), target=targets.authority
    ),
    Row(
        "console:notice_school", only("200/404", "head", *OFFICES, operator="200", **RESERVED),
        target=targets.one_school, look=("head", "region"),
    ),
    Row(
        "console:notice_school", only("422/404", "head", *OFFICES, operator="422", **RESERVED),
        target=targets.one_school, method="post",
    ),
    Row("console:calendar", only("200", "operator"), look=("operator",)),
    Row("console:terms", only("200", "head", **RESERVED), look=("head",)),
    Row("console:terms", only("422", "head", **RESERVED), method="post", data={"name_1": "Trimestre"}),
    Row("console:tokens", only("200", "head", *OFFICES, **RESERVED), look=("head", "region")),
    Row("console:tokens", only("422", "head", *OFFICES, **RESERVED), method="post"),
    Row("console:journal", only("200", "head", "operator", **RESERVED), look=("head", "operator")),
    Row("console:people", only("200", "head", **RESERVED), look=("head",)),
    Row("console:chosen", only("404", *SIGNED_IN, **RESERVED), query="?agir=rien"),
    Row("console:chosen", only("302", "head", **RESERVED), query="?agir=fiches-eleves"),
    Row("console:print_chosen", only("200", "head", **RESERVED), query="?tous=1&q=ma", look=("head",)),
    Row("console:print_chosen", only("302", "head", **RESERVED), method="post"),
    Row("console:remind_chosen", only("200", "head", **RESERVED), query="?tous=1&q=ma", look=("head",)),
    Row("console:remind_chosen", only("302", "head", **RESERVED), method="post"),
    Row("console:group_chosen", only("200", "head", **RESERVED), query="?tous=1&q=ma", look=("head",)),
    Row("console:group_chosen", only("302", "head", **RESERVED), method="post"),
    Row("console:lock_chosen", only("200", "head", **RESERVED), query="?tous=1&q=ma", look=("head",)),
    Row("console:lock_chosen", only("302", "head", **RESERVED), method="post"),
    Row("console:unlock_chosen", only("200", "head", **RESERVED), query="?tous=1&q=ma", look=("head",)),
    Row("console:unlock_chosen", only("302", "head", **RESERVED), method="post"),
    Row("console:person", only("200/404", "head", **RESERVED), target=targets.person, look=("head",)),
    Row("console:groups", only("200", "head", **RESERVED), look=("head",)),
    Row("console:groups", only("422", "head", **RESERVED), method="post", data={"label": ""}),
    Row("console:group", only("200/404", "head", **RESERVED), target=targets.made_group, look=("head",)),
    Row("console:new_rule", only("200", "head", **RESERVED), query="?de=eleves", look=("head",)),
    Row("console:new_rule", only("422", "head", **RESERVED), method="post", data={"de": "personnels"}),
    Row("console:group_rule", only("200/404", "head", **RESERVED), target=targets.ruled_group, look=("head",)),
    Row("console:group_rule", only("422/404", "head", **RESERVED), target=targets.ruled_group, method="post"),
    Row("console:end_group", only("200/404", "head", **RESERVED), target=targets.ruled_group),
    Row("console:end_group", only("409/404", "head", **RESERVED), target=targets.ruled_group, method="post"),
    Row(
        "console:group", only("422/404", "head", **RESERVED), target=targets.made_group, method="post",
        data={"label": ""},
    ),
    Row("console:change_group", only("302/404", "head", **RESERVED), target=targets.group_to_change),
    Row(
        "console:change_group", only("302/404", "head", **RESERVED), target=targets.group_to_change, method="post",
    ),
    Row("console:exports", only("200", "head", **RESERVED), look=("head",)),
    Row("console:export", only("404", *SIGNED_IN, **RESERVED), method="post", data={"liste": "none"}),
    Row(
        "console:export", only("200", "head", **RESERVED), method="post",
        data={"liste": "journal", "format": "csv", "q": "rien de tel"},
    ),
    Row("console:decide_export", only("200/404", "head", **RESERVED), target=targets.export_to_decide),
    Row("console:decide_export", only("302/404", "head", **RESERVED), target=targets.export_to_decide, method="post"),
    Row("console:take_export", only("404", "head", **RESERVED), target=targets.export_asked, method="post"),
    Row("console:family_search", only("200", "head", **RESERVED), look=("head",)),
    Row("console:family", only("200/404", "head", **RESERVED), target=targets.pupil, look=("head",)),
    Row("console:adult", only("200/404", "head", **RESERVED), target=targets.pupil_and_choice, look=("head",)),
    Row("console:decide", only("200/404", "head", **RESERVED), target=targets.pupil_and_guardian, look=("head",)),
    Row(
        "console:decide", only("422/404", "head", **RESERVED), target=targets.pupil_and_guardian, method="post",
        data={"kind": "no decision"},
    ),
    Row("console:charge", only("200/404", "head", **RESERVED), target=targets.mere_contact, look=("head",)),
    Row("console:charge", only("302/404", "head", **RESERVED), target=targets.mere_contact, method="post"),
    Row("console:withdraw", only("200/404", "head", **RESERVED), target=targets.decision),
    Row("console:withdraw", only("302/404", "head", **RESERVED), target=targets.decision, method="post"),
    Row(
        "console:activation", only("200", "head", "teacher", cpe="403", school_staff="403"), target=targets.desks,
        look=("head", "teacher"),
    ),
    Row(
        "console:activation_class", only("200/404", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.class_to_open, look=("head", "teacher"),
    ),
    Row(
        "console:activation_print", only("200/404", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.printing, look=("head",),
    ),
    Row(
        "console:activation_print", only("200/404", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.printing, method="post", data={"batch": "01a2154b-8466-70b9-82a4-61440ddc2f39"},
    ),
    Row(
        "console:activation_remind", only("200/404", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.class_to_open, look=("head",),
    ),
    Row("console:activation_remind_classes", only("302", "head", "teacher", cpe="403", school_staff="403")),
    Row(
        "console:activation_remind_classes", only("302", "head", "teacher", cpe="403", school_staff="403"),
        method="post", data={"id": "01a2154b-8466-70b9-82a4-61440ddc2f39"},
    ),
    Row(
        "console:activation_absent", only("200", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.desks, look=("head", "teacher"),
    ),
    Row(
        "console:activation_absent_remind", only("302", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.desks,
    ),
    Row(
        "console:activation_absent_remind", only("302", "head", "teacher", cpe="403", school_staff="403"),
        target=targets.desks, method="post",
    ),
    Row("console:activation_staff", only("200", "head", **RESERVED), look=("head",)),
    Row("console:activation_staff_print", only("200", "head", **RESERVED), look=("head",)),
    Row(
        "console:activation_staff_print", only("200", "head", **RESERVED), method="post",
        data={"batch": "01a2154b-8466-70b9-82a4-61440ddc2f3a", "format": "page"},
    ),
    Row("console:activation_staff_remind", only("200", "head", **RESERVED), look=("head",)),
    Row(
        "console:staff_code", only("200/404", "head", **RESERVED), target=targets.colleague, method="post",
    ),
    Row("console:desk", only("200", *STAFF), target=targets.desks, look=("cpe", "teacher")),
    Row("console:desk_family", only("200/404", *STAFF), target=targets.pupil_at_the_desk, look=("cpe",)),
    Row("console:desk_code", only("200/404", *STAFF), target=targets.person_at_the_desk, method="post"),
    Row("console:locks", only("200", "head", "operator", **RESERVED), look=("head", "operator")),
    Row("console:set_lock", only("200", "head", **RESERVED), look=("head",)),
    Row("console:set_lock", only("422", "head", **RESERVED), method="post", data={"kind": "no lock"}),
    Row("console:lift_lock", only("302/404", "head", operator="302", **RESERVED), target=targets.lock, method="post"),
    Row("console:rescue", only("200/404", "head", operator="200", **RESERVED), target=targets.somebody),
    Row("console:networks", only("200", "head", **RESERVED), look=("head",)),
    Row("console:support", only("200", "operator", "support"), look=("operator", "support")),
    Row("console:view_as", only("404", "operator", "support"), target=targets.request_of_support, method="post"),
    Row("console:stop_viewing", only("302", *SIGNED_IN), method="post"),
    Row("console:view_requests", only("200", "head", **RESERVED), look=("head",)),
    Row(
        "console:open_view", only("200/404", "head", **RESERVED), target=targets.request_of_support,
    ),
    Row("console:close_view", only("302/404", "head", **RESERVED), target=targets.request_of_support, method="post"),
    Row("console:pairs", only("200", "head", "operator", **RESERVED), look=("head", "operator")),
    Row("console:dismiss_pairs", only("302", "head", "operator", **RESERVED)),
    Row("console:dismiss_pairs", only("302", "head", "operator", **RESERVED), method="post"),
    Row("console:find_pairs", only("302", "head", "operator", **RESERVED), method="post"),
    Row("console:pair", only("200/404", "head", operator="200", **RESERVED), target=targets.pair),
    Row("console:pair", only("302/404", "head", operator="302", **RESERVED), target=targets.pair, method="post"),
    # console: who may see, do and contact
    Row("console:rules", only("200", "head", *OFFICES, **RESERVED), look=("head", "region")),
    Row("console:links", only("200", "head", region="404", department="404", **RESERVED), look=("head",)),
    Row("console:links", only("422", "head", region="404", department="404", **RESERVED), method="post"),
    Row("console:answer_link", only("404", *SIGNED_IN, **RESERVED), target=targets.link_said, method="post"),
    Row(
        "console:withdraw_link", only("302/404", "head", **RESERVED), target=targets.own_link, method="post"
    ),
    Row("console:rules_of", only("200", "head", *OFFICES, **RESERVED), target=targets.group, look=("head",)),
    Row("console:rule", only("200", "head", *OFFICES, **RESERVED), target=targets.link, query="?valeur=open",
        look=("head",)),
    Row("console:rule", only("302", "head", *OFFICES, **RESERVED), target=targets.link, method="post",
        data={"valeur": "open", "version": ""}),
    Row("console:try_rules", only("200", "head", **RESERVED), look=("head",)),
    Row("console:services", only("200", "head", *OFFICES, **RESERVED), look=("head", "region")),
    Row("console:service", only("200", "head", *OFFICES, **RESERVED), target=targets.service, query="?valeur=off",
        look=("head",)),
    Row("console:service", only("302", "head", *OFFICES, **RESERVED), target=targets.service, method="post",
        data={"valeur": "off", "version": ""}),
    Row("console:copy", only("200", *OFFICES), look=("region",)),
    Row("console:copy", only("422", *OFFICES), method="post"),
    Row("console:space", only("200", "head", **RESERVED), look=("head",)),
    Row("console:space", only("422", "head", **RESERVED), method="post", data={"unit": "rien"}),
    Row("console:rights", only("200", "head", **RESERVED), look=("head",)),
    Row("console:right", only("200", "head", **RESERVED), target=targets.right, query="?valeur=school", look=("head",)),
    Row("console:right", only("302", "head", **RESERVED), target=targets.right, method="post",
        data={"valeur": "school", "version": ""}),
    Row("console:delegations", only("200", "head", **RESERVED), look=("head",)),
    Row("console:delegations", only("404", "head", **RESERVED), method="post", data={"personne": "nobody"}),
    Row("console:take_back", only("302/404", "head", **RESERVED), target=targets.delegation, method="post"),
    Row("console:mandates", only("200", "head", **RESERVED), look=("head",)),
    Row("console:mandates", only("404", "head", **RESERVED), method="post", data={"personne": "nobody"}),
    Row("console:end_mandate", only("302/404", "head", **RESERVED), target=targets.mandate, method="post"),
    Row("console:openings", only("200", "head", *OFFICES, "operator", **RESERVED), look=("head", "region", "operator")),
    Row("console:openings", only("422", *OFFICES, "operator", head="200", **RESERVED), method="post"),
    Row("console:opened_names", only("404", *SIGNED_IN, region="200/404"), target=targets.opening),
    Row("console:opened_names", only("404", *SIGNED_IN, region="200/404"), target=targets.opening, method="post",
        data={"q": "lina"}),
    Row("console:answer_opening", only("302/404", "head", **RESERVED), target=targets.answered, method="post"),
    # people: the directory of contacts
    Row("people:contacts", only("200", *SIGNED_IN, support="404"), look=("guardian", "teacher", "region")),
    Row("people:contact_options", only("200", *SIGNED_IN, support="404")),
    # imports
    Row("imports:runs", only("200", "head", *OFFICES, "operator", **RESERVED), look=("head", "region", "operator")),
    Row("imports:start", only("422", "operator"), method="post"),
    Row("imports:pending", only("200", "head", "operator", **RESERVED), look=("head", "operator")),
    Row("imports:decide", only("404", *SIGNED_IN, **RESERVED)),
    Row("imports:decide", only("302", "head", "operator", **RESERVED), query="?choix=confirmer"),
    Row(
        "imports:run", only("200", "head", *OFFICES, "operator", **RESERVED), target=targets.run,
        look=("head", "region", "operator"),
    ),
    Row(
        "imports:changed", only("200/404", "head", *OFFICES, **RESERVED, operator="200"), target=targets.changed,
        look=("head", "region", "operator"),
    ),
    Row("imports:decision", only("200", "operator", **RESERVED, head="200/404"), target=targets.batch),
    Row("imports:undo", only("200", "operator", **RESERVED, head="200/404"), target=targets.undoable),
    Row("imports:undo", only("302", "operator", **RESERVED, head="302/404"), target=targets.undoable, method="post"),
    Row("imports:progress", only("200", "head", *OFFICES, "operator", **RESERVED), target=targets.run),
    Row("imports:apply", only("200", "operator"), target=targets.rehearsed),
    Row("imports:apply", only("302", "operator"), target=targets.rehearsed, method="post"),
    # imports: a school's own list
    Row("imports:bring", only("200", "head", **RESERVED), look=("head",)),
    Row("imports:bring", only("422", "head", **RESERVED), method="post", data={"kind": "students"}),
    Row("imports:columns", only("200/404", "head", **RESERVED), target=targets.school_list),
    Row("imports:columns", only("422/404", "head", **RESERVED), target=targets.school_list, method="post"),
    Row("imports:apply_list", only("200/404", "head", **RESERVED), target=targets.rehearsed_list),
    Row("imports:apply_list", only("302/404", "head", **RESERVED), target=targets.rehearsed_list, method="post"),
    Row("imports:refusals_csv", only("200", "head", "operator", **RESERVED), target=targets.run),
    Row("imports:report_json", only("200", "head", *OFFICES, "operator", **RESERVED), target=targets.run),
    # api: errors in JSON, so no door; a session opens it as well as a token
    Row("api:openapi", all_("200")),
    Row("api:nothing", all_("404")),
    Row("api:me", only("200", *SIGNED_IN, anonymous="401")),
    Row("api:preferences", only("200", *SIGNED_IN, anonymous="401")),
    Row("api:change_preferences", only("415", *SIGNED_IN, anonymous="401"), method="patch"),
    Row("api:schools", only("200", *SIGNED_IN, anonymous="401")),
    Row("api:school", {**all_("200/404"), "anonymous": "401", "operator": "200"}, target=targets.one_school),
    Row(
        "api:staff", only("200/404", "cpe", "head", "school_staff", *OFFICES, others="403", anonymous="401"),
        target=targets.one_school,
    ),
    Row("api:terms", only("200/404", "head", others="403", anonymous="401"), target=targets.school_year),
    Row(
        "api:set_terms", only("415", "head", others="403", anonymous="401"), target=targets.school_year,
        method="put",
    ),
    Row("api:classes", only("200", *STAFF, others="403", anonymous="401")),
    Row("api:groups", only("200", *STAFF, others="403", anonymous="401")),
    Row("api:one_class", only("200/404", *STAFF, others="403", anonymous="401"), target=targets.school_class),
    Row("api:pupils", only("200", *STAFF, others="403", anonymous="401")),
    Row("api:pupil", only("200/404", *STAFF, others="403", anonymous="401"), target=targets.pupil),
    Row("api:guardians", only("200/404", *STAFF, others="403", anonymous="401"), target=targets.pupil),
    Row("api:difficulty", only("415", *SIGNED_IN, anonymous="401"), method="post"),
    # rosters are for partners' tokens (tests/api/test_oneroster.py); officers read what their collectivity's do
    *(
        Row(f"api:roster_{name}", only(found, *OFFICES, others="403", anonymous="401"), target=target)
        for name, found, target in targets.ROSTERS
    ),
)  # fmt: skip


def pages() -> Iterator[tuple[Row, str]]:
    """Every page that browser checks open, with the profile that opens it."""
    for row in ROWS:
        for profile in row.look:
            yield row, profile
