"""S11: nothing that a school or a collectivity writes reaches the door; inside it is text; a look is two colours."""

import pytest
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client

from preau.directory.errors import Refused
from preau.directory.models import LocalAuthority, School
from preau.directory.services import set_local_authority_look
from preau.kernel import clock, scope
from preau.kernel.actor import system
from preau.people.models import PrivacyNotice

US = system("test")
HOSTILE = "<b onclick=alert(1)>Tapez ici votre code bancaire</b>"
DOORS = ("/connexion/", "/activer/", "/mot-de-passe/", "/mot-de-passe/code/")


@pytest.mark.parametrize("colour", ["red", "#0a5aa8;}body{display:none", '#0a5aa8"><script>', "url(//evil)", "#0a5aa"])
def test_a_look_is_two_colours_and_nothing_else(academy, colour):
    with scope.everything("test"):
        region = LocalAuthority.objects.first()
        with pytest.raises(Refused):
            set_local_authority_look(
                actor=US, local_authority_id=region.pk, brand_color=colour, accent_color="#123456"
            )  # fmt: skip


def test_words_of_a_school_or_a_collectivity_never_show_at_the_door(academy, settings):
    settings.DEMO = False
    with scope.everything("test"):
        LocalAuthority.objects.update(name=Concat(Value(HOSTILE), F("name")), accessibility_contact=HOSTILE)
        School.objects.update(name=HOSTILE, city=HOSTILE[:50])
        for school in School.objects.all():
            PrivacyNotice.objects.create(
                school=school, version=9, controller=HOSTILE, dpo_name=HOSTILE, dpo_email="a@b.example",
                published_at=clock.now(), published_by=HOSTILE,
            )  # fmt: skip
    met = {}
    for path in DOORS:
        answer = Client().get(path, follow=True)
        met[path] = answer.status_code
        assert "bancaire" not in answer.content.decode(), path
    assert set(met.values()) == {200}, met


def test_inside_it_is_text(academy):
    with scope.everything("test"):
        School.objects.update(name=HOSTILE)
    page = academy.client("helene-garnier").get("/").content.decode()
    assert "bancaire" in page and "<b onclick" not in page
