"""Rules about tables: links go down, schools come first. Each is shown to find a planted breach."""

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from preau.directory.models import Person, SchoolOwned
from quality.model_rules import floors, keys_without_school_first, links_that_climb, room_of, tables_without_school
from quality.tools import ROOT

FLOORS = floors(ROOT / "pyproject.toml")

PEOPLE = "people and their accounts belong to no school (docs/decisions/0004)"
PLATFORM = "the platform's own, told apart by tenant where it concerns one"
NATIONAL = "a list of the nation, the academy or the collectivity; it does not grow with use"
WITHOUT_SCHOOL = {
    "access.AuthoritySetting": NATIONAL,
    "access.Crisis": "of a school, of a collectivity or of the platform; every page is told of it, signed in or not",
    "directory.Person": PEOPLE,
    "directory.DirectoryRecord": "the key of a person in an academy",
    "directory.FormerMailbox": PEOPLE,
    "directory.RecordMatch": "between two persons, over schools",
    "directory.CourtDecision": "follows the pupil from school to school",
    "directory.School": "is the school",
    "directory.EducationAuthority": NATIONAL,
    "directory.JointCampus": NATIONAL,
    "directory.LocalAuthority": NATIONAL,
    "directory.SchoolHoliday": NATIONAL,
    "directory.SchoolYear": NATIONAL,
    "directory.StudyProgramme": NATIONAL,
    "directory.Subject": NATIONAL,
    "files.Blob": "a content is kept once, whichever schools have it; it names nobody",
    "files.Usage": "what a person keeps over all their schools, and a school as a whole",
    "federation.LinkedService": "a collectivity's serves many schools; it does not grow with use",
    "federation.ServiceAddress": "of a linked service",
    "federation.ServiceMetadata": "of a linked service",
    "federation.ServiceNotice": PEOPLE,
    "federation.ServiceSession": "a sign-in is a person's, for all their schools; forgotten when it ends",
    "federation.SigningKey": PLATFORM,
    "federation.Ticket": "a sign-in is a person's, for all their schools; it lives seconds",
    "identity.Account": PEOPLE,
    "identity.AccountSession": PEOPLE,
    "identity.DeviceNotice": PEOPLE,
    "identity.FamilySeat": PEOPLE,
    "identity.KnownDevice": PEOPLE,
    "identity.Lock": "a person is locked wherever they are; names the school that decided, if one did",
    "identity.ApiToken": "of a person, of a school or of a collectivity; found by its secret before any scope",
    "api.IdempotentAnswer": PLATFORM,
    "identity.ExternalKey": PEOPLE,
    "identity.FederatedSession": PEOPLE,
    "identity.SpentAnswer": "an answer of a source of identity, which is of no school",
    "identity.Office": "an office outside schools",
    "identity.OneTimeCode": PEOPLE,
    "identity.Tries": "counts by keyed digest, before anybody is known",
    "identity.RecoveryCode": PEOPLE,
    "identity.SecondFactor": PEOPLE,
    "imports.ImportRun": "one reading of an academy's export, over schools",
    "imports.ImportSharedStep": "people of several schools belong to none",
    "imports.ImportRefusal": "an entry may belong to no known school",
    "news.Circular": "a collectivity's, for many schools, each of which has items of its own",
    "kernel.AuditEntry": PLATFORM,
    "kernel.AuditHead": PLATFORM,
    "kernel.DueTime": PLATFORM,
    "kernel.Job": PLATFORM,
    "kernel.OutboxEvent": PLATFORM,
    "liaison.ReadingLanguage": PEOPLE,
    "messaging.Message": "of those between whom it went, over schools at times",
    "messaging.Recipient": PEOPLE,
    "messaging.Mailbox": PEOPLE,
    "messaging.OwnFolder": PEOPLE,
    "messaging.Words": "of a message, over schools at times",
    "messaging.Delivery": PEOPLE,
    "messaging.Concern": PEOPLE,
    "notifications.Matter": "told to people, over schools and of none; told apart by its own key",
    "notifications.Notice": PEOPLE,
    "news.NewsFeed": PEOPLE,
    "notifications.Choice": PEOPLE,
    "notifications.Habits": PEOPLE,
    "notifications.PushDevice": PEOPLE,
    "notifications.DeadAddress": PEOPLE,
    "people.DataExport": PEOPLE,
    "timetable.TimetableFeed": PEOPLE,
    "people.PrivacyNotice": NATIONAL,
    "portal.ContactRequest": "told by a visitor, who may be of no school",
}

BY_PERSON = "a person is looked for in all their schools, before a hat is worn"
BY_PARENT = "followed when the row it hangs on is removed or joined, which knows its own school"
TYPED = "a code is typed at the door before any school is known"
ADDRESSED = "a sign-in asks whose address it comes from before anybody's school is known"
KEYS_OF_THEIR_OWN = {
    "attendance.Absence:pupil": BY_PERSON,
    "attendance.Justification:absence": BY_PARENT,
    "attendance.Justification:by": BY_PERSON,
    "attendance.Mark:mark_once_per_pupil": BY_PARENT,
    "attendance.Mark:marks_of_absence": BY_PARENT,
    "attendance.Mark:pupil": BY_PERSON,
    "attendance.RollCall:lesson": "a lesson has one, and is removed by who knows its school",
    "liaison.Entry:person": BY_PERSON,
    "liaison.Entry:pupil": BY_PERSON,
    "directory.Affiliation:person": BY_PERSON,
    "directory.Enrollment:student": BY_PERSON,
    "directory.FileReading:reader": BY_PERSON,
    "directory.FileReading:student": BY_PERSON,
    "directory.GradingPeriod:school_year": BY_PARENT,
    "directory.GroupHomeroom:group": BY_PARENT,
    "directory.GroupHomeroom:homeroom": BY_PARENT,
    "directory.GroupMembership:student": BY_PERSON,
    "directory.Guardianship:guardian": BY_PERSON,
    "directory.Guardianship:student": BY_PERSON,
    "directory.HomeroomTeacher:homeroom": BY_PARENT,
    "directory.HomeroomTeacher:person": BY_PERSON,
    "directory.Section:teacher": BY_PERSON,
    "directory.StaffFunction:affiliation": BY_PARENT,
    "files.StoredFile:blob": "the night looks for contents that no school has any more",
    "files.StoredFile:holder": BY_PERSON,
    "helpdesk.HelpRequest:help_by_age": "the night looks for requests of all schools whose time is over",
    "documents.Node:documents_of_person": BY_PERSON,
    "documents.PublicLink:digest": "whoever holds a secret address says no school",
    "documents.PublicLink:person": BY_PERSON,
    "documents.Share:person": BY_PERSON,
    "helpdesk.HelpRequest:help_of_person": BY_PERSON,
    "helpdesk.HelpRequest:help_unanswered": "what nobody answered is looked for in all schools",
    "identity.SchoolNetwork:network": ADDRESSED,
    "identity.Slip:code_digest": TYPED,
    "identity.Slip:link_digest": TYPED,
    "identity.Slip:person": BY_PERSON,
    "identity.ViewOpening:asked_by": "support looks for what it asked of any school",
    "identity.ViewOpening:subject": BY_PERSON,
    "imports.ImportSchoolStep:run": "an import is read across its schools",
    "imports.PendingChange:run": "an import is read across its schools",
    "liaison.Answer:pupil": BY_PERSON,
    "liaison.Answer:signer": BY_PERSON,
    "liaison.PaperFamily:person": BY_PERSON,
    "liaison.PaperSheet:person": BY_PERSON,
    "liaison.PaperSheet:pupil": BY_PERSON,
    "liaison.Reply:family": BY_PERSON,
    "liaison.Reply:pupil": BY_PERSON,
    "liaison.WordPupil:pupil": BY_PERSON,
    "news.Acknowledgement:person": BY_PERSON,
    "people.CorrectionRequest:asked_by": BY_PERSON,
    "people.CorrectionRequest:person": BY_PERSON,
    "safety.Containment:person": BY_PERSON,
    "safety.Involved:person": BY_PERSON,
    "safety.Report:report_closed": "the night looks for reports of all schools whose time is over",
    "safety.Report:report_of_person": BY_PERSON,
    "timetable.SlotTeacher:teacher": BY_PERSON,
    "timetable.Change:teacher": BY_PERSON,
    "timetable.Change:absent": BY_PERSON,
    "timetable.Change:changes_of_replacement": BY_PARENT,
    "timetable.Replacement:absent": BY_PERSON,
    "timetable.Replacement:teacher": BY_PERSON,
    "safety.Report:report_unopened": "what nobody opened is looked for in all schools",
}


def test_links_go_down_and_leave_no_reverse_name():
    assert links_that_climb(apps.get_models(), FLOORS) == []


@isolate_apps("preau.directory")
def test_a_link_that_climbs_is_found():
    class Post(models.Model):
        """Lives in directory, points to a higher room."""

        __module__ = "preau.directory.models.planted"
        account = models.ForeignKey("identity.Account", on_delete=models.CASCADE)

        class Meta:
            app_label = "directory"

    Post._meta.get_field("account").remote_field.model = apps.get_model("identity.Account")
    found = links_that_climb([Post], FLOORS)
    assert [one.split(" ", 1)[1].split(" ")[0] for one in found] == ["points", "leaves"]


def test_every_table_has_its_school_or_a_reason():
    assert tables_without_school(apps.get_models(), WITHOUT_SCHOOL) == []


def test_a_table_without_school_and_a_vain_reason_are_found():
    found = tables_without_school([Person], {"directory.Homeroom": "none"})
    assert len(found) == 2


def test_keys_of_schools_tables_begin_with_the_school():
    assert keys_without_school_first(apps.get_models(), KEYS_OF_THEIR_OWN) == []


@isolate_apps("preau.directory")
def test_a_key_that_does_not_begin_with_the_school_is_found():
    class Post(SchoolOwned):
        """Three keys, none beginning with the school."""

        slug = models.SlugField(unique=True)
        day = models.DateField()

        class Meta(SchoolOwned.Meta):
            app_label = "directory"
            indexes = [models.Index(fields=["day", "school"], name="post_by_day")]
            constraints = [models.UniqueConstraint(fields=["slug", "school"], name="post_once")]

    found = keys_without_school_first([Post], {})
    assert sorted(one.split(":")[1] for one in found) == ["post_by_day", "post_once", "slug"]


@pytest.mark.parametrize("model", [m for m in apps.get_models() if room_of(m)], ids=lambda m: m._meta.label)
def test_public_identifiers_are_uuids(model):
    """A key that people see in an address says nothing of how many there are, nor of the one before."""
    key = model._meta.pk
    if isinstance(key, models.AutoField):
        assert model._meta.label in {
            "directory.DirectoryRecord", "imports.ImportRefusal", "kernel.OutboxEvent",
            "messaging.Words",  # in no address: FTS5 names its rows by numbers
        }  # fmt: skip
    if isinstance(key, models.UUIDField):
        assert key.default.__module__ == "preau.kernel.ids"
