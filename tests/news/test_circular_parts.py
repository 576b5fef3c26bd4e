"""Pictures, attachments and the question of what a collectivity publishes: each school has its own."""

import datetime as dt
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cast import LP, LYCEE
from files import made
from news.conftest import hat_of
from preau.access.models import Crisis
from preau.files.models import StoredFile
from preau.kernel import clock, jobs
from preau.kernel.ids import new_id
from preau.news.models import Circular, NewsItem, NewsPicture, Poll
from preau.news.selectors import polls
from preau.news.selectors.files import joined_to
from preau.news.services import agree, forget_old, settle_polls
from preau.news.services.circular_locking import version_of_circular

OFFICER, OTHER_OFFICER, HEAD, MOTHER, TEACHER = (
    "paul-faure", "julie-morin", "helene-garnier", "samira-benali", "claire-roux"
)  # fmt: skip
LAST_DAY = {"question": "Viendrez-vous au forum ?", "answers": "Oui\nNon", "takes_several": ""}


@pytest.fixture(autouse=True)
def data_dir(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()


@pytest.fixture
def draft(academy: Any) -> Circular:
    """A draft of the Région's for guardians and teachers of two schools, with a picture and a file, by its pages."""
    client, key = academy.client(OFFICER), new_id()
    uais = " ".join(academy.school(one).uai for one in (LYCEE, LP))
    typed = {
        "key": str(key), "title": "Forum des métiers", "text": "Le samedi 12 décembre.", "sort": "news",
        "whom": ["guardians", "teachers"], "schools": uais, "ends_on": "",
    }  # fmt: skip
    assert client.post("/actualites/collectivite/rediger/", typed).status_code == 302
    picture = SimpleUploadedFile("affiche.png", made.png(80, 60))
    form = {"key": str(uuid.uuid4()), "picture": picture, "says": "L’affiche du forum"}
    assert client.post(f"{path(key)}fichiers/image/", form).status_code == 302
    sent = SimpleUploadedFile("programme.txt", b"Le programme")
    assert client.post(f"{path(key)}fichiers/joindre/", {"fichiers": sent}).status_code == 302
    jobs.settle()
    return Circular.objects.get(pk=key)


def path(key: uuid.UUID) -> str:
    return f"/actualites/collectivite/{key}/"


def shown(client: Any, key: uuid.UUID) -> dict[str, str]:
    """What the form of its question carries unseen."""
    page = client.get(f"{path(key)}question/").content.decode()
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))


def asks(client: Any, key: uuid.UUID, carried: dict[str, str] | None = None, **more: str) -> Any:
    day = (clock.today() + dt.timedelta(days=10)).isoformat()
    typed = {**(carried or shown(client, key)), **LAST_DAY, "ends_on": day, **more}
    return client.post(f"{path(key)}question/", typed)


def published(academy: Any, draft: Circular) -> Circular:
    draft.refresh_from_db()
    client = academy.client(OFFICER)
    answer = client.post(f"{path(draft.pk)}publier/", {"version": version_of_circular(draft)})
    assert answer.status_code == 302, answer.content.decode()
    jobs.settle()
    draft.refresh_from_db()
    return draft


def test_each_school_has_its_own_and_its_readers_open_them(academy: Any, draft: Circular) -> None:
    officer = academy.client(OFFICER)
    page = officer.get(path(draft.pk)).content.decode()
    assert "programme.txt" in page and "L’affiche du forum" in page
    mine = StoredFile.objects.filter(thing=draft.pk)
    assert {one.kind for one in mine} == {"news.circular_picture", "news.circular_attachment"}
    for file in mine:
        address = f"/fichiers/{file.pk}/"
        assert officer.get(address).status_code == 302
        assert {academy.client(who).get(address).status_code for who in (OTHER_OFFICER, HEAD, MOTHER)} == {404}
    published(academy, draft)
    for school in (LYCEE, LP):
        items = NewsItem.objects.filter(circular=draft, school=academy.school(school))
        assert items.count() == 2 and {NewsPicture.objects.get(item=one).says for one in items} == {
            "L’affiche du forum"
        }
    at_once = NewsItem.objects.get(circular=draft, school=academy.school(LYCEE), asks_agreement=False)
    waits = NewsItem.objects.get(circular=draft, school=academy.school(LYCEE), asks_agreement=True)
    read = academy.client(TEACHER).get(f"/actualites/{at_once.pk}/").content.decode()
    assert "programme.txt" in read and "L’affiche du forum" in read
    theirs = [f"/fichiers/{one.pk}/" for one in StoredFile.objects.filter(thing=waits.pk)]
    assert len(theirs) == 2
    assert {academy.client(MOTHER).get(one).status_code for one in theirs} == {404}
    agree(actor=academy[HEAD].actor, hat=hat_of(academy[HEAD], waits.school_id), item_id=waits.pk)
    assert {academy.client(MOTHER).get(one).status_code for one in theirs} == {302}


def test_one_picture_shown_twice_keeps_its_words_each_time(academy: Any, draft: Circular) -> None:
    """Two of one content and one name: each school's item shows both, in their order."""
    for says in ("Le plan du forum", "Le plan, deuxième étage"):
        picture = SimpleUploadedFile("plan.png", made.png(60, 60))
        form = {"key": str(new_id()), "picture": picture, "says": says}
        assert academy.client(OFFICER).post(f"{path(draft.pk)}fichiers/image/", form).status_code == 302
    jobs.settle()
    published(academy, draft)
    items = list(NewsItem.objects.filter(circular=draft))
    assert len(items) == 4
    for item in items:
        said = [one.says for one in joined_to(item).pictures]
        assert said == ["L’affiche du forum", "Le plan du forum", "Le plan, deuxième étage"]


def test_a_question_is_asked_in_each_school_and_read_together_at_its_end(
    academy: Any, draft: Circular, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polls, "FEWEST", 2)
    officer = academy.client(OFFICER)
    assert asks(officer, draft.pk).status_code == 302
    published(academy, draft)
    assert Poll.objects.filter(item__circular=draft).count() == 4
    item = NewsItem.objects.get(circular=draft, school=academy.school(LYCEE), asks_agreement=False)
    for who, chosen in ((TEACHER, "0"), ("sophie-martin-lycee", "0")):
        answer = academy.client(who).post(f"/actualites/{item.pk}/repondre/", {"reponse": chosen})
        assert answer.status_code in (302, 404), who
    Poll.objects.filter(item=item).update(counts=[3, 1], people=4)
    other = NewsItem.objects.get(circular=draft, school=academy.school(LP), asks_agreement=False)
    Poll.objects.filter(item=other).update(counts=[1, 0], people=1)
    running = officer.get(path(draft.pk)).content.decode()
    assert "5\xa0personnes ont répondu" in running and "Le détail se lit à la fin" in running
    late = clock.now() + dt.timedelta(days=12)
    monkeypatch.setattr(clock, "now", lambda: late)
    settle_polls()
    over = " ".join(officer.get(path(draft.pk)).content.decode().split())
    assert "Le détail se lit" not in over and re.search(r"<dt[^>]*>Oui</dt>\s*<dd[^>]*>\s*4", over)


def test_two_officers_do_not_overwrite_a_question_and_what_is_published_stays(academy: Any, draft: Circular) -> None:
    officer = academy.client(OFFICER)
    before = shown(officer, draft.pk)
    assert asks(officer, draft.pk).status_code == 302
    assert asks(officer, draft.pk, before, question="Autre ?").status_code == 409
    assert officer.post(f"{path(draft.pk)}question/retirer/").status_code == 302
    assert not Circular.objects.get(pk=draft.pk).question
    published(academy, draft)
    file = StoredFile.objects.filter(thing=draft.pk).first()
    assert file is not None
    for act in ("question/", "fichiers/", f"fichiers/{file.pk}/retirer/"):
        answer = officer.post(path(draft.pk) + act) if "retirer" in act else officer.get(path(draft.pk) + act)
        assert answer.status_code == 302 and StoredFile.objects.filter(pk=file.pk).exists(), act


def test_a_file_is_taken_off_a_draft_by_its_collectivity_alone(academy: Any, draft: Circular) -> None:
    file = StoredFile.objects.get(thing=draft.pk, kind="news.circular_picture")
    address = f"{path(draft.pk)}fichiers/{file.pk}/retirer/"
    assert academy.client(OTHER_OFFICER).post(address).status_code == 404
    assert academy.client(OFFICER).post(address).status_code == 302
    draft.refresh_from_db()
    assert not draft.pictures and StoredFile.objects.filter(thing=draft.pk).count() == 1


def test_a_crisis_that_closes_files_lets_it_wait(academy: Any, draft: Circular) -> None:
    Crisis.objects.create(
        local_authority_id=draft.local_authority_id, kind="no_files", notice="Un fichier piégé circule.",
        reason="Essai", set_by="Essai", set_at=clock.now(), ends_at=clock.now() + dt.timedelta(hours=4),
    )  # fmt: skip
    answer = academy.client(OFFICER).post(f"{path(draft.pk)}publier/", {"version": version_of_circular(draft)})
    assert answer.status_code == 422 and "Aucun fichier ne se joint" in answer.content.decode()
    assert not NewsItem.objects.filter(circular=draft).exists()


def test_its_files_end_with_it(academy: Any, draft: Circular, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clock.now() + dt.timedelta(days=400)
    Circular.objects.filter(pk=draft.pk).update(state="withdrawn", starts_at=clock.now())
    monkeypatch.setattr(clock, "now", lambda: late)
    forget_old()
    assert not Circular.objects.filter(pk=draft.pk).exists() and not StoredFile.objects.filter(thing=draft.pk).exists()
