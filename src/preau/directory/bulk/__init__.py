"""Bulk writing of the directory, for imports: named functions with an actor over COPY and multi-row statements.

Callers audit once per school and run with counts (the list of differences is kept by the import).
"""

from preau.directory.bulk.changes import PeopleChanges, SchoolChanges
from preau.directory.bulk.people import settle_people, write_people
from preau.directory.bulk.school import write_school

__all__ = ["PeopleChanges", "SchoolChanges", "settle_people", "write_people", "write_school"]
