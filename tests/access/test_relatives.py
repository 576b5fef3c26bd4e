"""Who of a family is told, and who signs: one rule, from the hat of a page as from the directory at each act."""

import datetime as dt
import itertools
from dataclasses import replace
from typing import Any

import pytest

from cast import LYCEE
from preau.access.public import About, hats_of, is_told, relative_for, relatives_of, signs_about, signs_for_themself
from preau.directory.enums import Profile, Reach
from preau.directory.models import Guardianship, Person
from preau.directory.rights import RIGHTS
from preau.identity.public import account_by_id
from preau.kernel import clock, scope

LONG_AGO = dt.date(2000, 1, 1)


def hat_of(academy: Any, who: str, profile: str) -> Any:
    account = account_by_id(academy[who].account.pk)
    assert account is not None
    hat = next((one for one in hats_of(account) if one.profile == profile), None)
    return replace(hat, person_id=academy[who].person.pk) if hat else None


@pytest.mark.parametrize("about", About)
def test_a_page_and_an_act_agree_on_who_is_told_and_who_signs(academy: Any, about: About) -> None:
    school, pupil = academy.school(LYCEE).pk, academy["lina-benali"].person.pk
    moment, seen = clock.now(), set()
    with scope.everything("tests of families"):
        link = Guardianship.objects.filter(school_id=school, student_id=pupil, guardian=academy["samira"].person)
        assert link.count() == 1
        for reach, is_adult, signs, closes, is_suspended in itertools.product(Reach.values, *[[False, True]] * 4):
            link.update(reach=reach)
            Person.objects.filter(pk=pupil).update(
                birth_date=LONG_AGO if is_adult else clock.today() - dt.timedelta(days=5000),
                takes_over_signatures_on=LONG_AGO if signs else None,
                closes_guardian_messages_on=LONG_AGO if closes else None,
                suspended_at=moment if is_suspended else None,
            )
            case = (reach, is_adult, signs, closes, is_suspended)
            hat = hat_of(academy, "samira", Profile.GUARDIAN)
            child = next((one for one in hat.children if (one.person_id, one.school_id) == (pupil, school)), None)
            found = relative_for(hat, school, pupil, about)
            assert (found is not None) == (child is not None and is_told(child, about)), case
            assert (found is not None and found[1].signs) == (child is not None and signs_about(child, about)), case
            # Said again in words: the table, and what an adult pupil chose.
            told = about.is_given(RIGHTS[reach]) and not (about is About.MESSAGES and is_adult and closes)
            assert (found is not None) == told, case
            assert not (found and found[1].signs and is_adult and signs), case
            # The pupil who signs is told too, unless they have no place in Préau.
            person = Person.objects.get(pk=pupil)
            there = [one for one in relatives_of(school, [person], about)[pupil] if one.is_pupil]
            assert [(one.signs, one.profile) for one in there] == (
                [(True, Profile.STUDENT)] if is_adult and signs and not is_suspended else []
            ), case
            assert signs_for_themself(person) == (is_adult and signs), case
            seen |= {told}
    assert seen == {True, False}


def test_whoever_left_is_told_of_nobody(academy: Any) -> None:
    school, pupil, samira = academy.school(LYCEE).pk, academy["lina-benali"].person, academy["samira"].person
    with scope.everything("tests of families"):
        hat = hat_of(academy, "samira", Profile.GUARDIAN)
        assert relative_for(hat, school, pupil.pk, About.ABSENCES) is not None
        assert relative_for(replace(hat, schools=()), school, pupil.pk, About.ABSENCES) is None
        assert relative_for(hat_of(academy, "claire-roux", Profile.TEACHER), school, pupil.pk, About.ABSENCES) is None
        Person.objects.filter(pk=samira.pk).update(suspended_at=clock.now())
        assert relative_for(hat, school, pupil.pk, About.ABSENCES) is None
        Person.objects.filter(pk=samira.pk).update(suspended_at=None)
        Person.objects.filter(pk=pupil.pk).update(erased_at=clock.now())
        assert relative_for(hat, school, pupil.pk, About.ABSENCES) is None
