"""Tables of the directory, cut by subject. Small and stable: everyone has a foreign key to a person or a school."""

from preau.directory.models.base import SchoolOwned
from preau.directory.models.classes import (
    Enrollment,
    GroupHomeroom,
    GroupMembership,
    GroupStaff,
    Homeroom,
    Section,
    StudentGroup,
)
from preau.directory.models.family import CourtDecision, Guardianship
from preau.directory.models.mailboxes import FormerMailbox
from preau.directory.models.people import (
    Affiliation,
    DirectoryRecord,
    HomeroomTeacher,
    ListedCount,
    ListedPerson,
    Person,
    RecordMatch,
    StaffFunction,
)
from preau.directory.models.places import EducationAuthority, JointCampus, LocalAuthority, School
from preau.directory.models.readings import FileReading
from preau.directory.models.years import Closure, GradingPeriod, SchoolHoliday, SchoolYear, StudyProgramme, Subject

__all__ = [
    "Affiliation",
    "Closure",
    "CourtDecision",
    "DirectoryRecord",
    "EducationAuthority",
    "Enrollment",
    "FileReading",
    "FormerMailbox",
    "GradingPeriod",
    "GroupHomeroom",
    "GroupMembership",
    "GroupStaff",
    "Guardianship",
    "Homeroom",
    "HomeroomTeacher",
    "JointCampus",
    "ListedCount",
    "ListedPerson",
    "LocalAuthority",
    "Person",
    "RecordMatch",
    "School",
    "SchoolHoliday",
    "SchoolOwned",
    "SchoolYear",
    "Section",
    "StaffFunction",
    "StudentGroup",
    "StudyProgramme",
    "Subject",
]
