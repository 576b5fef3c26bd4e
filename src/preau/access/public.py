"""The door of this room."""

from preau.access.addressing import Addressees, Reached, audience_of, groups_to_write_to
from preau.access.api import (
    PARTNER,
    PARTNER_SCOPES,
    PERSONAL_SCOPES,
    SCOPES,
    offered_scopes,
    partner_hat,
    reads_pupils_of_roster,
)
from preau.access.audiences import (
    GUARDIANS,
    PUPILS,
    Addressed,
    Audience,
    Place,
    addressed,
    audience,
    audience_of_key,
    audience_words,
    may_address,
    place_of_audience,
    places_to_address,
    who_of_audience,
    whom_words,
)
from preau.access.contacts import (
    SEE,
    WRITE,
    Receipt,
    judge_write,
    may_reply,
    may_see,
    may_write,
    may_write_to_group,
    people_in,
    refused_recipients,
    visible_people,
    writable_people,
)
from preau.access.context import waiting_in_entries
from preau.access.crisis import refusal_of_files
from preau.access.defaults import pairs
from preau.access.desk import (
    OpenableClass,
    StaffPlace,
    class_to_open,
    classes_to_open,
    may_show_code,
    pupils_to_help,
    staff_to_open,
)
from preau.access.errors import Changed
from preau.access.families import Served, served_by, serves_family
from preau.access.family_acts import Done, FamilyAct, Undone, acts_for, family_acts
from preau.access.finding import Contact, Found, search_contacts
from preau.access.groups import GroupRef, headcount_of, members_in_school
from preau.access.hats import (
    ALL_CHILDREN,
    OPERATOR,
    SUPPORT,
    ChildRef,
    Hat,
    SchoolRef,
    guardian_hat,
    hats_of,
    reach_words,
    schools_of,
)
from preau.access.links import LINKABLE
from preau.access.locks import locks_of, may_write_now, require_may_write_now, why_not_now
from preau.access.middleware import CHILD_KEY, HAT_KEY
from preau.access.navigation import everything
from preau.access.operators import HatRequest, platform_wide
from preau.access.own_data import Subject, may_still_ask, subject_of, subjects_of
from preau.access.pages import page
from preau.access.policy import Policy, policy_of, policy_of_authority, values_of
from preau.access.preview import Preview, preview_in_authority, preview_in_school
from preau.access.reader import audiences_of, reader_of
from preau.access.reasons import Reason, reasons_in_school
from preau.access.relatives import (
    About,
    Relative,
    is_told,
    present_pupils,
    relative_for,
    relatives_of,
    signs_about,
    signs_for_themself,
)
from preau.access.rights import (
    Held,
    Thing,
    can,
    extents_of,
    may_export,
    own_pupils,
    people_under,
    rights_held,
    units_under,
    units_under_each,
)
from preau.access.risks import Act, Risk, exercises, needs_second_factor, wide_rights
from preau.access.roles import RIGHTS, ROLES, allowed_extents, default_extent
from preau.access.rules import (
    FileRights,
    ServiceReach,
    file_rights,
    may_open_class,
    may_run_service,
    schools_served,
)
from preau.access.selectors import (
    DelegationLine,
    Holder,
    MandateLine,
    OpeningDay,
    OpeningLine,
    PersonLine,
    SpacePreview,
    TaughtClass,
    children_of,
    classes_of,
    classes_of_year,
    confided_to,
    delegations_of,
    headcounts,
    holders_of,
    levels_of,
    link_words,
    links_of_school,
    mandates_of,
    opened_people,
    openings_asked_by,
    openings_of,
    people_of_school,
    preview_space,
    replies_closed_by,
    space_openings,
    subjects_taught,
    unit_names,
)
from preau.access.selectors.crises import may_set_in, standing_under
from preau.access.services import (
    MOST_SCHOOLS,
    PARTS,
    Closing,
    Copying,
    SchoolChanges,
    answer_opening,
    ask_opening,
    close_opening,
    close_reply,
    copy_settings,
    copying,
    declare_link,
    end_crisis,
    end_delegation,
    end_mandate,
    entrust,
    entrust_visitor,
    give_mandate,
    record_look,
    reopen_reply,
    set_authority_entry,
    set_consents,
    set_crisis,
    set_school_entry,
    set_space_opening,
    withdraw_link,
)
from preau.access.services_list import SWITCHED
from preau.access.spaces import opened, partner_waits_until
from preau.access.statement import Values
from preau.access.switches import closed_services, offers
from preau.access.trial import Trial, try_rules
from preau.access.viewing import ASKERS, VIEWING
from preau.access.willing import WILLING, ClassConsent, consents_of, willing_count
from preau.access.words import (
    capital,
    entry_sentence,
    group_words,
    link_sentence,
    reason_of,
    value_words,
    writes_sentence,
)
from preau.access.worn import Worn, worn_in_cast

__all__ = [
    "ALL_CHILDREN", "ASKERS", "CHILD_KEY", "GUARDIANS", "HAT_KEY", "LINKABLE", "MOST_SCHOOLS", "OPERATOR", "PARTNER",
    "PARTNER_SCOPES", "PARTS", "PERSONAL_SCOPES", "PUPILS", "RIGHTS", "ROLES", "SCOPES", "SEE", "SUPPORT", "SWITCHED",
    "VIEWING", "WILLING", "WRITE", "About", "Act", "Addressed", "Addressees", "Audience", "Changed", "ChildRef",
    "ClassConsent", "Closing", "Contact", "Copying", "DelegationLine", "Done", "FamilyAct", "FileRights", "Found",
    "GroupRef", "Hat", "HatRequest", "Held", "Holder", "MandateLine", "OpenableClass", "OpeningDay", "OpeningLine",
    "PersonLine", "Place", "Policy", "Preview", "Reached", "Reason", "Receipt", "Relative", "Risk", "SchoolChanges",
    "SchoolRef", "Served", "ServiceReach", "SpacePreview", "StaffPlace", "Subject", "TaughtClass", "Thing", "Trial",
    "Undone", "Values", "Worn", "acts_for", "addressed", "allowed_extents", "answer_opening", "ask_opening",
    "audience", "audience_of", "audience_of_key", "audience_words", "audiences_of", "can", "capital", "children_of",
    "class_to_open", "classes_of", "classes_of_year", "classes_to_open", "close_opening", "close_reply",
    "closed_services", "confided_to", "consents_of", "copy_settings", "copying", "declare_link", "default_extent",
    "delegations_of", "end_crisis", "end_delegation", "end_mandate", "entrust", "entrust_visitor", "entry_sentence",
    "everything", "exercises", "extents_of", "family_acts", "file_rights", "give_mandate", "group_words",
    "groups_to_write_to", "guardian_hat", "hats_of", "headcount_of", "headcounts", "holders_of", "is_told",
    "judge_write", "levels_of", "link_sentence", "link_words", "links_of_school", "locks_of", "mandates_of",
    "may_address", "may_export", "may_open_class", "may_reply", "may_run_service", "may_see", "may_set_in",
    "may_show_code", "may_still_ask", "may_write", "may_write_now", "may_write_to_group", "members_in_school",
    "needs_second_factor", "offered_scopes", "offers", "opened", "opened_people", "openings_asked_by", "openings_of",
    "own_pupils", "page", "pairs", "partner_hat", "partner_waits_until", "people_in", "people_of_school",
    "people_under", "place_of_audience", "places_to_address", "platform_wide", "policy_of", "policy_of_authority",
    "present_pupils", "preview_in_authority", "preview_in_school", "preview_space", "pupils_to_help", "reach_words",
    "reader_of", "reads_pupils_of_roster", "reason_of", "reasons_in_school", "record_look", "refusal_of_files",
    "refused_recipients", "relative_for", "relatives_of", "reopen_reply", "replies_closed_by",
    "require_may_write_now", "rights_held", "schools_of", "schools_served", "search_contacts", "served_by",
    "serves_family", "set_authority_entry", "set_consents", "set_crisis", "set_school_entry", "set_space_opening",
    "signs_about", "signs_for_themself", "space_openings", "staff_to_open", "standing_under", "subject_of",
    "subjects_of", "subjects_taught", "try_rules", "unit_names", "units_under", "units_under_each", "value_words",
    "values_of", "visible_people", "waiting_in_entries", "who_of_audience", "whom_words", "why_not_now",
    "wide_rights", "willing_count", "withdraw_link", "worn_in_cast", "writable_people", "writes_sentence",
]  # fmt: skip
