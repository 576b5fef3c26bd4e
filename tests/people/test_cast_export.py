"""The export of named members of the cast, against lists written by hand: all of these, none of those."""

import json
from typing import Any

import pytest

from preau.console.models import FirstHead, ListExport
from preau.directory.models import FileReading, StaffFunction
from preau.kernel import clock, duties, scope
from preau.people.archive import page
from preau.people.archive_words import TITLES, words_of
from preau.people.models import CorrectionRequest
from signing_all import sign_everything

LYCEE, COLLEGE, LP = "Lycée Camille-Claudel", "Collège Jean-Moulin", "Lycée professionnel Marie-Curie"
ECOLE = "École Jacques-Prévert"

# Written by hand from who they are (imports/demo/cast.py): room.part -> what must stand there.
HOLDS: dict[str, dict[str, list[str]]] = {
    "lina-benali": {
        "directory.person": ["Lina", "Benali"],
        "directory.places": [LYCEE, "National_elv"],
        "directory.schooling": [LYCEE, "2de 4"],
        "directory.records": ["1000101", "student"],
        "directory.has_guardians": [LYCEE, "authority"],
        "directory.file_readings": [LYCEE, "National_evs"],
        "identity.account": ["lina.benali"],
    },
    "samira-benali": {
        "directory.person": ["Samira", "Benali"],
        "directory.guardian_of": [LYCEE, COLLEGE, ECOLE],
        "directory.records": ["1000201", "guardian"],
        "messaging.messages_written": [LYCEE, "Travail à rattraper", "après l’absence"],
        "messaging.message_copies": ["Sortie au musée"],
        "identity.account": ["samira.benali"],
    },
    "claire-roux": {
        "directory.person": ["Claire", "Roux"],
        "directory.places": [LYCEE, LP, "National_ens"],
        "directory.functions": [LYCEE, LP],
        "directory.teachings": [LYCEE, LP],
        "timetable.lessons_taught": [LYCEE, LP],
        "directory.head_teacher_of": ["2de 4"],
        "directory.records": ["1000301", "staff"],
        "identity.account": ["claire.roux"],
    },
    "nadia-leroy": {
        "directory.person": ["Nadia", "Leroy"],
        "directory.places": [LYCEE, "National_evs"],
        "directory.files_read": [LYCEE],
        "identity.account": ["nadia.leroy"],
    },
    "paul-faure": {
        "directory.person": ["Paul", "Faure"],
        "identity.account": ["paul.faure"],
        "identity.offices": [],
    },
}
# What these people's exports hold and no other part: a part more must be written here first.
PARTS = {
    "lina-benali": {
        "directory": {
            "person", "places", "schooling", "records", "has_guardians", "file_readings", "groups",
        },
        "identity": {"account"},
        "liaison": {"words_about"},
    },
    "samira-benali": {
        "directory": {"person", "guardian_of", "records"}, "identity": {"account"}, "liaison": {"word_answers"},
        "messaging": {"messages_written", "message_copies"},
    },
    "claire-roux": {
        "directory": {"person", "places", "functions", "teachings", "head_teacher_of", "records"},
        "identity": {"account"},
        "messaging": {"messages_written", "message_copies"},
        "news": {"news_written", "news_published"}, "liaison": {"words_written"},
        "timetable": {"lessons_taught"},
    },
    "nadia-leroy": {
        "directory": {"person", "places", "functions", "records", "files_read"}, "identity": {"account"},
        "news": {"news_written"}, "liaison": {"words_written"},
    },
    "paul-faure": {"directory": {"person"}, "identity": {"account", "offices"}},
}  # fmt: skip
MAY_LACK = {("lina-benali", "groups")}
"""The academy's chance may give a pupil no group."""
NEVER: dict[str, list[str]] = {
    "lina-benali": ["Samira", "Karim", "Adam", "Noé", "Nadia", "Leroy", "Claire", "argon2"],
    "samira-benali": ["Lina", "Adam", "Noé", "Karim", "2de 4", "argon2"],
    "claire-roux": ["Lina", "Benali", "Marc", "argon2"],
    "nadia-leroy": ["Lina", "Benali", "argon2"],
    "paul-faure": ["Lina", "Benali", "argon2"],
}


@pytest.fixture
def told(academy) -> Any:
    with scope.everything("a test"):
        FileReading.objects.create(
            school=academy.school("1001"), student=academy["lina-benali"].person,
            reader=academy["nadia-leroy"].person, profile="National_evs", day=clock.today(),
            first_at=clock.now(), last_at=clock.now(),
        )  # fmt: skip
    return lambda name, **more: duties.export_of(academy[name].person.pk, **more)


@pytest.mark.parametrize("name", HOLDS)
def test_an_export_holds_all_of_its_list_and_nothing_of_others(name, told, academy):
    data = told(name)
    for path, words in HOLDS[name].items():
        room, part = path.split(".")
        text = json.dumps(data[room][part], ensure_ascii=False).casefold()
        for word in words:
            assert word.casefold() in text, f"{path} of {name} lacks {word}"
    whole = json.dumps(data, ensure_ascii=False).casefold()
    for word in NEVER[name]:
        assert word.casefold() not in whole, f"the export of {name} tells {word}"
    parts = {room: set(found) for room, found in data.items() if isinstance(found, dict)}
    parts.pop("kernel", None)  # acts: what they did in this test
    expected = {room: set(found) for room, found in PARTS[name].items()}
    for who, part in MAY_LACK:
        if who == name and part not in parts["directory"]:
            expected["directory"].discard(part)
    assert parts == expected
    for other in academy._members.values():
        if other.slug != name:
            assert str(other.person.pk) not in whole, f"the export of {name} names {other.slug}"


def test_a_guardian_gets_the_child_s_less_what_is_withheld(told):
    own, asked = told("lina-benali"), told("lina-benali", for_guardian=True)
    assert set(own["directory"]) - set(asked["directory"]) == {"has_guardians"}
    assert set(own["directory"]["person"]) - set(asked["directory"]["person"]) <= {
        "email", "mobile", "home_phone", "work_phone", "address", "postal_code", "city", "country",
    }  # fmt: skip
    assert asked["directory"]["schooling"] == own["directory"]["schooling"]


# Written by hand from the story in signing_all.py: room.part -> what must stand there, of Hélène Garnier.
SIGNED: dict[str, list[str]] = {
    "diary.diary_pages_written": ["Mathématiques"],
    "diary.diary_works_given": ["Mathématiques"],
    "diary.diary_former_texts": ["Tha"],
    "diary.diary_visas_made": [],
    "diary.diary_plans": ["Thalès"],
    "catchup.lessons_released": [LYCEE, "Mathématiques"],
    "submissions.work_asked_for": [LYCEE, "Mathématiques"],
    "submissions.copies_noted_on_paper": [LYCEE, "Mathématiques"],
    "submissions.versions_handed_in": [LYCEE, "Mathématiques"],
    "submissions.copies_corrected": [LYCEE, "Mathématiques"],
    "submissions.extra_time_set": [LYCEE],
    "documents.documents_put": [LYCEE, "Sujet.odt"],
    "documents.documents_changed": [LYCEE, "Sujet.odt"],
    "documents.documents_deleted": [LYCEE, "Sujet.odt"],
    "documents.document_versions": [LYCEE, "Sujet.odt"],
    "documents.documents_shared": [LYCEE, "Sujet.odt"],
    "access.settings_changed": [LYCEE, "service", "classes", "off"],
    "access.authority_settings_changed": ["Région", "service", "classes", "off"],
    "access.spaces_dated": [LYCEE, "opens_on"],
    "notifications.calm_hours_set": [LYCEE, "06:00:00"],
    "access.links_declared": [LYCEE, COLLEGE],
    "access.rights_given": [LYCEE, "read_journal"],
    "access.requests_answered": [LYCEE, "open"],
    "access.requests_for_names": [COLLEGE, "Enquête"],
    "console.list_exports": [LYCEE, "Élections de novembre", "waiting", "900"],
    "console.list_exports_decided": [LYCEE, "approved", "900"],
    "console.first_heads_named": ["Cours Montaigne", "waiting"],
    "console.first_heads_decided": ["Cours Ronsard", "agreed"],
    "identity.codes_shown": ["desk"],
    "identity.locks_set": [LYCEE, "write", "person"],
    "identity.views_opened": [LYCEE, "ends_at"],
    "identity.views_asked": [COLLEGE, "Essai"],
    "messaging.messages_written": ["draft", "Sortie"],
    "imports.imports_started": ["eleves.csv", "csv"],
    "timetable.timetables_brought": [LYCEE, "edt.csv", "received"],
    "imports.lists_brought": ["Cours Montaigne", "students", "eleves.csv"],
    "people.notices_published": [LYCEE, "1"],
    "people.corrections_decided": [LYCEE, "given_name"],
    "helpdesk.help_asked": [LYCEE, "Un code, s’il vous plaît.", "sent"],
    "helpdesk.help_answered": [LYCEE, "C’est corrigé."],
    "news.news_written": [LYCEE, "Cross du lycée"],
    "news.news_published": [LYCEE, "Cross du lycée"],
    "news.word_answers_entered": [LYCEE, "phone"],
    "news.circulars_written": ["Région Val-et-Monts", "Bourses"],
    "news.circulars_published": ["Région Val-et-Monts", "Bourses"],
    "liaison.words_written": [LYCEE, "Photo de classe"],
    "liaison.word_replies_written": [LYCEE, "Bien noté."],
    "liaison.word_answers_entered": [LYCEE, "desk"],
    "liaison.former_answers_entered": [LYCEE],
    "liaison.word_replies_entered": [LYCEE, "desk"],
    "liaison.entries_made": [LYCEE, "avis", "desk"],
    "liaison.families_put_on_paper": [LYCEE],
    "liaison.words_printed": [LYCEE],
    "attendance.roll_calls": [LYCEE],
    "attendance.pupils_noted": [LYCEE],
    "attendance.absences_noted": [LYCEE, "desk"],
    "safety.reports_made": ["Des moqueries.", "Lycée Camille-Claudel"],
    "access.crises_set": ["Lycée Camille-Claudel"],
    "safety.containments_made": ["Lycée Camille-Claudel"],
    "safety.containments_reopened": ["Lycée Camille-Claudel"],
    "safety.reports_handled": ["opened", "Lycée Camille-Claudel"],
    "notifications.notices": ["safety.received"],
}
OTHERS = ["Lina", "Lína", "Benali", "Nadia", "Leroy", "Dupré", "eve@example.org", "Noir", "luc@example.org"]
"""Those the acts were about; and the words in which others asked or were spoken of."""
OTHERS_WORDS = ["Sortie scolaire de décembre", "Insultes", "Remplacement", "Panne", "Page blanche"]


def test_the_export_of_a_head_tells_all_she_did_and_nobody_she_did_it_to(academy, client_as, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    browser = client_as("helene-garnier")
    before = duties.export_of(academy["helene-garnier"].person.pk)
    sign_everything(academy, browser)
    data = duties.export_of(academy["helene-garnier"].person.pk)
    for path, words in SIGNED.items():
        room, part = path.split(".")
        text = json.dumps(data[room][part], ensure_ascii=False)
        for word in words:
            assert word in text, f"{path} lacks {word}"
    grown = {
        f"{room}.{part}" for room, found in data.items() if isinstance(found, dict) and room != "kernel"
        for part, rows in found.items() if rows != before.get(room, {}).get(part) and part != "account"
    }  # fmt: skip
    assert grown == set(SIGNED)
    acts = json.dumps(data["kernel"]["acts"], ensure_ascii=False)
    for act in (
        "a ouvert les noms à",
        "a déposé la liste «\xa0eleves.csv\xa0»",
        "a montré un code à une personne présente",
    ):
        assert act in acts
    whole = json.dumps(data, ensure_ascii=False)
    for word in OTHERS:
        assert word not in whole, f"the export of a head names {word}"
    signed = json.dumps({room: found for room, found in data.items() if room != "kernel"}, ensure_ascii=False)
    for word in OTHERS_WORDS:
        assert word not in signed, f"the export of a head tells {word}"
    unknown = keys_of({room: found for room, found in data.items() if isinstance(found, dict)}) - set(TITLES)
    assert unknown == set(), "people/archive_words.py"
    drawn = page(data, [], for_guardian=False)
    for word in (
        "lire le journal",
        "Attend une seconde personne",
        "Suspensions que vous avez posées",
        "Prénom",
        "est fermé pour tous.",
    ):
        assert word in drawn, word
    for raw in ("<dd>service</dd>", "<dd>off</dd>", "<dd>classes</dd>"):
        assert raw not in drawn, f"a person reads {raw}"


def keys_of(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for one in value.values() for key in keys_of(one)}
    return {key for one in value for key in keys_of(one)} if isinstance(value, list) else set()


@pytest.mark.parametrize("name", HOLDS)
def test_every_key_of_an_export_has_words(name, told):
    data = {room: found for room, found in told(name).items() if isinstance(found, dict)}
    data["people"] = {"corrections": [{"field": "email", "asked_at": "2026-11-24T08:00:00+00:00"}]}
    unknown = keys_of(data) - set(TITLES) - {"theme", "text", "spacing", "font", "links", "density", "motion", "keys"}
    assert unknown == set(), "people/archive_words.py"
    drawn = page(data, [], for_guardian=False)
    assert "National_" not in drawn
    assert "24 novembre 2026" in drawn


def test_a_code_has_the_words_of_its_own_table_and_column(academy):
    """Two tables of a room hold the same code in a column of the same name: each says its own."""
    person = academy["helene-garnier"].person
    with scope.everything("test"):
        ListExport.objects.create(
            school=academy.school("1001"), asked_by=person, kind="people", format="csv", count=300, reason="Rentrée",
            state="waiting", asked_at=clock.now(), query={},
        )  # fmt: skip
        CorrectionRequest.objects.create(
            school=academy.school("1001"), person=person, asked_by=person, field="city", proposed="Lyon",
            asked_at=clock.now(),
        )  # fmt: skip
    drawn = page(duties.export_of(person.pk), [], for_guardian=False)
    assert "En attente d’une seconde personne" in drawn and "Attend une seconde personne" not in drawn
    assert "En attente de l’établissement" in drawn and "en préparation" not in drawn


def test_words_go_through_columns_that_point_elsewhere_and_are_agreed_on_where_the_table_is_not_known():
    own = words_of("directory", StaffFunction)
    assert str(own("affiliation__profile", "National_ens")) == "Enseignant" and own("profile", "National_ens") is None
    assert own("affiliation__nothing", "x") is None and words_of("console", FirstHead)("state", "waiting") is not None
    assert words_of("console")("state", "waiting") is None, "two tables say it otherwise"
    assert words_of("nowhere")("state", "waiting") is None


def test_what_a_guardian_reads_of_a_child_keeps_its_words(academy):
    drawn = page(duties.export_of(academy["lina-benali"].person.pk, for_guardian=True), [], for_guardian=True)
    assert "National_" not in drawn and "Élève" in drawn
