"""Both sides of a family read at once say what each pupil's guardians, read one by one, say."""

import datetime as dt

from preau.directory.enums import DecisionKind
from preau.directory.models import CourtDecision, Guardianship, Person
from preau.directory.selectors import family_of, guardians_of
from preau.kernel import clock, scope


def told(lines):
    return [
        (
            one.guardianship.pk, one.guardianship.guardian.full_name, one.guardianship.student.full_name,
            one.guardianship.get_reach_display(), one.guardianship.ended_at, one.rights, one.deciding, one.on,
        )
        for one in lines
    ]  # fmt: skip


def test_one_read_for_both_sides_says_the_same(academy):
    with scope.everything("test"):
        school = academy.school("1001")
        links = list(Guardianship.objects.filter(school=school).order_by("pk")[:60])
        today = clock.today()
        CourtDecision.objects.create(
            student_id=links[0].student_id, guardian_id=links[0].guardian_id, kind=DecisionKind.PROTECTION_ORDER,
            starts_on=today - dt.timedelta(days=1), recorded_by_school=school, recorded_at=clock.now(),
        )  # fmt: skip
        Guardianship.objects.filter(pk=links[1].pk).update(ended_at=clock.now())
        Person.objects.filter(pk=links[2].student_id).update(
            birth_date=today - dt.timedelta(days=19 * 366), takes_over_signatures_on=today,
            closes_guardian_messages_on=today,
        )  # fmt: skip
        for link in links:
            guardians, _none = family_of(school.pk, link.student_id)
            slowly = guardians_of(school.pk, link.student_id)
            assert told(guardians) == told(slowly)
            _none, children = family_of(school.pk, link.guardian_id)
            each = [
                one for child in Guardianship.objects.filter(school=school, guardian_id=link.guardian_id)
                for one in guardians_of(school.pk, child.student_id) if one.guardianship.guardian_id == link.guardian_id
            ]  # fmt: skip
            assert sorted(told(children), key=str) == sorted(told(each), key=str)
        assert any(line.deciding for line in family_of(school.pk, links[0].student_id)[0])
