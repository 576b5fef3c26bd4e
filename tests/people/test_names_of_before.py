"""Names written before their person's number stood beside them: found by the journal when the tables are changed."""

from importlib import import_module

import pytest
from django.apps import apps

from preau.access.models import SchoolSetting
from preau.directory.models import Person
from preau.identity.models import Lock
from preau.kernel import clock, duties, scope
from preau.kernel.models import AuditEntry
from signing_all import sign_everything

change = import_module("preau.people.migrations.0003_names_already_kept_find_their_people")
GONE = "une personne partie"


@pytest.fixture(autouse=True)
def everywhere(db):
    with scope.everything("tests of names of before"):
        yield


@pytest.fixture
def head(academy, client_as, settings, tmp_path):
    """Hélène Garnier, who did everything before the numbers were there."""
    settings.DATA_DIR = tmp_path
    sign_everything(academy, client_as("helene-garnier"))
    for room, name, _text, number in change._COLUMNS:
        apps.get_model(room, name)._base_manager.update(**{number: None})
    return academy["helene-garnier"].person


def test_every_signature_without_a_number_is_looked_for(head):
    new = {(room, name, text, number) for room, name, text, number in change._COLUMNS}
    older = {("access", "NameOpening", "asked_as"), ("identity", "ViewOpening", "asked_label"),
             ("identity", "OneTimeCode", "maker_label"), ("imports", "ImportRun", "actor_label"),
             ("imports", "CsvFile", "taken_by"), ("notifications", "SchoolCalm", "changed_by"),
             ("news", "NewsItem", "written_by"), ("news", "NewsItem", "published_by"),
             ("messaging", "Message", "sender"), ("liaison", "Word", "written_by"),
             ("liaison", "Reply", "written_by"), ("liaison", "Answer", "entered_by"),
             ("liaison", "FormerAnswer", "entered_by"), ("liaison", "Reply", "entered_by"),
             ("liaison", "Entry", "entered_by"),
             ("liaison", "PaperFamily", "set_by"), ("liaison", "PaperSheet", "printed_by"),
             ("safety", "Report", "reported_by"), ("safety", "Step", "by"),
             ("safety", "Containment", "made_by"), ("safety", "Containment", "reopened_by"),
             ("news", "Acknowledgement", "entered_by"), ("news", "Circular", "written_by"),
             ("news", "Circular", "published_by"), ("access", "Crisis", "set_by"),
             ("timetable", "Reception", "brought_by"),
             ("helpdesk", "HelpRequest", "asked_by"), ("helpdesk", "HelpRequest", "answered_by")}  # fmt: skip
    signed = {(room, one.model.__name__, one.label, one.who) for room, duty in duties.duties().items()
              for one in duty.signatures}  # fmt: skip
    # Rooms that began with numbers beside their names.
    recent = {"attendance", "diary", "catchup", "submissions", "documents"}
    assert {one for one in signed if one[:3] not in older and one[0] not in recent} == new
    change.find(apps, None)
    for room, name, text, number in change._COLUMNS:
        rows = apps.get_model(room, name)._base_manager.exclude(**{text: ""})
        assert rows.exists()
        assert set(rows.values_list(number, flat=True)) == {head.pk}, (name, number)


def test_a_name_of_somebody_erased_since_goes(head):
    Person.objects.filter(pk=head.pk).update(erased_at=clock.now())
    change.find(apps, None)
    assert set(SchoolSetting.objects.values_list("changed_by", "changed_by_id")) == {(GONE, None)}


def test_a_name_of_two_persons_goes_and_that_of_the_platform_stays(head, academy):
    lock = Lock.objects.get()
    Lock.objects.create(
        kind="write", target="school", school=lock.school, reason="x", set_by="Nuit", set_at=clock.now()
    )
    Lock.objects.create(
        kind="post", target="school", school=lock.school, reason="x", set_by="Oubli", set_at=clock.now()
    )
    last = AuditEntry.objects.filter(actor_id=head.pk).last()
    for position, (label, who) in enumerate(((lock.set_by, academy["nadia-leroy"].person.pk), ("Nuit", None))):
        AuditEntry.objects.create(
            chain="x", position=position, at=last.at, actor_id=who, actor_label=label, action=last.action,
            previous=b"", digest=b"",
        )  # fmt: skip
    change.find(apps, None)
    assert set(Lock.objects.values_list("set_by", "set_by_id")) == {(GONE, None), ("Nuit", None)}
    assert Lock.objects.filter(set_by=GONE).count() == 2
