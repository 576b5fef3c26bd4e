"""Rows of docs/bar.md whose defence lies below any one room: taken away, the test of the row is red.

The rooms have their own: identity/test_defences.py, access/test_mutations.py, api/test_defences.py and others that
docs/bar.md names.
"""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

import matrix
from api import test_resources, test_writes
from identity import test_door_is_ours, test_passwords, test_sign_in
from kernel import test_every_page
from people import test_own_data
from portal import test_pupils
from preau.access.rules import FileRights
from preau.api.v1 import identity as api_identity
from preau.api.v1 import portal as api_portal
from preau.directory.errors import Unknown
from preau.directory.models import LocalAuthority, Person
from preau.directory.services import schools
from preau.identity import passwords
from preau.identity.models import Account
from preau.identity.selectors import account_by_id
from preau.identity.services import accounts
from preau.identity.views import door
from preau.kernel import middleware, scope
from preau.people import own_data
from preau.portal.selectors import pupils as pupil_files

Patch = pytest.MonkeyPatch


def _row(url: str, method: str = "get") -> matrix.Row:
    return next(row for row in matrix.ROWS if row.url == url and row.method == method)


def _no_list(patch: Patch) -> None:
    patch.setattr(passwords, "is_listed", lambda password: False)
    patch.setattr(passwords, "_worth", lambda run, words: len(run))
    patch.setattr(passwords, "LEAST", 1)


def _short(patch: Patch) -> None:
    patch.setattr(passwords, "LEAST_WIDE", passwords.LEAST)


def _sessions_for_ever(patch: Patch) -> None:
    """What a session proves forgets the epoch of its account."""
    patch.setattr(Account, "get_session_auth_hash", AbstractBaseUser.get_session_auth_hash)


def _no_token(patch: Patch) -> None:
    patch.setattr(CsrfViewMiddleware, "process_view", lambda *_given: None)


def _no_headers(patch: Patch) -> None:
    patch.setattr(middleware, "security_headers", lambda: (("Content-Security-Policy", "default-src *"),))


def _whoever_asks(patch: Patch) -> None:
    """A copy is given to whoever has its address."""
    real = own_data.DataExport.objects
    patch.setattr(own_data, "ready_export", lambda hat, person_id, export_id: real.get(pk=export_id))
    patch.setattr("preau.people.data_pages.ready_export", own_data.ready_export)


def _any_colour(patch: Patch) -> None:
    patch.setattr(schools, "_color", lambda text: text)


def _words_at_the_door(patch: Patch) -> None:
    """The door says what the first collectivity calls itself."""
    real = door.render

    def render(request: Any, *given: Any, **more: Any) -> HttpResponse:
        answer = real(request, *given, **more)
        with scope.everything("mutation"):
            answer.content += LocalAuthority.objects.values_list("name", flat=True)[0].encode()
        return answer

    patch.setattr(door, "render", render)


def _tells_who_exists(patch: Patch) -> None:
    """A pupil of elsewhere is forbidden, one that does not exist is not found."""
    real = api_portal.pupil_file

    def pupil_file(hat: Any, student_id: Any) -> Any:
        try:
            return real(hat, student_id)
        except Unknown:
            if Person.objects.filter(pk=student_id).exists():
                raise PermissionDenied("elsewhere") from None
            raise

    patch.setattr(api_portal, "pupil_file", pupil_file)


def _reads_all(patch: Patch) -> None:
    """Whoever opens a file reads all of it."""
    everything = FileRights(**{one.name: True for one in dataclasses.fields(FileRights)})
    patch.setattr(pupil_files, "file_rights", lambda profile: everything)


def _always_a_demonstration(patch: Patch) -> None:
    patch.setattr(accounts, "settings", SimpleNamespace(DEMO=True))


def _anybody_clicked(patch: Patch) -> None:
    """A demonstration opens any account whose name is sent."""
    patch.setattr("preau.identity.views.door.enter_demonstration", lambda *, account_id: account_by_id(account_id))


REMOVED: dict[str, tuple[Callable[[Patch], None], Callable[[Any, Any], None]]] = {
    "S2 the list": (
        _no_list,
        lambda academy, client_as: test_passwords.test_the_french_top_list_and_what_is_made_of_it_is_refused(
            "azerty-azerty-1"
        ),
    ),
    "S2 sixteen for wide rights": (
        _short, lambda academy, client_as: test_passwords.test_how_long(15, wide=True, taken=0),
    ),
    "S6 sessions end everywhere": (
        _sessions_for_ever,
        test_sign_in.test_a_copy_of_a_session_kept_elsewhere_opens_nothing_after_the_end,
    ),
    "S9 the token of a form": (
        _no_token,
        lambda academy, client_as: test_every_page.test_a_form_without_its_token_or_from_elsewhere_is_refused(
            _row("people:majority", "post"), "", academy
        ),
    ),
    "S10 headers": (
        _no_headers,
        lambda academy, client_as: test_every_page.test_a_page_read_twice_writes_nothing_and_says_its_headers(
            _row("people:preferences"), academy
        ),
    ),
    "S11 a look is two colours": (
        _any_colour, lambda academy, client_as: test_door_is_ours.test_a_look_is_two_colours_and_nothing_else(
            academy, "red"
        ),
    ),
    "S11 the door is ours": (
        _words_at_the_door,
        lambda academy, client_as: test_door_is_ours.test_words_of_a_school_or_a_collectivity_never_show_at_the_door(
            academy, SimpleNamespace()
        ),
    ),
    "A2 elsewhere is as nowhere": (
        _tells_who_exists,
        lambda academy, client_as: test_resources.test_a_pupil_of_another_school_looks_like_none(academy),
    ),
    "A4 fields by role": (
        _reads_all,
        lambda academy, client_as: test_pupils.test_each_reads_what_their_work_needs(
            academy, client_as, lambda slug: reverse("portal:pupil", args=[academy[slug].person.pk]), "claire-roux"
        ),
    ),
    "A14 a demonstration only": (
        _always_a_demonstration,
        lambda academy, client_as: test_sign_in.test_the_cast_is_shown_and_clicked_in_a_demonstration_only(
            academy, django_settings
        ),
    ),
    "A14 the cast alone": (
        _anybody_clicked,
        lambda academy, client_as: test_sign_in.test_only_the_cast_can_be_clicked(academy, django_settings),
    ),
    "A10 a link is no right": (_whoever_asks, test_own_data.test_a_copy_is_of_who_asked_and_nobody_else),
}  # fmt: skip


@pytest.mark.parametrize("name", REMOVED)
def test_without_its_defence_the_row_is_red(
    academy: Any, client_as: Any, monkeypatch: Patch, name: str, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.DEMO = tmp_path, False  # what a test set is as it was after it
    remove, test = REMOVED[name]
    remove(monkeypatch)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        test(academy, client_as)


def test_a_body_that_may_name_any_field_is_found(academy: Any) -> None:
    """A5. The shapes of bodies are compiled once: they are made anew without the defence, then with it again."""
    operations = [one for path in api_identity.router.path_operations.values() for one in path.operations]
    [found] = [one for one in operations if one.view_func.__name__ == "change_preferences"]
    body = api_identity.PreferencesChange

    def made(extra: str) -> None:
        body.model_config["extra"] = extra
        for shape in (body, *found.models):
            shape.model_rebuild(force=True)

    made("ignore")
    try:
        with pytest.raises(AssertionError):
            test_writes.test_unknown_fields_are_refused_never_ignored(academy)
    finally:
        made("forbid")
