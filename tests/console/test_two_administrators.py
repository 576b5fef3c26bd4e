"""Two administrators at one form: the second reads what the first wrote, keeps what they typed, loses nothing."""

import pytest

from console import worn
from directory import people_of
from preau.directory.models import LocalAuthority, School, StudentGroup
from preau.kernel import scope
from preau.kernel.models import AuditEntry
from preau.people.models import PrivacyNotice
from preau.ui.seen import SeenForm, plain

pytestmark = pytest.mark.django_db
LOOK = {"brand_color": "#0a5aa8", "accent_color": "#0b6b3a", "accessibility_contact": "", "accessibility_email": ""}
TOLD = "Quelqu’un d’autre a enregistré pendant que vous écriviez"


@pytest.fixture
def place():
    with scope.everything("test"):
        at, region = people_of.school("Lycée des Tilleuls"), worn.region()
        LocalAuthority.objects.update(**LOOK)
        School.objects.update(local_authority=region)
        return at, region


@pytest.fixture
def two(place):
    """The head and the deputy of one school."""
    with scope.everything("test"):
        return worn.staff(place[0]), worn.staff(place[0], given="Jean")


def value_of(page, name: str) -> str:
    """What a text field of the form holds."""
    field = page.content.decode().partition(f'name="{name}"')[2].partition(">")[0]
    return field.partition('value="')[2].partition('"')[0]


def test_the_look_of_a_collectivity(place) -> None:
    _at, region = place
    with scope.everything("test"):
        officer, operator = worn.officer(region), worn.operator()
    page = f"/console/collectivites/{region.pk}/"
    mine, theirs = worn.seen_in(officer.get(page)), worn.seen_in(operator.get(page))
    person = {"accessibility_contact": "Alix Roy", "accessibility_email": "alix.roy@region.example"}
    assert operator.post(page, {**LOOK, "brand_color": "#aa2200", **person, "seen": theirs}).status_code == 302
    late = officer.post(page, {**LOOK, "brand_color": "#00aa22", "seen": mine})
    said = worn.text_of(late)
    assert late.status_code == 409 and TOLD in said and "Omar Système" in said
    assert "#aa2200" in said and "#00aa22" in said, "what the other wrote, beside what was typed"
    assert value_of(late, "brand_color") == "#00aa22", "what was typed stays in the form"
    assert value_of(late, "accessibility_contact") == "Alix Roy", "a field left alone follows the other person"
    assert LocalAuthority.objects.get().brand_color == "#aa2200", "nothing was written over"
    again = {**LOOK, **person, "brand_color": "#00aa22", "seen": worn.seen_in(late)}
    assert officer.post(page, again).status_code == 302
    kept = LocalAuthority.objects.get()
    assert (kept.brand_color, kept.accessibility_contact) == ("#00aa22", "Alix Roy"), "both people's words are kept"
    assert officer.post(page, again).status_code == 302, "the same form sent twice is done once"
    assert AuditEntry.objects.filter(action="directory.set_local_authority_look").count() == 2


@pytest.mark.parametrize("seen", ["", "forgé", "e30:1aaaaa:bbbb"])
def test_a_form_that_does_not_say_what_it_showed_overwrites_nothing(place, seen) -> None:
    _at, region = place
    with scope.everything("test"):
        officer = worn.officer(region)
    page = f"/console/collectivites/{region.pk}/"
    answer = officer.post(page, {**LOOK, "brand_color": "#00aa22", "seen": seen})
    assert answer.status_code == 409 and "#0a5aa8" in worn.text_of(answer)
    assert LocalAuthority.objects.get().brand_color == "#0a5aa8"


def test_the_name_of_a_group(two) -> None:
    head, deputy = two
    group = head.post("/console/groupes/", {"label": "Chorale"}).url
    mine, theirs = worn.seen_in(head.get(group)), worn.seen_in(deputy.get(group))
    assert deputy.post(group, {"label": "Chœur", "seen": theirs}).status_code == 302
    late = head.post(group, {"label": "Maîtrise", "seen": mine})
    said = worn.text_of(late)
    assert late.status_code == 409 and TOLD in said and "Jean Garnier, Direction" in said and "Chœur" in said
    assert value_of(late, "label") == "Maîtrise"
    with scope.everything("test"):
        assert StudentGroup.objects.get().label == "Chœur"
    assert head.post(group, {"label": "Maîtrise", "seen": worn.seen_in(late)}).status_code == 302
    assert head.post(group, {"label": "Maîtrise", "seen": mine}).status_code == 302, "sent twice, done once"
    assert AuditEntry.objects.filter(action="directory.rename_group").count() == 2


def test_who_answers_for_personal_data(place, two) -> None:
    head, deputy = two
    page = f"/console/donnees/etablissement/{place[0].pk}/"
    words = {"controller": "La proviseure", "dpo_name": "Dominique Canari", "dpo_email": "dpo@exemple.example"}
    assert head.post(page, {**words, "version": 0, "seen": worn.seen_in(head.get(page))}).status_code == 302
    mine = {"version": 1, "seen": worn.seen_in(head.get(page))}
    theirs = {"version": 1, "seen": worn.seen_in(deputy.get(page)), "dpo_phone": "01 00 00 00 00"}
    assert deputy.post(page, {**words, **theirs}).status_code == 302
    late = head.post(page, {**words, **mine, "controller": "Le lycée"})
    assert late.status_code == 409 and "Jean Garnier, Direction" in worn.text_of(late)
    assert (value_of(late, "controller"), value_of(late, "dpo_phone")) == ("Le lycée", "01 00 00 00 00")
    again = {"version": worn.seen_in(late, "version"), "seen": worn.seen_in(late), "dpo_phone": "01 00 00 00 00"}
    assert head.post(page, {**words, **again, "controller": "Le lycée"}).status_code == 302, "it can be sent again"
    assert list(PrivacyNotice.objects.order_by("version").values_list("controller", "dpo_phone")) == [
        ("La proviseure", ""), ("La proviseure", "01 00 00 00 00"), ("Le lycée", "01 00 00 00 00"),
    ]  # fmt: skip


def test_the_collectivity_of_schools(place) -> None:
    at, region = place
    with scope.everything("test"):
        other = worn.region("Autre région")
        third = worn.region("Troisième région")
        operator = worn.operator()
    page = "/console/etablissements/rattacher/"
    asked = {"id": str(at.pk), "authority": str(other.pk)}
    seen = worn.seen_in(operator.get(page, asked))
    School.objects.update(local_authority=third)
    late = operator.post(page, {**asked, "seen": seen})
    said = worn.text_of(late)
    assert late.status_code == 409 and "Quelqu’un d’autre a rattaché « Lycée des Tilleuls »" in said
    assert "aujourd’hui : Troisième région" in said and School.objects.get().local_authority_id == third.pk
    assert operator.post(page, {**asked, "seen": worn.seen_in(late)}).status_code == 302
    assert School.objects.get().local_authority_id == other.pk
    assert region.schools.count() == 0


def _as_it_stands(form: SeenForm) -> dict[str, object]:
    return {name: plain(value) for name, value in form.initial.items() if name != "seen"}


@pytest.mark.parametrize("name", ["look", "group"])
def test_a_form_that_forgets_what_it_showed_is_found(place, two, monkeypatch, name) -> None:
    """The defence taken away: the form says that it showed what stands now."""
    monkeypatch.setattr(SeenForm, "read", property(_as_it_stands))
    with pytest.raises(AssertionError):
        test_the_look_of_a_collectivity(place) if name == "look" else test_the_name_of_a_group(two)
