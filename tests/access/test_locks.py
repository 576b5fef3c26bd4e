"""Locks: each taken away alone, by person, profile, class, school; with reason, end and trace."""

import datetime as dt
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from preau.access.public import hats_of, locks_of, may_write_now, require_may_write_now
from preau.directory.models import Homeroom
from preau.identity import public as identity
from preau.identity.enums import LockKind, LockTarget
from preau.identity.models import AccountSession, Lock
from preau.identity.public import add_network
from preau.identity.selectors import account_by_id
from preau.identity.services import Refused, close_ended_locks, lift_lock, set_lock
from preau.kernel import clock, scope
from preau.kernel.models import AuditEntry

LYCEE, LP, COLLEGE = "1001", "1002", "1003"


def put(academy, kind, target, *, school=LYCEE, **more) -> Lock:
    with scope.everything("test"):
        return set_lock(
            actor=academy["helene-garnier"].actor, kind=kind, target=target, reason="essai",
            school=academy.school(school), **more,
        )  # fmt: skip


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_suspend_the_same_at_once_make_one_lock(academy):
    lina, found = academy["lina-benali"].person, []

    def suspend() -> None:
        found.append(put(academy, LockKind.WRITE, LockTarget.PERSON, person=lina).pk)
        connection.close()

    other = threading.Thread(target=suspend)
    with transaction.atomic():
        first = put(academy, LockKind.WRITE, LockTarget.PERSON, person=lina).pk
        other.start()
        other.join(0.5)
        assert not found, "takes its turn"
    other.join(30)
    assert found == [first]


def room(academy, label="2de 4") -> Homeroom:
    with scope.everything("test"):
        return Homeroom.objects.get(school=academy.school(LYCEE), label=label)


def hats(academy, name):
    return hats_of(account_by_id(academy[name].account.pk))


def may(academy, name, *, many=False) -> list[bool]:
    with scope.everything("test"):
        return [may_write_now(academy[name].person.pk, hat, many=many) for hat in hats(academy, name)]


TARGETS = {
    "person": (lambda a: {"target": LockTarget.PERSON, "person": a["lina-benali"].person}, {"lina-benali"}),
    "profile": (lambda a: {"target": LockTarget.PROFILE, "profile": "National_elv"}, {"lina-benali", "jules-girard"}),
    "class": (lambda a: {"target": LockTarget.HOMEROOM, "homeroom": room(a)}, {"lina-benali"}),
    "school": (lambda a: {"target": LockTarget.SCHOOL}, {"lina-benali", "jules-girard", "marc-petit", "nadia-leroy"}),
}
PEOPLE = ("lina-benali", "jules-girard", "nadia-leroy", "helene-garnier", "adam-benali")


@pytest.mark.parametrize("kind", list(LockKind))
@pytest.mark.parametrize("name", TARGETS)
def test_each_thing_is_taken_away_alone_from_whom_it_is_taken(academy, kind, name):
    target, concerned = TARGETS[name]
    put(academy, kind, **target(academy))
    for who in PEOPLE:
        taken = who in concerned
        assert bool(hats(academy, who)) is not (taken and kind == LockKind.SIGN_IN), who
        if kind != LockKind.SIGN_IN:
            assert all(may(academy, who)) is not (taken and kind == LockKind.WRITE), who
            assert all(may(academy, who, many=True)) is not taken, who


def test_a_lock_of_one_school_leaves_the_other(academy):
    put(academy, LockKind.SIGN_IN, LockTarget.SCHOOL)
    left = hats(academy, "claire-roux")
    assert {school.uai for hat in left for school in hat.schools} == {academy.school(LP).uai}
    children = [child.given_name for hat in hats(academy, "samira-benali") for child in hat.children]
    assert "Lina" not in children and "Adam" in children


def test_a_lock_elsewhere_costs_nobody_a_read(academy, django_assert_num_queries):
    put(academy, LockKind.SIGN_IN, LockTarget.SCHOOL, school=COLLEGE)
    put(academy, LockKind.WRITE, LockTarget.SCHOOL)
    told = {name: account_by_id(academy[name].account.pk).may_be_locked for name in PEOPLE}
    assert told == {name: name == "adam-benali" for name in PEOPLE}
    pupil = account_by_id(academy["lina-benali"].account.pk)
    with django_assert_num_queries(0):  # places came with the account
        assert hats_of(pupil)


def test_a_persons_lock_holds_wherever_they_are(academy):
    put(academy, LockKind.SIGN_IN, LockTarget.PERSON, person=academy["claire-roux"].person)
    assert hats(academy, "claire-roux") == ()


@pytest.mark.parametrize("name", TARGETS)
def test_a_lock_to_sign_in_closes_what_is_open_at_once(academy, name):
    target, _concerned = TARGETS[name]
    inside = {who: academy.client(who) for who in ("lina-benali", "adam-benali")}
    put(academy, LockKind.SIGN_IN, **target(academy))
    assert not AccountSession.objects.filter(account_id=academy["lina-benali"].account.pk).exists()
    assert inside["lina-benali"].get("/").status_code == 302
    assert inside["adam-benali"].get("/").status_code == 200


def test_who_is_locked_out_does_not_come_in_and_comes_back_when_it_is_lifted(academy, settings):
    settings.DEMO = True
    account = academy["lina-benali"].account
    lock = put(academy, LockKind.SIGN_IN, LockTarget.PERSON, person=academy["lina-benali"].person)
    from django.test import Client

    assert Client().post("/connexion/demonstration/", {"account": account.pk}).status_code == 422
    with scope.everything("test"):
        assert lift_lock(actor=academy["helene-garnier"].actor, lock_id=lock.pk) is not None
        assert lift_lock(actor=academy["helene-garnier"].actor, lock_id=lock.pk) is None
    assert Client().post("/connexion/demonstration/", {"account": account.pk}).status_code == 302


def test_a_lock_ends_by_itself(academy):
    lock = put(
        academy, LockKind.WRITE, LockTarget.PERSON, person=academy["lina-benali"].person,
        ends_at=clock.now() + dt.timedelta(hours=1),
    )  # fmt: skip
    assert may(academy, "lina-benali") == [False]
    Lock.objects.filter(pk=lock.pk).update(ends_at=clock.now() - dt.timedelta(minutes=1))
    assert may(academy, "lina-benali") == [True]
    with scope.everything("test"):
        assert close_ended_locks() == 1
        assert close_ended_locks() == 0


def test_why_until_when_and_by_whom_are_kept(academy):
    put(academy, LockKind.WRITE, LockTarget.HOMEROOM, homeroom=room(academy))
    entry = AuditEntry.objects.get(action="identity.set_lock")
    assert entry.chain == str(academy.school(LYCEE).pk)
    assert (entry.data["kind"], entry.data["reason"]) == ("write", "essai")
    assert Lock.objects.get().set_by == academy["helene-garnier"].actor.label


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"ends_at": "past"}, {"ends_at": "far"}, {"kind": "nothing"}, {"person": None}],
    ids=str,
)
def test_a_lock_without_a_reason_or_with_a_wrong_end_is_refused(academy, wrong):
    ends = {"past": clock.now() - dt.timedelta(hours=1), "far": clock.now() + dt.timedelta(days=400)}
    given = {
        "kind": LockKind.WRITE, "target": LockTarget.PERSON, "reason": "essai", "ends_at": None,
        "person": academy["lina-benali"].person, **wrong,
    }  # fmt: skip
    given["ends_at"] = ends.get(given["ends_at"])
    with scope.everything("test"), pytest.raises(Refused):
        set_lock(actor=academy["helene-garnier"].actor, school=academy.school(LYCEE), **given)


def test_later_rooms_ask_once_and_are_answered_in_words(academy):
    put(academy, LockKind.WRITE_MANY, LockTarget.PROFILE, profile="National_elv")

    class Request:
        user = academy["lina-benali"].account
        hat = hats(academy, "lina-benali")[0]

    with scope.use(scope.Scope.of(Request.hat.school_ids)):
        require_may_write_now(Request())
        with pytest.raises(PermissionDenied, match="groupe"):
            require_may_write_now(Request(), many=True)
        assert [one.kind for one in locks_of(academy["lina-benali"].person.pk, Request.hat)] == ["write_many"]


def test_the_head_sets_and_lifts_on_pages(academy):
    head = academy.client("helene-garnier")
    lina = academy["lina-benali"].person.pk
    assert "lina benali" in head.get("/console/suspensions/?q=lina").content.decode().casefold()
    assert "samira benali" in head.get("/console/suspensions/?q=samira").content.decode().casefold()
    page = head.post("/console/suspensions/nouvelle/", {"person": lina, "kind": "sign_in", "reason": "compte volé"})
    assert page.status_code == 302
    lock = Lock.objects.get()
    assert (lock.person_id, lock.school) == (lina, academy.school(LYCEE))
    listed = head.get("/console/suspensions/").content.decode()
    assert "compte volé" in listed
    other = academy.client("yves-caron")
    assert "compte volé" not in other.get("/console/suspensions/").content.decode()
    assert other.post(f"/console/suspensions/{lock.pk}/lever/").status_code == 404
    assert head.post(f"/console/suspensions/{lock.pk}/lever/").status_code == 302
    assert Lock.objects.get().closed_at is not None


def test_a_class_is_suspended_after_its_number_is_said_and_read_again_when_it_changed(academy):
    head, new = academy.client("helene-garnier"), "/console/suspensions/nouvelle/"
    with scope.use(academy.scope_of(LYCEE)):
        room = academy["lina-benali"].person.enrollments.get(left_on=None).homeroom
        pupils = room.enrollments.filter(left_on=None)
        count, other = pupils.count(), pupils.exclude(student=academy["lina-benali"].person).first()
    asked = {"kind": "write", "target": "homeroom", "homeroom": str(room.pk), "reason": "Insultes"}
    said = head.post(new, asked).content.decode()
    assert f"suspendu pour {count} personnes" in said and not Lock.objects.exists(), "read first"
    with scope.use(academy.scope_of(LYCEE)):
        type(other).objects.filter(pk=other.pk).update(left_on=clock.today())
    again = head.post(new, {**asked, "nombre": str(count)}).content.decode()
    assert "Le nombre a changé" in again and f'name="nombre" value="{count - 1}"' in again and not Lock.objects.exists()
    assert f"Suspendre pour {count - 1} personnes" in again
    assert head.post(new, {**asked, "nombre": str(count - 1)}).status_code == 302
    assert Lock.objects.get().homeroom_id == room.pk


def test_one_lock_is_lifted_without_reading_the_others(academy, monkeypatch):
    head, operator = academy.client("helene-garnier"), academy.client("alex-brun")
    lina = academy["lina-benali"].person.pk
    for kind in ("sign_in", "write"):
        head.post("/console/suspensions/nouvelle/", {"person": lina, "kind": kind, "reason": "compte volé"})
    mine, theirs = Lock.objects.values_list("pk", flat=True)
    for reads in ("all_locks", "locks_of_school"):
        monkeypatch.setattr(f"preau.identity.public.{reads}", lambda *_args: pytest.fail("all were read to find one"))
    assert head.post(f"/console/suspensions/{mine}/lever/").status_code == 302
    assert operator.post(f"/console/suspensions/{theirs}/lever/").status_code == 302
    assert not Lock.objects.filter(closed_at=None).exists()
    monkeypatch.undo()
    for client in (head, operator):
        lifted = client.post(f"/console/suspensions/{theirs}/lever/", follow=True).content.decode()
        assert "s’en est occupé avant vous" in lifted.replace("\u00a0", " "), "lifted already"


def test_who_lifts_in_the_same_moment_is_told_so(academy, monkeypatch):
    """Both met it standing: the second to take its turn changed nothing, and is told."""
    head = academy.client("helene-garnier")
    one = put(academy, LockKind.WRITE, LockTarget.PERSON, person=academy["lina-benali"].person).pk
    real = identity.is_standing

    def and_then_gone(lock_id, school_id):
        found = real(lock_id, school_id)
        lift_lock(actor=academy["alex-brun"].actor, lock_id=lock_id)
        return found

    monkeypatch.setattr(identity, "is_standing", and_then_gone)
    page = head.post(f"/console/suspensions/{one}/lever/", follow=True).content.decode().replace("\u00a0", " ")
    assert "s’en est occupé avant vous" in page and "Le droit est rendu" not in page
    assert AuditEntry.objects.filter(action="identity.lift_lock").count() == 1


def test_who_takes_a_network_back_in_the_same_moment_is_told_so(academy, monkeypatch):
    head, school = academy.client("helene-garnier"), academy.school(LYCEE)
    with scope.everything("test"):
        made = add_network(actor=academy["helene-garnier"].actor, school=school, network="192.0.2.0/24", label="CDI")
    real = identity.remove_network

    def gone(*, actor, network_id):
        with scope.everything("test"):
            real(actor=actor, network_id=network_id)
        return real(actor=actor, network_id=network_id)

    monkeypatch.setattr(identity, "remove_network", gone)
    page = head.post("/console/reseaux/", {"retirer": str(made.pk)}, follow=True).content.decode()
    assert "s’en est occupé avant vous" in page.replace("\u00a0", " ")


def test_a_head_locks_nobody_of_another_school_nor_themself(academy):
    head = academy.client("yves-caron")
    for who in ("lina-benali", "yves-caron"):
        answer = head.post(
            "/console/suspensions/nouvelle/", {"person": academy[who].person.pk, "kind": "sign_in", "reason": "x"}
        )
        assert answer.status_code == 404, who
    class_ = head.post(
        "/console/suspensions/nouvelle/",
        {"target": "homeroom", "homeroom": room(academy).pk, "kind": "sign_in", "reason": "x"},
    )
    assert class_.status_code == 422
    assert not Lock.objects.exists()


def test_the_operator_finds_an_account_by_its_exact_login_and_reads_no_name(academy):
    operator = academy.client("alex-brun")
    page = operator.get("/console/suspensions/?q=lina").content.decode()
    assert "benali" not in page.casefold()
    page = operator.get("/console/suspensions/?q=lina.benali").content.decode()
    assert "lina.benali" in page and "lina benali" not in page.casefold()


def test_a_lost_second_factor_is_taken_away_by_the_head_but_not_a_heads(academy):
    import strong
    from preau.identity.models import SecondFactor

    strong.give_factor(academy["claire-roux"].account)
    head = academy.client("helene-garnier")
    path = f"/console/second-facteur/{academy['claire-roux'].person.pk}/retirer/"
    assert head.post(path, {"reason": ""}).status_code == 422
    assert head.post(path, {"reason": "en face, carte d’identité"}).status_code == 302
    assert not SecondFactor.objects.filter(account=academy["claire-roux"].account).exists()
    entry = AuditEntry.objects.get(action="identity.forget_factors")
    assert entry.data["reason"].startswith("en face") and entry.chain == str(academy.school(LYCEE).pk)
    assert "en face, carte d’identité" in head.get("/console/journal/").content.decode()
    olivier = f"/console/second-facteur/{academy['olivier-blanc'].person.pk}/retirer/"
    assert head.get(olivier).status_code == 404
    assert academy.client("alex-brun").get(olivier).status_code == 200
