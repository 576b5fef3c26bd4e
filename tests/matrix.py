"""Who may open what: every address × every profile × two schools of two collectivities. A new address needs a row here.

A cell is the status a person meets. `own/other` (200/404) tells what is of their own school, of their own territory for
officers, from what is of the other's. Strangers meet 404, colleagues 403, whoever has not signed in is led to sign-in.
"""

from collections.abc import Iterator

import matrix_agenda as agenda
import matrix_api as api
import matrix_attendance as attendance
import matrix_catchup as catchup
import matrix_console as console
import matrix_diary as diary
import matrix_documents as documents
import matrix_doors as doors
import matrix_federation as federation
import matrix_help as helping
import matrix_messages as letters
import matrix_news as news
import matrix_safety as safety
import matrix_submissions as submissions
import matrix_targets as targets
import matrix_words as words
from cast import COLLEGE, LYCEE
from matrix_row import (
    OFFICERS,
    OFFICES,
    OPERATOR,
    PEOPLE,
    PROFILES,
    RESERVED,
    SCHOOLS,
    SIGNED_IN,
    STAFF,
    SUPPORT,
    WRITERS,
    Row,
    all_,
    only,
)  # fmt: skip

__all__ = [
    "COLLEGE", "LYCEE", "OFFICERS", "OPERATOR", "PEOPLE", "PROFILES", "ROWS", "SCHOOLS", "SUPPORT", "Row", "pages",
    "targets",
]  # fmt: skip

ROWS: tuple[Row, ...] = (
    *doors.ROWS,
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
    *words.rows(Row, only),
    *agenda.rows(Row, only, all_),
    *attendance.rows(Row, only),
    *diary.rows(Row, only, all_),
    *catchup.rows(Row, only),
    *submissions.rows(Row, only, all_),
    *documents.rows(Row, only),
    *letters.rows(Row, only, WRITERS, SIGNED_IN),
    *safety.rows(Row, only, all_),
    # news: read by whom they are for; written by the staff, published by the head or by teachers to their classes
    *news.ROWS,
    # people
    Row("people:preferences", all_("200"), look=("anonymous", "guardian")),
    Row("people:majority", only("200", "pupil"), look=("pupil",)),
    Row("people:majority", only("302", "pupil"), method="post", data={"choice": "signatures-prises"}),
    Row("people:account", only("200", *SIGNED_IN), look=("guardian", "head")),
    Row("people:factors", only("200", *SIGNED_IN), look=("guardian", "head")),
    # Who has no second factor yet types the password first, or has just come in (tests/identity/test_factors.py).
    Row("people:new_passkey", only("200", *SIGNED_IN, pupil="403", guardian="403"), method="post"),
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
    *federation.ROWS,
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
    *helping.rows(Row, only, all_),
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
    *console.ROWS,
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
    *api.ROWS,
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
