"""Rows S4, S6, S8, A6, A7, A8 of the bar: each defence, taken away by one change, turns its test red."""

import base64
import dataclasses
import datetime as dt
import importlib
import inspect
import uuid
from typing import Any

import pytest
from fido2.webauthn import UserVerificationRequirement

from preau.access import hats, middleware, viewing
from preau.access import locks as access_locks
from preau.access.risks import Act
from preau.identity import (
    attempts,
    disputing,
    entering,
    mailboxes,
    passkeys,
    sessions,
    step_codes,
    stepping,
    telling,
    totp,
)
from preau.identity import public as identity
from preau.identity.services import devices, locks, openings, seats
from preau.identity.services import factors as factor_services

door = importlib.import_module("preau.identity.views.door")
FAR = dt.timedelta(days=4000)
_REAL_STEP = totp.step_of


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _no(*_: Any, **__: Any) -> bool:
    return False


def _yes(*_: Any, **__: Any) -> bool:
    return True


def _zero(*_: Any, **__: Any) -> int:
    return 0


_HATS: dict[Any, Any] = {}


def _remembered(account: Any) -> Any:
    """Hats as they were at the first page."""
    return _HATS.setdefault((id(_HATS), account.pk), hats.hats_of(account))


def _unsigned(link: str) -> uuid.UUID | None:
    """A link is believed without its signature."""
    try:
        return uuid.UUID(bytes=base64.urlsafe_b64decode(link.split(".")[0] + "=="))
    except ValueError:
        return None


def _always_open(opening_id: Any, asked_by: Any) -> Any:
    from preau.identity.models import ViewOpening
    from preau.kernel import scope

    with scope.everything("mutation"):
        return ViewOpening.objects.filter(pk=opening_id).select_related("school", "subject").first()


@dataclasses.dataclass(frozen=True)
class Change:
    """One defence taken away: (row, where, name, what stands there instead), and the test that must turn red."""

    row: str
    where: Any
    name: str
    instead: Any
    test: str
    given: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        return f"{self.row} {getattr(self.where, '__name__', self.where)}.{self.name}: {self.test.split('.')[-1]}"


LIFE, FACTORS, THEFT = "identity.test_lifetimes", "identity.test_factors", "identity.test_theft"
FORMER, BUTTON = (
    "identity.test_former_mailbox", "test_the_button_ends_everything_and_the_reset_goes_to_the_former_address_alone",
)  # fmt: skip
PLAY = "identity.test_stolen_account"
PHONE, LOCKS, VIEW = "identity.test_family_phone", "access.test_locks", "access.test_viewing"
STEP, ENDS = "access.test_second_factor", "identity.test_access_ends"
CODES = "identity.test_step_codes"

CHANGES = (
    Change("S6", sessions, "end_of", lambda *_: dt.datetime.now(dt.UTC) + FAR,
           f"{LIFE}.test_staff_are_out_after_an_hour_of_nothing"),
    Change("S6", sessions, "end_of", lambda kind, born, seen: seen + dt.timedelta(minutes=60),
           f"{LIFE}.test_staff_are_out_after_twelve_hours_whatever_they_do"),
    Change("S6", sessions, "end_of", lambda *_: dt.datetime.now(dt.UTC) + FAR,
           f"{LIFE}.test_a_shared_computer_forgets_after_twenty_minutes"),
    Change("S6", sessions.RowStore, "is_due", _yes, f"{LIFE}.test_last_seen_is_written_every_ten_minutes_at_most"),
    Change("S6", sessions.RowStore, "is_due", _no, f"{LIFE}.test_a_familys_session_slides_over_thirty_days"),
    Change("S6", sessions.RowStore, "tighten", _nothing,
           f"{LIFE}.test_a_family_account_that_becomes_a_professional_one_lives_as_they_do"),
    Change("S4", entering, "trusts", _yes, f"{FACTORS}.test_a_password_is_not_enough_with_a_second_factor"),
    Change("S4", totp, "step_of", lambda secret, code, now, after: _REAL_STEP(secret, code, now, 0),
           f"{FACTORS}.test_a_code_counts_once"),
    Change("S4", attempts, "take", _yes, f"{FACTORS}.test_tries_are_counted_and_end"),
    Change("S4", attempts, "of_device", lambda device: attempts.STRANGERS,
           f"{FACTORS}.test_a_thief_of_the_password_shuts_nobody_else_out"),
    Change("S4", attempts, "take", _yes, f"{FACTORS}.test_a_stolen_session_guesses_no_code_either"),
    Change("S4", telling, "codes_tried", _nothing, f"{FACTORS}.test_a_thief_of_the_password_shuts_nobody_else_out"),
    Change("S4", passkeys, "_is_ours", _yes,
           f"{FACTORS}.test_a_passkey_of_elsewhere_or_without_its_person_opens_nothing",
           (("false", {"origin": "http://localhost.evil.example"}),)),
    Change("S4", passkeys, "REQUIRED", UserVerificationRequirement.PREFERRED,
           f"{FACTORS}.test_a_passkey_of_elsewhere_or_without_its_person_opens_nothing", (("false", {"flags": 1}),)),
    Change("S4", identity, "has_just_confirmed", _yes, f"{FACTORS}.test_a_stolen_session_cannot_add_its_own_factor"),
    Change("S4", identity, "is_owner", _yes, f"{FACTORS}.test_a_stolen_session_cannot_bind_the_first_factor"),
    Change("S4", factor_services, "_digest", lambda code: code,
           f"{FACTORS}.test_ten_codes_on_paper_each_once_kept_as_digests"),
    Change("A7", middleware, "has_just_confirmed", _yes,
           f"{STEP}.test_an_act_is_asked_for_and_goes_on_with_what_was_written"),
    Change("A7", Act, "needs_second_factor", property(_no),
           f"{STEP}.test_an_act_is_asked_for_and_goes_on_with_what_was_written"),
    Change("A7", middleware, "is_weak", _no,
           f"{STEP}.test_without_a_second_factor_such_an_account_has_a_teachers_rights", (("name", "helene-garnier"),)),
    Change("A7", stepping, "may_click", _yes, f"{STEP}.test_only_the_cast_confirms_by_a_click"),
    Change("S4", stepping, "is_shown", _yes, f"{CODES}.test_an_address_is_changed_by_who_reads_the_code_sent"),
    Change("S4", stepping, "step_roads", lambda account, avoid="": step_codes.contacts_of(account.person),
           f"{CODES}.test_no_code_goes_to_the_contact_that_changes", (("field", "email"), ("left", {"sms"}))),
    Change("S4", stepping, "is_owner", _yes, f"{CODES}.test_who_can_be_sent_none_gives_the_password"),
    Change("S4", step_codes, "listened", lambda people: {}, f"{CODES}.test_a_mailbox_replaced_lately_proves_nobody"),
    Change("S4", step_codes, "TRIES", 99, f"{CODES}.test_five_tries_ten_minutes_one_use_and_the_person_hears"),
    Change("S4", attempts, "take", lambda account_id, lane="": 1,
           f"{CODES}.test_ten_wrong_codes_an_hour_whatever_is_sent_again"),
    Change("S4", step_codes, "take_sending", _nothing, f"{CODES}.test_messages_are_few"),
    Change("S8", devices, "end_sessions", _zero, f"{THEFT}.test_the_drill"),
    Change("S8", devices, "_factors_of_thief", _zero, f"{THEFT}.test_the_drill"),
    Change("S8", devices, "_keys_of_thief", _zero, f"{THEFT}.test_the_drill"),
    Change("S8", devices, "end_codes", _zero, f"{THEFT}.test_the_drill"),
    Change("S8", devices, "modules_named", lambda name: (), f"{THEFT}.test_the_drill"),
    Change("S8", devices, "guardians_to_tell", lambda *_: [],
           f"{THEFT}.test_a_known_device_is_no_news_and_a_new_one_is"),
    Change("S8", devices, "secure_account", _nothing, f"{THEFT}.test_a_guardian_closes_a_childs_account"),
    Change("S8", locks, "close_sessions", _zero, f"{LOCKS}.test_a_lock_to_sign_in_closes_what_is_open_at_once",
           (("name", "class"),)),
    Change("S8", locks, "close_sessions", _zero, f"{PLAY}.test_the_play"),
    Change("S8", access_locks, "_taken", _nothing, f"{PLAY}.test_the_play"),
    Change("S8", devices, "modules_named", lambda name: (), f"{PLAY}.test_the_play"),
    Change("S8", hats, "_left_by_locks", lambda person, found: found,
           f"{LOCKS}.test_who_is_locked_out_does_not_come_in_and_comes_back_when_it_is_lifted"),
    Change("S7", disputing, "secure_account", _zero, f"{FORMER}.{BUTTON}"),
    Change("S7", disputing, "end_codes", _nothing, f"{FORMER}.test_a_link_mailed_while_the_account_waits_is_ended_too"),
    Change("S7", disputing, "row_of_link", _unsigned,
           f"{FORMER}.test_a_forged_link_and_a_click_without_its_form_do_nothing"),
    Change("S7", disputing, "may_dispute", _yes, f"{FORMER}.test_the_button_serves_once_and_three_days"),
    Change("S7", mailboxes, "_listened", lambda person, row, met: mailboxes.Listened(True, row.email),
           f"{FORMER}.{BUTTON}"),
    Change("S7", mailboxes, "_met", lambda person_ids: {},
           f"{FORMER}.test_a_mailbox_given_up_has_no_say_once_the_school_saw_the_person"),
    Change("S7", mailboxes, "heard_rows", lambda person_ids: mailboxes.FormerMailbox.objects.none(),
           f"{FORMER}.test_who_changes_the_address_twice_has_no_say_at_the_address_between"),
    Change("S6", seats, "MOST", 99, f"{PHONE}.test_six_accounts_and_not_seven"),
    Change("S6", seats, "check_password", _yes, f"{PHONE}.test_each_opens_by_its_own_code_and_sees_its_own_pages"),
    Change("A6", middleware, "hats_of", _remembered,
           f"{ENDS}.test_an_open_session_and_a_kept_way_in_open_nothing", (("loss", "@leaves_school"),)),
    Change("A6", door, "admit", _yes,
           f"{LOCKS}.test_who_is_locked_out_does_not_come_in_and_comes_back_when_it_is_lifted"),
    Change("A8", viewing, "check_page", _nothing, f"{VIEW}.test_nothing_can_be_sent_and_no_account_page_opens"),
    Change("A8", viewing, "is_export", _no, f"{VIEW}.test_nothing_comes_out_as_a_file"),
    Change("A8", viewing, "leave_trace", _nothing, f"{VIEW}.test_each_page_is_in_the_schools_journal"),
    Change("A8", viewing, "_within", lambda found, school: found,
           f"{VIEW}.test_the_page_is_the_persons_with_a_banner_and_only_of_that_school"),
    Change("A8", viewing, "opening_now", _always_open, f"{VIEW}.test_it_ends_by_itself_by_the_school_and_by_a_button"),
    Change("A8", openings, "LONGEST", FAR, f"{VIEW}.test_two_hours_at_most_and_once"),
)  # fmt: skip


@pytest.mark.sqlite
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_defence_taken_away_is_seen(change: Change, academy, request: pytest.FixtureRequest, monkeypatch):
    module_name, name = change.test.rsplit(".", 1)
    module = importlib.import_module(module_name)
    test = getattr(module, name)
    _HATS.clear()
    given = {key: getattr(module, value[1:]) if isinstance(value, str) and value.startswith("@") else value
             for key, value in change.given}  # fmt: skip
    made = _Maker(request, module, {"monkeypatch": monkeypatch, "academy": academy})
    arguments = {key: given[key] if key in given else made(key) for key in inspect.signature(test).parameters}
    monkeypatch.setattr(change.where, change.name, change.instead)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(**arguments)


class _Maker:
    """Fixtures of another module's test: that module's own, else everyone's."""

    def __init__(self, request: pytest.FixtureRequest, module: Any, kept: dict[str, Any]) -> None:
        self.request, self.module, self.kept = request, module, kept

    def __call__(self, name: str) -> Any:
        if name not in self.kept:
            own = getattr(self.module, name, None)
            plain = getattr(own, "_fixture_function", None)
            if plain is None:
                self.kept[name] = self.request.getfixturevalue(name)
            else:
                self.kept[name] = plain(**{one: self(one) for one in inspect.signature(plain).parameters})
        return self.kept[name]
