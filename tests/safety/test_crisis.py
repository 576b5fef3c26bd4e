"""A crisis: what it closes, for whom, until when; the banner that needs neither messaging nor an answering table."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client

from files import made
from harness.sql import queries
from messaging.conftest import Clock, Post, main_of
from messaging.test_pages import begin
from preau.access import crisis
from preau.access.models import Crisis
from preau.kernel.audit import sentence_of
from preau.kernel.models import AuditEntry
from preau.messaging.enums import State
from preau.messaging.models import Message
from safety.conftest import HEAD, PARENT, PUPIL, TEACHER, value_of

SAID = "De faux messages circulent. N’ouvrez pas leurs liens."
OFFICER, OPERATOR = "paul-faure", "alex-brun"


@pytest.fixture(autouse=True)
def _read_at_each_page(monkeypatch: Any) -> None:
    """As another process whose copy is always old."""
    monkeypatch.setattr(crisis, "REMEMBERED", 0.0)
    crisis.forget()


def closes(client: Any, kind: str, **typed: Any) -> Any:
    """Something closed by its page."""
    page = client.get("/crise/").content.decode()
    form = {"kind": kind, "notice": SAID, "reason": "Compte volé", "hours": "24", **typed}
    form.setdefault("key", value_of(page, "key"))
    if "place" not in form:
        form["place"] = value_of(page, "place")
    return client.post("/crise/", form)


def words(page: Any) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_read_only_closes_all_writing_to_that_school_and_ends_by_itself(post: Post, moment: Clock) -> None:
    waiting = post.send(TEACHER, post.group())
    head = post.academy.client(HEAD)
    assert closes(head, "read_only").status_code == 303
    for who in (PUPIL, PARENT, TEACHER, HEAD):
        assert SAID in words(post.academy.client(who).get("/")), who
    client = post.academy.client(PUPIL)
    row = post.draft(PUPIL, post.person(TEACHER))
    answer = client.post(f"/messages/ecrire/{row.pk}/verifier/", {"version": row.version, "nombre": 1})
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (422, State.DRAFT) and "Personne n’écrit de message" in words(answer)
    moment.on(hours=20)  # what waited does not leave: its writer finds it, and sends it later
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (State.FAILED, "suspended")
    assert "<main" in words(client.get("/signaler/")) and "Envoyer le signalement" in words(client.get("/signaler/"))
    moment.on(hours=5)
    assert SAID not in words(client.get("/"))
    assert post.send(PUPIL, post.person(TEACHER)).state == State.WAITING


def test_another_school_and_who_has_not_signed_in_see_nothing_of_it(post: Post, moment: Clock) -> None:
    assert closes(post.academy.client(HEAD), "read_only").status_code == 303
    assert SAID not in words(post.academy.client("yves-caron").get("/"))
    assert SAID not in words(Client().get("/connexion/"))
    assert SAID in words(post.academy.client(OFFICER).get("/crise/"))  # who may end it reads it


def test_staff_only_leaves_staff_alone(post: Post, moment: Clock) -> None:
    assert closes(post.academy.client(HEAD), "staff_only").status_code == 303
    row = post.draft(PUPIL, post.person(TEACHER))
    answer = post.academy.client(PUPIL).post(
        f"/messages/ecrire/{row.pk}/verifier/", {"version": row.version, "nombre": 1}
    )
    assert answer.status_code == 422 and "Seuls les personnels" in words(answer)
    assert post.send(TEACHER, post.person(HEAD)).state == State.WAITING


def test_no_files_keeps_none_and_lets_none_leave(post: Post, moment: Clock, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path / "var"
    settings.DATA_DIR.mkdir()
    client = post.academy.client(TEACHER)
    typed = {"subject": "Plan", "text": "Voici.", "q": "", "comme": "to", "ajouter": post.person(HEAD), "acte": ""}

    def brings(address: str, form: dict[str, str]) -> Any:
        return client.post(address, {**form, **typed, "fichiers": [SimpleUploadedFile("plan.pdf", made.PDF)]})

    before, form = begin(client)
    assert brings(before, form).status_code == 303
    assert closes(post.academy.client(HEAD), "no_files").status_code == 303
    address, form = begin(client)
    answer = brings(address, form)
    assert answer.status_code == 422 and "Aucun fichier ne se joint" in words(answer)
    row = Message.objects.get(pk=before.split("/")[-2])
    sent = client.post(f"{before}verifier/", {"version": row.version, "nombre": 1})
    assert sent.status_code == 422 and "Aucun fichier ne se joint" in words(sent)
    assert post.send(TEACHER, post.person(HEAD)).state == State.WAITING  # words alone go on


def test_a_collectivity_and_the_platform_reach_their_schools(post: Post, moment: Clock) -> None:
    officer = post.academy.client(OFFICER)
    assert closes(officer, "inform", place="collectivite").status_code == 303
    assert SAID in words(post.academy.client(PUPIL).get("/"))
    assert SAID not in words(post.academy.client("yves-caron").get("/"))  # of another collectivity
    assert closes(post.academy.client(OPERATOR), "inform", notice="Panne générale.").status_code == 303
    for client in (Client(), post.academy.client("yves-caron")):
        assert "Panne générale." in words(client.get("/connexion/", follow=True))


def test_it_is_told_in_the_trail_and_ended_once(post: Post, moment: Clock) -> None:
    head = post.academy.client(HEAD)
    key = str(uuid.uuid4())
    assert closes(head, "staff_only", key=key).status_code == closes(head, "staff_only", key=key).status_code == 303
    row = Crisis.objects.get()
    assert "Finir maintenant" in main_of(head, "/crise/")
    assert post.academy.client("yves-caron").post(f"/crise/{row.pk}/finir/").status_code == 404
    for _twice in range(2):
        assert head.post(f"/crise/{row.pk}/finir/").status_code == 303
    said = [sentence_of(one) for one in AuditEntry.objects.filter(action__endswith="_crisis").order_by("position")]
    assert len(said) == 2 and "Motif : Compte volé" in said[0].replace("\xa0", " ") and "a mis fin" in said[1]
    assert post.send(PUPIL, post.person(TEACHER)).state == State.WAITING


def test_who_may_set_it_and_within_which_bounds(post: Post, moment: Clock) -> None:
    head = post.academy.client(HEAD)
    for typed in ({"notice": " "}, {"reason": " "}, {"hours": "2000"}, {"kind": "all"}):
        assert closes(head, **{"kind": "inform", **typed}).status_code == 422, typed
    assert closes(head, "inform", place=str(uuid.uuid4())).status_code == 422
    weak = post.academy.client_for(post.academy[HEAD].account, proved=False)
    form = {"kind": "inform", "notice": SAID, "reason": "x", "hours": "24", "key": str(uuid.uuid4())}
    assert weak.post("/crise/", {**form, "place": str(post.academy.school("1001").pk)}).status_code == 403
    assert post.academy.client(TEACHER).get("/crise/").status_code == 403
    assert post.academy.client(PUPIL).get("/crise/").status_code == 404
    assert not Crisis.objects.exists()


def test_an_ordinary_page_asks_nothing_more_and_the_banner_outlives_its_table(
    post: Post, moment: Clock, monkeypatch: Any
) -> None:
    monkeypatch.setattr(crisis, "REMEMBERED", 30.0)
    client = post.academy.client(PARENT)
    client.get("/")
    with queries() as ordinary:
        client.get("/")
    assert "access_crisis" not in str(ordinary)
    assert closes(post.academy.client(HEAD), "inform").status_code == 303
    client.get("/")
    with queries() as during:
        assert SAID in words(client.get("/"))
    assert len(during) == len(ordinary)

    def breaks() -> Any:
        raise OperationalError("the table does not answer")

    monkeypatch.setattr(crisis, "read", breaks)
    crisis.forget()
    assert SAID in words(client.get("/"))
