"""What keeps a person here besides the directory's places: an office. Conditions on directory_person."""

HELD = (
    "EXISTS (SELECT 1 FROM identity_office o WHERE o.person_id = directory_person.id AND o.ended_at IS NULL)",
)  # fmt: skip
