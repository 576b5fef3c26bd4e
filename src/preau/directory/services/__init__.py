"""Writes of the directory, cut by subject. Rights are checked by the rooms whose pages call them."""

from preau.directory.services.adults import (
    close_guardian_messages,
    give_back_signatures,
    reopen_guardian_messages,
    take_over_signatures,
)
from preau.directory.services.calendar import (
    ensure_school_year,
    load_known_holidays,
    record_holidays,
    set_grading_periods,
)
from preau.directory.services.closures import close_days, open_days
from preau.directory.services.decisions import record_court_decision, refresh_reaches, withdraw_court_decision
from preau.directory.services.groups import (
    add_group_member,
    add_group_members,
    create_group,
    remove_group_member,
    remove_group_members,
    rename_group,
)
from preau.directory.services.in_charge import put_in_charge, take_back_charge
from preau.directory.services.matches import (
    confirm_match,
    find_matches,
    join_by_assertion,
    propose_match,
    refuse_match,
    undo_match,
)
from preau.directory.services.own_schools import (
    add_school,
    end_head,
    ensure_academy,
    open_first_head,
)
from preau.directory.services.readings import count_readings, expire_readings
from preau.directory.services.rule_groups import (
    change_rule,
    create_rule_group,
    end_rule_group,
    follow_rules,
    let_go,
)
from preau.directory.services.schools import (
    assign_schools,
    create_local_authority,
    hold_school,
    logo_of,
    look_of,
    set_local_authority_logo,
    set_local_authority_look,
    tell_until,
)
from preau.directory.services.timetable_groups import TimetableGroup, write_timetable_groups
from preau.directory.services.visits import end_visit, open_visit

__all__ = [
    "TimetableGroup",
    "add_group_member",
    "add_group_members",
    "add_school",
    "assign_schools",
    "change_rule",
    "close_days",
    "close_guardian_messages",
    "confirm_match",
    "count_readings",
    "create_group",
    "create_local_authority",
    "create_rule_group",
    "end_head",
    "end_rule_group",
    "end_visit",
    "ensure_academy",
    "ensure_school_year",
    "expire_readings",
    "find_matches",
    "follow_rules",
    "give_back_signatures",
    "hold_school",
    "join_by_assertion",
    "let_go",
    "load_known_holidays",
    "logo_of",
    "look_of",
    "open_days",
    "open_first_head",
    "open_visit",
    "propose_match",
    "put_in_charge",
    "record_court_decision",
    "record_holidays",
    "refresh_reaches",
    "refuse_match",
    "remove_group_member",
    "remove_group_members",
    "rename_group",
    "reopen_guardian_messages",
    "set_grading_periods",
    "set_local_authority_logo",
    "set_local_authority_look",
    "take_back_charge",
    "take_over_signatures",
    "tell_until",
    "undo_match",
    "withdraw_court_decision",
    "write_timetable_groups",
]
