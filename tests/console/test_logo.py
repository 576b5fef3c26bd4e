"""The logo of a collectivity: a picture drawn small, seen on its schools' pages, changed, taken away; never a drawing
that may run."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from console import worn
from directory import people_of
from files import made
from preau.directory.models import LocalAuthority, School
from preau.files.models import Blob, StoredFile
from preau.kernel import scope
from preau.kernel.models import AuditEntry

pytestmark = pytest.mark.django_db
SAYS = "Région des Trois-Rivières"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def place():
    with scope.everything("test"):
        at, region = people_of.school("Lycée des Tilleuls"), worn.region()
        School.objects.update(local_authority=region)
        return at, region


@pytest.fixture
def page(place) -> str:
    return f"/console/collectivites/{place[1].pk}/logo/"


def _send(client: Client, page: str, body: bytes, name: str = "logo.png", **more: str):
    sent = {"picture": SimpleUploadedFile(name, body), "logo_alt": SAYS, "seen": worn.seen_in(client.get(page)), **more}
    return client.post(page, sent)


def test_a_logo_is_drawn_small_and_seen_on_the_pages_of_its_schools(place, page) -> None:
    at, region = place
    with scope.everything("test"):
        officer, head = worn.officer(region), worn.staff(at)
    assert _send(officer, page, made.jpeg(1200, 400, behind=made.PROGRAM), "Logo été.jpg").status_code == 302
    home = head.get("/").content.decode()
    (address,) = re.findall(r'class="top-logo" src="([^"]+)"', home)
    assert f'alt="{SAYS}"' in home
    (icon,) = re.findall(r'<link rel="icon" type="image/png" href="([^"]+)"', home)
    for one, size in ((address, (216, 72)), (icon, (64, 64))):
        answer = Client().get(one)
        assert answer.status_code == 200 and answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer["Content-Security-Policy"].startswith("sandbox")
        assert len(answer.content) < 20_000 and b"Telephone" not in answer.content
        assert Image.open(io.BytesIO(answer.content)).size == size
    told = AuditEntry.objects.get(action="directory.set_local_authority_logo")
    assert told.data["says"] == SAYS


def test_it_is_changed_and_taken_away_and_nothing_of_it_stays(place, page) -> None:
    with scope.everything("test"):
        officer = worn.officer(place[1])
    _send(officer, page, made.png(100, 50))
    first = LocalAuthority.objects.get().logo
    assert _send(officer, page, made.jpeg(100, 50)).status_code == 302
    second = LocalAuthority.objects.get().logo
    assert first != second and Client().get(f"/images/{first}").status_code == 404
    assert _send(officer, page, made.jpeg(100, 50)).status_code == 302, "the same again changes nothing"
    assert LocalAuthority.objects.get().logo == second
    sent = {"logo_alt": "Un pont", "seen": worn.seen_in(officer.get(page))}
    assert officer.post(page, sent).status_code == 302, "only what it says"
    assert (LocalAuthority.objects.get().logo, LocalAuthority.objects.get().logo_alt) == (second, "Un pont")
    gone = officer.post(page, {"retirer": "1", "seen": worn.seen_in(officer.get(page))})
    assert gone.status_code == 302
    kept = LocalAuthority.objects.get()
    assert (kept.logo, kept.logo_alt, kept.icon) == ("", "", "")
    assert Client().get(f"/images/{second}").status_code == 404
    with scope.everything("test"):
        assert not StoredFile.objects.exists() and Blob.objects.exists(), "the night takes the content"
    assert AuditEntry.objects.filter(action="directory.remove_local_authority_logo").count() == 1


@pytest.mark.parametrize(
    ("body", "name", "words"),
    [
        (made.SVG, "logo.svg", "pas d’une sorte acceptée"),
        (made.SVG, "logo.png", "n’en est pas une"),
        (made.PROGRAM, "logo.png", "programme"),
        (made.PDF, "logo.pdf", "pas d’une sorte acceptée"),
        (made.huge_png(60_000, 60_000), "logo.png", "trop grande"),
        (b"x" * ((5 << 20) + 1), "logo.png", "trop gros"),
        (b"", "logo.png", "vide"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(body: bytes, name: str, words: str, place, page) -> None:
    with scope.everything("test"):
        officer = worn.officer(place[1])
    refused = _send(officer, page, body, name)
    assert refused.status_code == 422 and words in worn.text_of(refused)
    assert LocalAuthority.objects.get().logo == ""
    with scope.everything("test"):
        assert not StoredFile.objects.exists()


def test_a_logo_says_something_and_is_a_picture(place, page) -> None:
    with scope.everything("test"):
        officer = worn.officer(place[1])
    assert _send(officer, page, made.png(), logo_alt=" ").status_code == 422
    nothing = officer.post(page, {"logo_alt": SAYS, "seen": worn.seen_in(officer.get(page))})
    assert nothing.status_code == 422 and "Choisissez une image" in worn.text_of(nothing)


def test_two_people_never_overwrite_each_other(place, page) -> None:
    with scope.everything("test"):
        officer, operator = worn.officer(place[1]), worn.operator()
    mine = worn.seen_in(officer.get(page))
    assert _send(operator, page, made.png(30, 30), logo_alt="Un pont").status_code == 302
    late = _send(officer, page, made.png(40, 40), seen=mine)
    assert late.status_code == 409 and "Un pont" in worn.text_of(late)
    assert LocalAuthority.objects.get().logo_alt == "Un pont"
    assert officer.post(page, {"retirer": "1", "seen": mine}).status_code == 409
    with scope.everything("test"):
        assert StoredFile.objects.count() == 2, "the logo and its icon, of one of them"


def test_a_picture_that_is_not_public_has_no_such_address(place, page) -> None:
    with scope.everything("test"):
        officer = worn.officer(place[1])
    _send(officer, page, made.png())
    name = LocalAuthority.objects.get().logo
    for wrong in (name.replace(".", "0."), name[:33] + "0" * 12 + ".png", "x.png", f"{name}/"):
        assert Client().get(f"/images/{wrong}").status_code == 404, wrong
