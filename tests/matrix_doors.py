"""What anybody meets before signing in: addresses for machines, style sheets, the door."""

import matrix_targets as targets
from matrix_row import SIGNED_IN, Row, all_, only

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
)
