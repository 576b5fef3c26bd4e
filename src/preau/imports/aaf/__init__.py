"""The academy directory's exports (AAF): read once into a staging area, then applied school by school.

`files` finds and unpacks, `xml` reads entries, `entries` makes records of them, `reading` does so in processes and
writes parts, `staging` gathers the parts by school, `plan` compares a school with the directory, `apply` writes it,
`engine` leads a run from one end to the other.
"""
