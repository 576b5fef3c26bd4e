"""One person who has done one of everything that keeps a name: what erasure must reach, and their own data must tell.

Hélène Garnier heads the lycée; the services are called in her name, as the pages of a head, an officer or support do.
"""

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from directory import people_of
from preau.access.enums import Direction, GroupKind, Right, Subject
from preau.access.public import Audience, Closing, hats_of, served_by, set_crisis
from preau.access.services.delegations import entrust
from preau.access.services.links import declare_link
from preau.access.services.openings import answer_opening, ask_opening
from preau.access.services.policies import set_authority_entry, set_school_entry
from preau.access.services.spaces import set_space_opening
from preau.attendance import services as attendance
from preau.attendance.models import Absence
from preau.catchup.models import Release
from preau.console.enums import ExportFormat, ExportKind
from preau.console.heads import agree_to_head, ask_head
from preau.console.services import ask_export, decide_export
from preau.diary.models import Endorsement, Entry, FormerText, TeachingPlan, Work
from preau.directory.calendar import year_of
from preau.directory.models import Enrollment
from preau.documents.models import Node, Share, Version
from preau.helpdesk import services as helping
from preau.identity.enums import LockKind, LockTarget
from preau.identity.services import ask_view, open_view, set_lock
from preau.identity.showing import show_code
from preau.imports.csvfiles.services import rehearse_list, take_file
from preau.imports.models import CsvFile
from preau.kernel import clock, scope
from preau.kernel.actor import Actor
from preau.kernel.ids import new_id
from preau.kernel.signatures import signed
from preau.liaison import services as liaison
from preau.liaison.services.writing import version_of as word_version
from preau.news.services import (
    Circulated,
    Written,
    acknowledge_for,
    circulate,
    publish,
    save_circular,
    save_draft,
)
from preau.news.services.circulars import version_of_circular
from preau.news.services.writing import version_of
from preau.notifications.quiet import DEFAULT, Calm
from preau.notifications.services import set_calm
from preau.people.models import CorrectionRequest
from preau.people.services import publish_notice
from preau.safety.models import Containment
from preau.safety.services import Reported, open_case, report
from preau.submissions.models import Assignment, Copy, CopyVersion, Correction, ExtraTime
from preau.timetable.models import Lesson, Slot, SlotPupils
from preau.timetable.public import receive

LIST = "Identifiant;Nom;Prénom;Date de naissance;Classe\nE1;Béranger;Lina;14/07/2011;4A\n"
NOTICE = {"controller": "Le lycée", "dpo_name": "Dominique Délégué", "dpo_email": "dpo@example.org"}


def sign_everything(academy: Any, client: Any) -> Actor:
    """Do it all as Hélène Garnier, whose browser is `client`; returns her, acting."""
    me = academy["helene-garnier"].actor
    lina, nadia, brun = academy["lina-benali"], academy["nadia-leroy"], academy["alex-brun"].actor
    lycee, college = academy.school("1001"), academy.school("1003")
    today = clock.today()
    with scope.everything("a story of tests"):
        set_school_entry(actor=me, school_id=lycee.pk, subject=Subject.SERVICE, key="classes", value="off", version="")
        set_authority_entry(
            actor=me, local_authority_id=lycee.local_authority_id, school_kind="", subject=Subject.SERVICE,
            key="classes", value="off", version="",
        )  # fmt: skip
        set_calm(actor=me, school_id=lycee.pk, calm=Calm(night_to=dt.time(6)), seen=DEFAULT)
        set_space_opening(actor=me, school_id=lycee.pk, opens_on=today, version="")
        declare_link(
            actor=me, school_id=lycee.pk, other_school_id=college.pk, direction=Direction.OUT,
            own_kind=GroupKind.TEACHERS, other_kind=GroupKind.TEACHERS,
        )  # fmt: skip
        entrust(
            actor=me, school_id=lycee.pk, person_id=nadia.person.pk, right=Right.READ_JOURNAL, starts_on=today,
            ends_on=today + dt.timedelta(days=7), reason="Remplacement",
        )  # fmt: skip
        asked = ask_opening(actor=brun, school_id=lycee.pk, local_authority_id=None, reason="Panne", hours=2)
        answer_opening(actor=me, school_id=lycee.pk, opening_id=asked.pk, granted=True)
        ask_opening(actor=me, school_id=college.pk, local_authority_id=None, reason="Enquête", hours=2)
        set_lock(
            actor=me, kind=LockKind.WRITE, target=LockTarget.PERSON, reason="Insultes", school=lycee, person=lina.person
        )
        seen = ask_view(actor=brun, school=lycee, reason="Page blanche")
        open_view(actor=me, opening_id=seen.pk, subject=lina.person, minutes=30)
        ask_view(actor=me, school=college, reason="Essai")
        show_code(actor=me, school_id=lycee.pk, person=lina.person)
        publish_notice(actor=me, school_id=lycee.pk, seen=0, **NOTICE)
        _lists(me, academy)
        _news(me, academy, lycee)
        _words(me, academy, lycee)
        _attendance(me, academy, lycee)
        _reports(academy, lycee)
        _help(me, academy, lycee)
    _correction(academy, client, lina)
    _message(client)
    with scope.everything("one of everything that is signed"):
        _diary(me, lycee, academy["claire-roux"].person.pk)
        Release.objects.create(
            school=lycee, lesson=new_id(), day=clock.today(), starts=480, subject="Mathématiques",
            released_at=clock.now(), **signed("released_by", me),
        )  # fmt: skip
        _copies(me, lycee, academy["lina-benali"].person.pk)
        _documents(me, lycee)
    return me


def _copies(me: Actor, lycee: Any, pupil: Any) -> None:
    """Work asked for, a copy noted on paper with a version, extra time."""
    now = clock.now()
    asked = Assignment.objects.create(
        school=lycee, work=new_id(), subject="Mathématiques", asked_at=now, **signed("asked_by", me)
    )
    copy = Copy.objects.create(
        school=lycee, assignment=asked, pupil_id=pupil, paper_at=now, **signed("paper_by", me)
    )  # fmt: skip
    CopyVersion.objects.create(
        school=lycee, copy=copy, number=1, attempt=new_id(), digest="0" * 64, handed_at=now, **signed("handed_by", me)
    )
    Correction.objects.create(school=lycee, copy=copy, corrected_at=now, **signed("corrected_by", me))
    ExtraTime.objects.create(school=lycee, pupil_id=pupil, hours=24, set_at=now, **signed("set_by", me))


def _documents(me: Actor, lycee: Any) -> None:
    """A document of a shared space, put, changed, binned and shared."""
    now = clock.now()
    about: dict[str, Any] = {"school": lycee, "made_at": now, "changed_at": now}
    root = Node.objects.create(is_folder=True, space="staff", folded="", **about)
    node = Node.objects.create(
        parent=root, root=root, name="Sujet.odt", folded="sujet.odt", deleted_at=now, **about,
        **signed("made_by", me), **signed("changed_by", me), **signed("deleted_by", me),
    )  # fmt: skip
    Version.objects.create(school=lycee, node=node, edition=1, file_id=new_id(), size=1, at=now, **signed("by", me))
    Share.objects.create(school=lycee, node=node, key="staff", gives="read", made_at=now, **signed("made_by", me))


def _diary(me: Actor, lycee: Any, teacher: Any) -> None:
    """A page of a class diary with what it was before, work, and a visa."""
    day, at = clock.today(), clock.now()
    here = {"school": lycee, "school_year_id": year_of(day), "subject": "Mathématiques", "changed_at": at}
    page = Entry.objects.create(**here, day=day, text="Thalès", **signed("written_by", me))
    Work.objects.create(**here, given_on=day, text="Ex. 12", **signed("written_by", me))
    FormerText.objects.create(school=lycee, thing=page.pk, text="Tha", at=at, **signed("written_by", me))
    TeachingPlan.objects.create(
        school=lycee, school_year_id=year_of(day), subject="Mathématiques", title="Thalès", changed_at=at,
        **signed("written_by", me),
    )  # fmt: skip
    Endorsement.objects.create(
        school=lycee, teacher_id=teacher, until=day, comment="Vu", at=at, **signed("endorsed_by", me)
    )


def _news(me: Actor, academy: Any, lycee: Any) -> None:
    """An item written and published, in the school and for a collectivity."""
    hat = next(one for one in hats_of(academy["helene-garnier"].account) if lycee.pk in one.school_ids)
    doing: dict[str, Any] = {"actor": me, "hat": replace(hat, person_id=me.person_id), "item_id": new_id()}
    item = save_draft(
        **doing, school_id=lycee.pk, written=Written("Cross du lycée", "Mardi."), audiences=[Audience("students")]
    )
    publish(**doing, version=version_of(item), widely=True)
    flash = {**doing, "item_id": new_id()}
    asked = Written("Cantine fermée", "Mardi.", is_flash=True)
    item = save_draft(**flash, school_id=lycee.pk, written=asked, audiences=[Audience("guardians")])
    publish(**flash, version=version_of(item), widely=True)
    lina, samira = academy["lina-benali"].person, academy["samira-benali"].person
    served = served_by(doing["hat"], lina.pk, samira.pk)
    assert served is not None
    acknowledge_for(**flash, served=served, means="phone")
    officer = replace(hats_of(academy["paul-faure"].account)[0], person_id=academy["paul-faure"].person.pk)
    told: dict[str, Any] = {"actor": me, "hat": officer, "circular_id": new_id()}
    row = save_circular(**told, written=Circulated("Bourses", "Mardi.", "news", False, ["heads"], []))
    circulate(**told, version=version_of_circular(row))


def _words(me: Actor, academy: Any, lycee: Any) -> None:
    """A word sent, an answer to a family under it, and what a family had entered, changed, and printed at the desk."""
    hat = next(one for one in hats_of(academy["helene-garnier"].account) if lycee.pk in one.school_ids)
    doing: dict[str, Any] = {"actor": me, "hat": replace(hat, person_id=me.person_id), "word_id": new_id()}
    lina, samira = academy["lina-benali"].person, academy["samira-benali"].person
    word = liaison.save_draft(
        **doing,
        school_id=lycee.pk,
        written=liaison.Written("Photo de classe", "Mardi.", "permission"),
        places=["school"],
    )
    liaison.choose_pupils(**doing, pupils=[lina.pk])
    word.refresh_from_db()
    liaison.send(**doing, version=word_version(word), widely=True)
    liaison.reply_to_family(**doing, pupil_id=lina.pk, family_id=samira.pk, reply_id=new_id(), text="Bien noté.")
    at_desk = {"actor": me, "hat": doing["hat"], "school_id": lycee.pk}
    liaison.put_on_paper(**at_desk, person_id=samira.pk, on_paper=True)
    liaison.print_sheets(**at_desk, keys={f"{word.pk.hex}-{lina.pk.hex}-{samira.pk.hex}"})
    liaison.enter(
        actor=me,
        hat=doing["hat"],
        pupil_id=lina.pk,
        family_id=samira.pk,
        act="avis",
        means="desk",
        entry_id=new_id(),
        told={"changes": [["messaging.message", "National_tut", "mail", "off", "digest"]]},
    )
    for choice in ("refused", "allowed"):
        liaison.answer_for(
            **doing, pupil_id=lina.pk, family_id=samira.pk, choice=choice, means="desk", text="Oui.", reply_id=new_id()
        )


def _attendance(me: Actor, academy: Any, lycee: Any) -> None:
    """The roll of a lesson of yesterday, in which a pupil was missing; and why, as her mother told the desk."""
    hat = next(one for one in hats_of(academy["helene-garnier"].account) if lycee.pk in one.school_ids)
    doing: dict[str, Any] = {"actor": me, "hat": replace(hat, person_id=me.person_id)}
    lina, day = academy["lina-benali"].person, clock.today() - dt.timedelta(days=1)
    slot = Slot.objects.create(
        school=lycee, school_year_id=year_of(day), weekday=day.isoweekday(), starts=480, ends=535, first_on=day,
        last_on=day, title="Cours",
    )  # fmt: skip
    homeroom = Enrollment.objects.get(school=lycee, student=lina, left_on=None).homeroom
    SlotPupils.objects.create(school=lycee, slot=slot, homeroom=homeroom)
    lesson = Lesson.objects.create(school=lycee, slot=slot, day=day)
    seen = {lina.pk: attendance.Seen("absent", clock.now())}
    attendance.call_roll(**doing, lesson_id=lesson.pk, key=new_id(), version=0, seen=seen)
    absence = Absence.objects.get(school=lycee, pupil=lina)
    attendance.explain_for(
        **doing, absence_id=absence.pk, reason="medical", version=0, family_id=academy["samira-benali"].person.pk,
        means="desk",
    )  # fmt: skip


def _reports(academy: Any, lycee: Any) -> None:
    """A report made by her, and one of a pupil that she opens; an information to all in a crisis."""
    me = academy["helene-garnier"]
    mine = next(one for one in hats_of(me.account) if lycee.pk in one.school_ids)
    set_crisis(
        actor=me.actor, hat=replace(mine, person_id=me.person.pk), crisis_id=new_id(),
        closing=Closing("inform", "La cantine est fermée.", "Coupure", 2, school_id=lycee.pk),
    )  # fmt: skip
    for who in ("helene-garnier", "lina-benali"):
        hat = next(one for one in hats_of(academy[who].account) if lycee.pk in one.school_ids)
        made = report(
            actor=academy[who].actor, hat=replace(hat, person_id=academy[who].person.pk), report_id=new_id(),
            told=Reported(lycee.pk, "witness", "Des moqueries."),
        )  # fmt: skip
    head = academy["helene-garnier"].actor
    Containment.objects.create(
        school=lycee, person=academy["claire-roux"].person, since=clock.now(), made_at=clock.now(),
        **signed("made_by", head), reopened_at=clock.now(), **signed("reopened_by", head),
    )  # fmt: skip
    hat = next(one for one in hats_of(academy["helene-garnier"].account) if lycee.pk in one.school_ids)
    open_case(actor=academy["helene-garnier"].actor, hat=replace(hat, person_id=academy["helene-garnier"].person.pk),
              report=made)  # fmt: skip


def _help(me: Actor, academy: Any, lycee: Any) -> None:
    """Help asked, and help given."""
    hat = next(one for one in hats_of(academy["helene-garnier"].account) if lycee.pk in one.school_ids)
    doing: dict[str, Any] = {"actor": me, "hat": replace(hat, person_id=me.person_id)}
    helping.ask(
        **doing, request_id=new_id(), told=helping.Asked(lycee.pk, "enter", "Un code, s’il vous plaît.")
    )  # fmt: skip
    asked = helping.ask(
        actor=None, hat=None, request_id=new_id(),
        told=helping.Asked(lycee.pk, "record", "La classe de Lina", name="Samira Benali", reach="01 00 00 00 00"),
    )  # fmt: skip
    helping.answer(**doing, request_id=asked.pk, text="C’est corrigé.")


def _lists(me: Actor, academy: Any) -> None:
    """A list brought and rehearsed; two exports, one of them agreed to as second person; two first heads."""
    nadia, lycee = academy["nadia-leroy"].actor, academy.school("1001")
    own = people_of.school("Cours Montaigne")
    kept = take_file(actor=me, school_id=own.pk, kind="students", name="eleves.csv", chunks=[LIST.encode()])
    receive(actor=me, school_id=lycee.pk, year=year_of(clock.today()), name="edt.csv", digest="", size=0)
    columns = CsvFile.objects.get(pk=kept.pk).columns
    rehearse_list(actor=me, school_id=own.pk, file_id=kept.pk, columns=columns, whole=False)
    many: dict[str, Any] = {"kind": ExportKind.PEOPLE, "format": ExportFormat.CSV, "count": 900}
    ask_export(actor=me, school_id=lycee.pk, query={}, reason="Élections de novembre", **many)
    theirs = ask_export(actor=nadia, school_id=lycee.pk, query={}, reason="Sortie scolaire de décembre", **many)
    decide_export(actor=me, export_id=theirs.pk, accept=True)
    ask_head(actor=me, school_id=own.pk, family_name="Dupré", given_name="Ève", email="eve@example.org")
    other = people_of.school("Cours Ronsard")
    named = ask_head(actor=nadia, school_id=other.pk, family_name="Noir", given_name="Luc", email="luc@example.org")
    agree_to_head(actor=me, head_id=named.pk)


def _message(client: Any) -> None:
    """A draft of a message."""
    key = uuid.uuid4()
    assert client.post(f"/messages/ecrire/{key}/", {"version": "0", "subject": "Sortie"}).status_code == 303


def _correction(academy: Any, client: Any, lina: Any) -> None:
    asked = academy.client(lina.slug)
    assert asked.post(f"/mes-donnees/{lina.person.pk}/corriger/given_name/", {"proposed": "Lína"}).status_code == 302
    with scope.everything("a story of tests"):
        request = CorrectionRequest.objects.get(person=lina.person)
    answer = {"choice": "accepter", "answer": "Vérifié", "seen": "Lína"}
    assert client.post(f"/corrections/{request.pk}/", answer).status_code == 302
