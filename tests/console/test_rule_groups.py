"""Groups that follow a rule: previewed by name, kept as data, true after each change of the directory."""

import pytest

from console import worn
from directory import people_of
from preau.access.enums import GroupKind
from preau.access.groups import GroupRef, memberships_of
from preau.directory.calendar import year_of
from preau.directory.enums import GroupSource, Profile
from preau.directory.models import (
    Affiliation,
    Enrollment,
    GroupMembership,
    GroupStaff,
    Homeroom,
    HomeroomTeacher,
    Section,
    StudentGroup,
)
from preau.directory.services import follow_rules
from preau.kernel import audit, clock, outbox, scope
from preau.kernel.ids import new_id
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW = "/console/groupes/regle/"


@pytest.fixture
def world():
    with scope.everything("test"):
        at = people_of.school("Collège Rimbaud")
        year = year_of(clock.today())
        people = {}
        for given, level, room in (("Lina", "3EME", "3A"), ("Tom", "3EME", "3B"), ("Zoé", "4EME", "4A")):
            people[given] = people_of.pupil(given, "Béranger", at)
            people_of.enrolled(people[given], at, room)
            Enrollment.objects.filter(student=people[given]).update(level_label=level, boarding_status="INTERNE")
        latin = StudentGroup.objects.create(
            school=at, school_year_id=year, code="LAT", label="Latin", source=GroupSource.AAF
        )
        for given in ("Lina", "Zoé"):
            GroupMembership.objects.create(school=at, group=latin, student=people[given])
        rooms = dict(Homeroom.objects.filter(school=at).values_list("label", "pk"))
        for given, room in (("Claire", "3A"), ("Paul", "4A")):
            people[given] = people_of.person(given, "Roux")
            people_of.place(people[given], at, Profile.TEACHER)
            Section.objects.create(
                school=at, school_year_id=year, teacher=people[given], subject_code="1", homeroom_id=rooms[room]
            )
        HomeroomTeacher.objects.create(school=at, homeroom_id=rooms["3A"], person=people["Paul"])
        return worn.staff(at), at, people, rooms, latin


def inside(group: str) -> set:
    number = group.strip("/").split("/")[-1]
    with scope.everything("test"):
        pupils = GroupMembership.objects.filter(group_id=number).values_list("student__given_name", flat=True)
        staff = GroupStaff.objects.filter(group_id=number).values_list("person__given_name", flat=True)
        return {*pupils, *staff}


def test_pupils_of_a_level_with_an_option(world) -> None:
    head, _at, people, _rooms, latin = world
    asked = {"de": "eleves", "label": "Latinistes de 3e", "join": "all", "level": ["3EME"], "group": [str(latin.pk)]}
    preview = worn.text_of(head.get(NEW, asked))
    assert "1 personne aujourd’hui" in preview and "Béranger Lina (3A)" in preview and "Tom" not in preview
    assert "Niveau : 3eme" in preview and "Option ou groupe : Latin" in preview
    with scope.everything("test"):
        assert not StudentGroup.objects.filter(source=GroupSource.RULE).exists(), "a preview writes nothing"
    group = head.post(NEW, asked).url
    assert inside(group) == {"Lina"}
    page = worn.text_of(head.get(group))
    assert "Les élèves qui remplissent toutes ces conditions" in page and "Par règle" in page
    assert "Retirer les élèves cochés" not in page, "members follow the rule alone"
    either = asked | {"join": "any"}
    assert "3 personnes aujourd’hui" in worn.text_of(head.get(f"{group}regle/", either))
    told = [audit.sentence_of(one) for one in AuditEntry.objects.filter(action__contains="rule")]
    assert told == [
        "Hélène Garnier, Direction a créé le groupe «\xa0Latinistes de 3e\xa0», par règle (personnes\xa0: 1)"
    ]
    assert people


def test_a_rule_is_read_again_when_who_follows_it_moved(world) -> None:
    head, _at, people, _rooms, _latin = world
    asked = {"de": "eleves", "label": "Troisièmes", "join": "all", "level": ["3EME"]}
    read = head.get(NEW, asked)
    with scope.everything("test"):
        Enrollment.objects.filter(student=people["Zoé"]).update(level_label="3EME")
    again = head.post(NEW, {**asked, "nombre": worn.number_in(read)})
    said = worn.text_of(again)
    assert again.status_code == 200 and "Le nombre a changé" in said and "3 personnes aujourd’hui" in said
    with scope.everything("test"):
        assert not StudentGroup.objects.filter(source=GroupSource.RULE).exists()
    assert inside(head.post(NEW, {**asked, "nombre": worn.number_in(again)}).url) == {"Lina", "Tom", "Zoé"}


def test_teachers_of_a_class_and_what_rules_of_communication_make_of_them(world) -> None:
    head, at, people, rooms, _latin = world
    asked = {"de": "personnels", "label": "Équipe 3A", "join": "all", "teaches": [str(rooms["3A"])]}
    group = head.post(NEW, asked).url
    assert inside(group) == {"Claire", "Paul"}, "who teaches it, and its head teacher"
    number = group.strip("/").split("/")[-1]
    with scope.everything("test"):
        claire = people["Claire"].pk
        mine = memberships_of([claire], [at.pk], hat=Profile.TEACHER.value)[claire]
    kinds = {one.kind for one in mine if str(one.unit_id) == number}
    assert kinds == {GroupKind.GROUP_TEACHERS}, "a group as any other, and of no pupil"
    assert isinstance(next(iter(mine)), GroupRef)


def test_members_follow_the_directory(world) -> None:
    head, at, people, rooms, _latin = world
    asked = {"de": "eleves", "label": "Troisièmes", "join": "all", "level": ["3EME"]}
    group = head.post(NEW, asked).url
    with scope.everything("test"):
        Enrollment.objects.filter(student=people["Zoé"]).update(level_label="3EME")
        Affiliation.objects.filter(person=people["Tom"]).update(state="suspended")
        assert follow_rules(school_ids=[at.pk]) == 1 and follow_rules() == 0
    assert inside(group) == {"Lina", "Zoé"}
    told = AuditEntry.objects.get(action="directory.follow_rule")
    assert "entrées 1, sorties 1" in audit.sentence_of(told)
    assert rooms


def test_a_change_of_a_group_by_hand_is_followed_by_the_worker(world) -> None:
    head, _at, people, _rooms, _latin = world
    chess = head.post("/console/groupes/", {"label": "Échecs"}).url
    number = chess.strip("/").split("/")[-1]
    asked = {"de": "eleves", "label": "Échecs de 3e", "join": "all", "level": ["3EME"], "group": [number]}
    group = head.post(NEW, asked).url
    assert inside(group) == set()
    worn.confirmed(head, f"{chess}ajouter/", {"id": [str(people["Tom"].pk), str(people["Zoé"].pk)]})
    while outbox.dispatch():
        pass
    assert inside(group) == {"Tom"}


def test_two_people_never_overwrite_a_rule_and_strangers_do_not_find_it(world) -> None:
    head, at, _people, _rooms, _latin = world
    asked = {"de": "eleves", "label": "Troisièmes", "join": "all", "level": ["3EME"]}
    group = head.post(NEW, asked).url
    with scope.everything("test"):
        deputy = worn.staff(at, given="Jean")
    seen = worn.seen_in(head.get(f"{group}regle/"))
    other = asked | {"level": ["4EME"], "label": "Quatrièmes", "seen": worn.seen_in(deputy.get(f"{group}regle/"))}
    assert deputy.post(f"{group}regle/", other).status_code == 302
    mine = asked | {"join": "any", "label": "Les 3e"}
    preview = head.get(f"{group}regle/", mine | {"seen": seen})
    assert worn.seen_in(preview) == seen, "a preview does not say that what it read has been seen"
    late = head.post(f"{group}regle/", mine | {"seen": seen})
    said = worn.text_of(late)
    assert late.status_code == 409 and "Jean Garnier, Direction" in said
    assert "Quatrièmes" in said and "4eme" in said and 'value="Les 3e"' in said, "what the other wrote, what was typed"
    assert inside(group) == {"Zoé"}
    assert head.post(f"{group}regle/", mine).status_code == 409, "a form that does not say what it showed"
    assert head.post(f"{group}regle/", mine | {"seen": worn.seen_in(late)}).status_code == 302
    assert inside(group) == {"Lina", "Tom"}
    with scope.everything("test"):
        stranger = worn.staff(people_of.school("Autre collège"), given="Odile")
        teacher = worn.staff(at, Profile.TEACHER, "Anne")
    assert stranger.get(f"{group}regle/").status_code == 404 and teacher.get(NEW).status_code == 403
    assert stranger.post(f"{group}supprimer/").status_code == 404
    assert head.post(NEW, {"de": "eleves", "label": "Rien", "join": "all"}).status_code == 422
    assert head.post(NEW, asked | {"level": ["INVENTÉ"]}).status_code == 422
    foreign = head.post(NEW, asked | {"de": "personnels", "teaches": [str(new_id())]})
    assert foreign.status_code == 422
    assert "2 personnes" in worn.text_of(head.get(f"{group}supprimer/"))
    read = {"seen": worn.seen_in(head.get(f"{group}supprimer/"))}
    assert head.post(f"{group}supprimer/", read).status_code == 302 and head.get(group).status_code == 404
    assert head.post(f"{group}supprimer/", read).status_code == 404, "sent twice, done once"


def test_a_group_that_somebody_changed_since_it_was_read_is_not_removed(world) -> None:
    head, at, _people, _rooms, _latin = world
    asked = {"de": "eleves", "label": "Troisièmes", "join": "all", "level": ["3EME"]}
    group = head.post(NEW, asked).url
    with scope.everything("test"):
        deputy = worn.staff(at, given="Jean")
    end = f"{group}supprimer/"
    read = {"seen": worn.seen_in(head.get(end))}
    other = asked | {"level": ["4EME"], "label": "Quatrièmes", "seen": worn.seen_in(deputy.get(f"{group}regle/"))}
    deputy.post(f"{group}regle/", other)
    late = head.post(end, read)
    said = worn.text_of(late)
    assert late.status_code == 409 and "Quelqu’un d’autre a changé ce groupe" in said and "Jean Garnier" in said
    assert "Supprimer le groupe « Quatrièmes »" in said and "4eme" in said, "what would be removed, as it is now"
    for unread in ({}, {"seen": "x"}):
        assert head.post(end, unread).status_code == 409, "a form that does not say what it showed"
    assert inside(group) == {"Zoé"}
    assert head.post(end, {"seen": worn.seen_in(late)}).status_code == 302 and head.get(group).status_code == 404
