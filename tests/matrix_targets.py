"""What addresses of the matrix name, in a school of the cast: found in the academy, or made for the present test.

Made ones are for the matrix alone, whose every request is undone; pages looked at in the browser use found ones.
"""

import datetime as dt
import uuid
from typing import Any

from cast import COLLEGE, LYCEE, Academy
from preau.access.enums import MandateKind, OpeningState
from preau.access.models import Delegation, Mandate, NameOpening, SchoolLink
from preau.console.enums import ExportFormat, ExportKind, ExportState, HeadState
from preau.console.models import FirstHead, ListExport
from preau.directory.bulk import Kept, folded
from preau.directory.calendar import year_of
from preau.directory.enums import DecisionKind, GroupSource, MatchState, Reach
from preau.directory.models import (
    Affiliation,
    CourtDecision,
    FormerMailbox,
    Guardianship,
    Homeroom,
    HomeroomTeacher,
    LocalAuthority,
    RecordMatch,
    Section,
    StaffFunction,
    StudentGroup,
)
from preau.federation.services.register import Described, add_service
from preau.identity.enums import LockKind, LockTarget
from preau.identity.mailboxes import dispute_link
from preau.identity.models import Lock, ViewOpening
from preau.imports.csvfiles import services as lists
from preau.imports.enums import PendingKind, PendingState, RunKind, RunState, SchoolStepState
from preau.imports.models import CsvFile, ImportRun, ImportSchoolStep, PendingChange
from preau.kernel import clock
from preau.kernel.actor import system
from preau.kernel.ids import new_id
from preau.notifications import texts
from preau.people.enums import ExportState as CopyState
from preau.people.models import CorrectionRequest, DataExport
from preau.portal.models import ContactRequest

CLASSES = {LYCEE: "2de 4", COLLEGE: "5e B"}
DESK_PUPILS = {LYCEE: "lina-benali", COLLEGE: "adam-benali"}
PUPILS = {LYCEE: "lina-benali", COLLEGE: "emma-lopes"}
GUARDIANS = {LYCEE: "karim-benali", COLLEGE: "ines-lopes"}
OTHERS = {LYCEE: ("brigitte-marchand", "sophie-martin-lycee"), COLLEGE: ("ines-lopes", "marc-petit-parent")}
"""Two people of the same school, to be proposed as one."""


def source_of_identity(academy: Academy, school: str) -> dict[str, Any]:
    """A source that nobody declared."""
    return {"name": "inconnue"}


def device_of_nobody(academy: Academy, school: str) -> dict[str, Any]:
    """A device that nobody has told."""
    return {"device_id": new_id()}


def forged_link(academy: Academy, school: str) -> dict[str, Any]:
    """The link of a mail that we did not write."""
    return {"token": "WyJ4Il0:forged"}


def link_of_a_mail(academy: Academy, school: str) -> dict[str, Any]:
    """The link of a digest of Samira Benali's."""
    return {"token": texts.unsubscribe_link(academy["samira-benali"].person.pk, "").rstrip("/").rpartition("/")[2]}


def notice_of_nobody(academy: Academy, school: str) -> dict[str, Any]:
    """A notice that nobody was told."""
    return {"notice_id": new_id()}


def school_class(academy: Academy, school: str) -> dict[str, Any]:
    """A class: the 2de 4 of Claire Roux, the 5e B of the collège."""
    found = Homeroom.objects.get(school=academy.school(school), label=CLASSES[school])
    return {"class_id": found.pk}


def no_link(academy: Academy, school: str) -> dict[str, Any]:
    """A link that nobody made."""
    return {"link": "a-link-that-nobody-made"}


def former_mailbox(academy: Academy, school: str) -> dict[str, Any]:
    """The link of the mail to an address that somebody had until now."""
    now = clock.now()
    row, _made = FormerMailbox.objects.get_or_create(
        person=academy["karim-benali"].person,
        defaults={"email": "avant@maison.example", "changed_at": now, "told_at": now},
    )
    return {"link": dispute_link(row.pk)}


def class_to_open(academy: Academy, school: str) -> dict[str, Any]:
    """The same class, of which whoever teaches it first is professeur principal (the lycée's is by its import)."""
    found = Homeroom.objects.get(school=academy.school(school), label=CLASSES[school])
    if school == COLLEGE:
        taught = Section.objects.filter(homeroom=found).order_by("subject_code", "teacher").first()
        HomeroomTeacher.objects.get_or_create(school=found.school, homeroom=found, person=taught.teacher)
    return {"class_id": found.pk}


def printing(academy: Academy, school: str) -> dict[str, Any]:
    """The slips of that class's pupils."""
    return {**class_to_open(academy, school), "kind": "eleves"}


def pupil_at_the_desk(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil of that class, in a school whose first administrative member of staff is the secretary."""
    class_to_open(academy, school)
    if school == COLLEGE:
        places = Affiliation.objects.filter(school=academy.school(school), profile="National_eta", state="active")
        place = places.order_by("source_key").first()
        StaffFunction.objects.get_or_create(school=place.school, affiliation=place, code="ADM", discipline_code="")
    return {"student_id": academy[DESK_PUPILS[school]].person.pk}


def link_said(academy: Academy, school: str) -> dict[str, Any]:
    """A link with that school, which nobody said."""
    return {"school_id": academy.school(school).pk, "direction": "in", "own_kind": "heads", "other_kind": "heads"}


def own_link(academy: Academy, school: str) -> dict[str, Any]:
    """That school's word on a link with the other."""
    other = academy.school(COLLEGE if school == LYCEE else LYCEE)
    link, _made = SchoolLink.objects.get_or_create(
        school=academy.school(school), other_school=other, direction="out", own_kind="heads", other_kind="heads",
        defaults={"declared_by": "essai", "declared_at": clock.now()},
    )  # fmt: skip
    return {"link_id": link.pk}


def desks(academy: Academy, school: str) -> dict[str, Any]:
    """Nothing: but both schools have their professeur principal and their secretary."""
    for one in CLASSES:
        pupil_at_the_desk(academy, one)
    return {}


def colleague(academy: Academy, school: str) -> dict[str, Any]:
    """A teacher of that school, who never came, by name."""
    places = Affiliation.objects.filter(school=academy.school(school), profile="National_ens", state="active")
    return {
        "person_id": places.order_by("person__given_name", "person__family_name", "person").values_list(
            "person_id", flat=True
        )[0]
    }


def person_at_the_desk(academy: Academy, school: str) -> dict[str, Any]:
    """That pupil, in person."""
    found = pupil_at_the_desk(academy, school)
    return {**found, "person_id": found["student_id"]}


def pupil(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil."""
    return {"student_id": academy[PUPILS[school]].person.pk}


def person(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil of that school alone: a guardian may be of two."""
    return {"person_id": academy[PUPILS[school]].person.pk}


def made_group(academy: Academy, school: str) -> dict[str, Any]:
    """A group of this school made by hand."""
    at = academy.school(school)
    made, _ = StudentGroup.objects.get_or_create(
        school=at, school_year_id=year_of(clock.today()), source=GroupSource.MANUAL, code="chorale",
        defaults={"label": "Chorale"},
    )  # fmt: skip
    return {"group_id": made.pk}


def ruled_group(academy: Academy, school: str) -> dict[str, Any]:
    """A group of this school that follows a rule."""
    at = academy.school(school)
    made, _ = StudentGroup.objects.get_or_create(
        school=at, school_year_id=year_of(clock.today()), source=GroupSource.RULE, code="internes",
        defaults={
            "label": "Internes",
            "rule": {"who": "students", "join": "all", "conditions": [["boarding", ["INTERNE 5 JOURS"]]]},
        },
    )  # fmt: skip
    return {"group_id": made.pk}


def group_to_change(academy: Academy, school: str) -> dict[str, Any]:
    """The same, to put pupils in."""
    return {**made_group(academy, school), "act": "ajouter"}


def export_asked(academy: Academy, school: str) -> dict[str, Any]:
    """A long export of this school, asked by somebody else of it."""
    made = ListExport.objects.create(
        school=academy.school(school), kind=ExportKind.PEOPLE, format=ExportFormat.CSV, count=300,
        reason="Élections des parents", state=ExportState.WAITING, asked_by=academy[GUARDIANS[school]].person,
        asked_at=clock.now(),
    )  # fmt: skip
    return {"export_id": made.pk}


def _first_head(academy: Academy, school: str, **more: Any) -> FirstHead:
    made: FirstHead = FirstHead.objects.create(
        school=academy.school(school), family_name="Aubert", given_name="Rose", email="rose@example.org",
        asked_by=academy["alex-brun"].person, asked_at=clock.now(), **more,
    )  # fmt: skip
    return made


def head_waiting(academy: Academy, school: str) -> dict[str, Any]:
    """A first head of this school, whom somebody named, to be taken back."""
    return {"head_id": _first_head(academy, school).pk, "act": "refuser"}


def head_agreed(academy: Academy, school: str) -> dict[str, Any]:
    """A first head of this school, agreed to, whose account is open already."""
    return {"head_id": _first_head(academy, school, state=HeadState.AGREED, person=academy["claire-roux"].person).pk}


def export_to_decide(academy: Academy, school: str) -> dict[str, Any]:
    """The same, to be accepted."""
    return {**export_asked(academy, school), "act": "accepter"}


def pupil_and_guardian(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and who answers for them."""
    return {**pupil(academy, school), "guardian_id": academy[GUARDIANS[school]].person.pk}


def mere_contact(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and a mere contact, to be put in charge."""
    links = Guardianship.objects.filter(school=academy.school(school), reach=Reach.CONTACT, ended_at=None)
    link = links.order_by("student__search_name", "student").first()
    return {"student_id": link.student_id, "guardian_id": link.guardian_id, "act": "confier"}


def pupil_and_choice(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil and a choice that only adults may make."""
    return {**pupil(academy, school), "choice": "signatures-prises"}


def authority(academy: Academy, school: str) -> dict[str, Any]:
    """The collectivity of the school."""
    return {"authority_id": academy.school(school).local_authority_id}


def run(academy: Academy, school: str) -> dict[str, Any]:
    """The import that made the academy: every school is in it."""
    return {"run_id": ImportRun.objects.latest("started_at").pk}


def changed(academy: Academy, school: str) -> dict[str, Any]:
    """What that import changed in that school."""
    return {**run(academy, school), "school_id": academy.school(school).pk}


def rehearsed(academy: Academy, school: str) -> dict[str, Any]:
    """A dry run that may be applied."""
    made = ImportRun.objects.create(
        kind=RunKind.FULL, state=RunState.REHEARSED, dry_run=True, source="essai", actor_label="essai",
        started_at=clock.now(), finished_at=clock.now(), authority=academy.school(school).authority,
    )  # fmt: skip
    return {"run_id": made.pk}


def undoable(academy: Academy, school: str) -> dict[str, Any]:
    """An import of this school that may still be undone."""
    made = ImportRun.objects.create(
        kind=RunKind.DELTA, state=RunState.APPLIED, source="delta", actor_label="essai", started_at=clock.now(),
        finished_at=clock.now(), authority=academy.school(school).authority,
    )  # fmt: skip
    ImportSchoolStep.objects.create(
        run=made, school=academy.school(school), state=SchoolStepState.APPLIED, applied_at=clock.now(),
        undo=folded([Kept(more={"asked": 1})]),
    )  # fmt: skip
    return {"run_id": made.pk}


def batch(academy: Academy, school: str) -> dict[str, Any]:
    """A decision on a change of this school."""
    number = new_id()
    PendingChange.objects.create(
        run_id=run(academy, school)["run_id"], school=academy.school(school), kind=PendingKind.THIRD_GUARDIAN,
        state=PendingState.REFUSED, batch=number, created_at=clock.now(),
    )  # fmt: skip
    return {"batch": number}


def pair(academy: Academy, school: str) -> dict[str, Any]:
    """Two records proposed as one person, both of this school."""
    kept, merged = (academy[name].person for name in OTHERS[school])
    made, _ = RecordMatch.objects.get_or_create(
        kept=kept, merged=merged, defaults={"state": MatchState.PROPOSED, "created_at": clock.now()}
    )
    return {"match_id": made.pk, "act": "distinguer"}


def decision(academy: Academy, school: str) -> dict[str, Any]:
    """A judge's decision that this school recorded."""
    made = CourtDecision.objects.create(
        student=academy[PUPILS[school]].person, guardian=academy[GUARDIANS[school]].person,
        kind=DecisionKind.SUPERVISES, starts_on=clock.today() - dt.timedelta(days=3),
        recorded_by_school=academy.school(school), recorded_at=clock.now(),
    )  # fmt: skip
    return {"decision_id": made.pk}


def difficulty(academy: Academy, school: str) -> dict[str, Any]:
    """A difficulty of access told to the school's collectivity."""
    to = LocalAuthority.objects.get(pk=academy.school(school).local_authority_id)
    made = ContactRequest.objects.create(local_authority=to, text="Le menu ne s’ouvre pas.", created_at=clock.now())
    return {"request_id": made.pk}


def group(academy: Academy, school: str) -> dict[str, Any]:
    """A kind of automatic group, the same everywhere."""
    return {"kind": "class_guardians"}


def link(academy: Academy, school: str) -> dict[str, Any]:
    """A rule that is not open before somebody opens it."""
    return {"subject": "link", "key": "class_guardians>class_guardians"}


def service(academy: Academy, school: str) -> dict[str, Any]:
    """A service that may be switched."""
    return {"subject": "service", "key": "classes"}


def right(academy: Academy, school: str) -> dict[str, Any]:
    """A right that a school may give otherwise."""
    return {"subject": "right", "key": "National_ens:see_pupil"}


def delegation(academy: Academy, school: str) -> dict[str, Any]:
    """A right confided in the school."""
    today = clock.today()
    made = Delegation.objects.create(
        school=academy.school(school), person=academy["claire-roux"].person, right="read_journal", starts_on=today,
        ends_on=today, reason="essai", given_by="essai", given_at=clock.now(),
    )  # fmt: skip
    return {"delegation_id": made.pk}


def mandate(academy: Academy, school: str) -> dict[str, Any]:
    """A delegate of the school."""
    made, _ = Mandate.objects.get_or_create(
        school=academy.school(school), school_year_id=year_of(clock.today()), kind=MandateKind.DELEGATE,
        person=academy[PUPILS[school]].person, homeroom=None, ended_at=None, defaults={"given_at": clock.now()},
    )  # fmt: skip
    return {"mandate_id": made.pk}


def _opening(academy: Academy, school: str, **fields: Any) -> NameOpening:
    return NameOpening.objects.create(
        school=academy.school(school), asked_by=academy["paul-faure"].person, asked_as="Paul Faure", reason="essai",
        local_authority=academy.school(school).local_authority, hours=2, asked_at=clock.now(), **fields,
    )  # fmt: skip


def opening(academy: Academy, school: str) -> dict[str, Any]:
    """Names that the lycée opened to the Région's officer; of another school, none."""
    later = clock.now() + dt.timedelta(hours=2)
    return {"opening_id": _opening(academy, school, state=OpeningState.OPEN, ends_at=later).pk}


def answered(academy: Academy, school: str) -> dict[str, Any]:
    """A request that waits for the school's answer."""
    return {"opening_id": _opening(academy, school).pk, "act": "refuser"}


def _service(protocol: str, name: str, **owner: Any) -> dict[str, Any]:
    made = add_service(
        actor=system("test"), protocol=protocol, **owner,
        described=Described(
            name=name, start_url="https://exo.example/", urls={"entry": ["https://exo.example/"]},
            attributes=["given_name"],
        ),
    )  # fmt: skip
    return {"service_id": made.pk}


def school_service(academy: Academy, school: str) -> dict[str, Any]:
    """A CAS service that the school linked."""
    return _service("cas", "Exercices en ligne", school_id=academy.school(school).pk)


def authority_service(academy: Academy, school: str) -> dict[str, Any]:
    """An OpenID Connect service that the school's collectivity linked."""
    return _service("oidc", "Bibliothèque", local_authority_id=academy.school(school).local_authority_id)


def own_field(academy: Academy, school: str) -> dict[str, Any]:
    """A field of the record of the school's pupil who looks at it."""
    who = {LYCEE: "lina-benali", COLLEGE: "adam-benali"}[school]
    return {"subject_id": academy[who].person.pk, "field": "given_name"}


def pupil_s_copy(academy: Academy, school: str) -> dict[str, Any]:
    """A copy of a pupil's data, that the pupil asked for and whose file is gone."""
    person = academy[PUPILS[school]].person
    made, _ = DataExport.objects.get_or_create(
        subject=person, asked_by=person, defaults={"asked_at": clock.now(), "state": CopyState.READY}
    )
    return {"export_id": made.pk}


def correction(academy: Academy, school: str) -> dict[str, Any]:
    """A request for correction that waits in the school."""
    person = academy[PUPILS[school]].person
    made, _ = CorrectionRequest.objects.get_or_create(
        school=academy.school(school), person=person, field="given_name",
        defaults={"asked_by": person, "proposed": "Canari", "asked_at": clock.now()},
    )  # fmt: skip
    return {"request_id": made.pk}


def school_list(academy: Academy, school: str) -> dict[str, Any]:
    """A list that this school brought, whose columns nobody said yet."""
    text = "Nom;Prénom;Date de naissance;Classe;Mail responsable 1\nMartin;Zoé;14/07/2011;4A;parent@example.org\n"
    made, new = CsvFile.objects.get_or_create(
        school=academy.school(school), kind="students", run=None,
        defaults={
            "name": "eleves.csv", "size": len(text), "encoding": "utf-8-sig", "separator": ";",
            "headings": text.splitlines()[0].split(";"), "taken_by": "essai", "taken_at": clock.now(),
            "columns": ["family_name", "given_name", "birth_date", "homeroom", "guardian1_email"],
        },
    )  # fmt: skip
    path = lists.path_of(made)
    if new or not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return {"file_id": made.pk}


def rehearsed_list(academy: Academy, school: str) -> dict[str, Any]:
    """A list of this school that was rehearsed."""
    run = ImportRun.objects.create(
        kind=RunKind.CSV, state=RunState.REHEARSED, dry_run=True, source="eleves.csv", actor_label="essai",
        started_at=clock.now(), finished_at=clock.now(),
    )  # fmt: skip
    at = academy.school(school)
    ImportSchoolStep.objects.create(school=at, run=run)
    CsvFile.objects.create(
        school=at, kind="students", name="eleves.csv", run=run, taken_by="essai", taken_at=clock.now()
    )
    return {"run_id": run.pk}


def one_school(academy: Academy, school: str) -> dict[str, Any]:
    """The school itself."""
    return {"school_id": academy.school(school).pk}


def theme(academy: Academy, school: str) -> dict[str, Any]:
    """The colours of the school's collectivity."""
    from preau.ui import themes

    colours = LocalAuthority.objects.get(pk=academy.school(school).local_authority_id)
    return {"name": themes.name(colours.brand_color, colours.accent_color)}


def nobodys_file(academy: Academy, school: str) -> dict[str, Any]:
    """A file that nobody brought."""
    return {"file_id": uuid.UUID(int=7)}


def nobodys_picture(academy: Academy, school: str) -> dict[str, Any]:
    """The same as a picture that anyone may see."""
    return {"name": f"{uuid.UUID(int=7).hex}-{'0' * 12}.png"}


def nobodys_factor(academy: Academy, school: str) -> dict[str, Any]:
    """A second factor that is not there, as another's is not for who asks."""
    return {"factor_id": uuid.UUID(int=1)}


def nobodys_device(academy: Academy, school: str) -> dict[str, Any]:
    """A device that is not there, as another's is not for who asks."""
    return {"device_id": uuid.UUID(int=1)}


def nobodys_notice(academy: Academy, school: str) -> dict[str, Any]:
    """A notice that is not there, as another's is not for who asks."""
    return {"notice_id": uuid.UUID(int=1), "answer": "oui"}


def nobodys_notices(academy: Academy, school: str) -> dict[str, Any]:
    """The same, of an account."""
    return {"account_id": uuid.UUID(int=1), "answer": "oui"}


def lock(academy: Academy, school: str) -> dict[str, Any]:
    """A class that may not write to groups."""
    made = Lock.objects.create(
        school=academy.school(school), kind=LockKind.WRITE_MANY, target=LockTarget.PROFILE, profile="National_ens",
        reason="essai", set_by="essai", set_at=clock.now(),
    )  # fmt: skip
    return {"lock_id": made.pk}


def somebody(academy: Academy, school: str) -> dict[str, Any]:
    """A pupil who has an account."""
    return {"person_id": academy[PUPILS[school]].person.pk}


def request_of_support(academy: Academy, school: str) -> dict[str, Any]:
    """What support asks of a school, not answered yet."""
    made = ViewOpening.objects.create(
        school=academy.school(school), asked_by=academy["victor-lambert"].person, asked_label="Victor Lambert",
        reason="appel 42", asked_at=clock.now(),
    )  # fmt: skip
    return {"opening_id": made.pk}


def school_year(academy: Academy, school: str) -> dict[str, Any]:
    """The school and its present year."""
    return {**one_school(academy, school), "year": year_of(clock.today())}


def of_roster(academy: Academy, school: str) -> dict[str, Any]:
    """A record of OneRoster: the school itself."""
    return {"sourced_id": str(academy.school(school).pk)}


def no_record(academy: Academy, school: str) -> dict[str, Any]:
    """A record of OneRoster that nobody has."""
    return {"sourced_id": "nobody"}


_LISTS = (
    "orgs", "schools", "academicSessions", "terms", "gradingPeriods", "courses", "classes", "users", "students",
    "teachers", "enrollments",
)  # fmt: skip
ROSTERS = (
    *((name, "200", None) for name in _LISTS),
    *((f"{name}_one", "200/404", of_roster) for name in ("orgs", "schools")),
    *((f"{name}_one", "404", no_record) for name in _LISTS[2:]),
    *(
        (f"schools_{name}", "200/404", of_roster)
        for name in ("courses", "classes", "enrollments", "students", "teachers")
    ),
    *((name, "404", no_record) for name in ("classes_students", "classes_teachers", "users_classes")),
)
