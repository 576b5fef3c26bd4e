"""docs/access.md: the rule of writing and seeing, defaults, and the rights of roles, from the program itself."""

import itertools
import os
import tempfile
from collections.abc import Iterator

HEAD = """# Who may see, do and contact

Written by `make docs` from `preau.access`; a test fails when it is not what the program says. What schools read of it
is in [utilisateurs/etablissement.md](utilisateurs/etablissement.md); why it is so, in
[decision 0015](decisions/0015-who-may-see-do-and-contact.md).

## Writing and seeing

p is in group G and q in group H, of the same school; between two kinds of class (or of group), of the same class. G's
members may write or not; H reaches its members or not; a link from one group to the other is open, lets answer, or is
closed, in each direction apart. A group's link with itself is declared like any other.

| G writes | G reached | H writes | H reached | G → H | H → G | p writes to q | q writes to p | they see each other |
|---|---|---|---|---|---|---|---|---|
"""
AFTER = """
Not open is both "may only answer" and "closed": they differ for answers alone.

| q received a message from p | link H → G | p closed the answer | q may answer |
|---|---|---|---|
| yes | open | no | yes |
| yes | answers only | no | yes |
| yes | closed | no | no, unless another pair of their groups is open |
| yes | any | yes | no |
| no | open | – | yes: it is a first message |
| no | answers only, or closed | – | no |

p closes the answer to one person, in one exchange, or to one person in one exchange (`close_reply`), and opens it again
(`reopen_reply`); the room of messages asks `may_reply` of each message. It stops no first message that a rule allows:
who must be kept from writing at all is for a lock, or for a judge's decision.

Whatever the rules: nobody writes across two schools but by a link that both declared; a person whom a judge put aside
and the pupil, or whoever else answers for the pupil, never find each other; people without an account are in no group.
A pupil writes to 30 people at most, and to no whole group.

## What is open before anybody changes anything

"O" may write, "–" may answer. Kinds of school: lycée (L), lycée professionnel (P), collège (C), first degree (1).
"""


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def combinations() -> Iterator[str]:
    """One line for each combination, answered by the program itself."""
    import uuid

    from preau.access.communication import judge, meets, seen
    from preau.access.enums import GroupKind, Subject
    from preau.access.groups import GroupRef
    from preau.access.policy import Entry, Policy

    school = uuid.UUID(int=1)
    one, other = GroupKind.STUDENTS.value, GroupKind.TEACHERS.value
    mine, theirs = {GroupRef(school, one)}, {GroupRef(school, other)}
    for flags in itertools.product((True, False), repeat=6):
        writes, reached, writes_too, reached_too, there, back = flags
        entries = {
            (Subject.WRITES.value, one): writes,
            (Subject.REACHED.value, one): reached,
            (Subject.WRITES.value, other): writes_too,
            (Subject.REACHED.value, other): reached_too,
        }
        values = {key: Entry("yes" if value else "no") for key, value in entries.items()}
        values[Subject.LINK.value, f"{one}>{other}"] = Entry("open" if there else "reply")
        values[Subject.LINK.value, f"{other}>{one}"] = Entry("open" if back else "reply")
        policies = {school: Policy("lower_secondary", school, {}, values)}
        answers = (
            bool(judge(mine, theirs, policies)),
            bool(judge(theirs, mine, policies)),
            meets(seen(mine, policies), theirs) is not None,
        )
        yield "| " + " | ".join(map(_yes, (*flags, *answers))) + " |\n"


def defaults() -> Iterator[str]:
    """Each open pair with the kinds of school where it is."""
    from preau.access.defaults import opened, pairs
    from preau.access.words import link_sentence
    from preau.directory.enums import SchoolKind

    kinds = {"L": SchoolKind.UPPER_SECONDARY, "P": SchoolKind.VOCATIONAL, "C": SchoolKind.LOWER_SECONDARY,
             "1": SchoolKind.PRIMARY}  # fmt: skip
    yield f"\n| Rule | {' | '.join(kinds)} |\n|---|{'---|' * len(kinds)}\n"
    for pair in pairs():
        marks = ["O" if pair in opened(kind) else "–" for kind in kinds.values()]
        if "O" in marks:
            yield f"| {link_sentence(*pair, 'open')} | {' | '.join(marks)} |\n"
    yield "\nEvery other pair may answer only.\n"


def rights() -> Iterator[str]:
    """Each right: who has it how far, what a school may give, whether it is confided, its risks."""
    from preau.access.enums import Right
    from preau.access.roles import RIGHTS, ROLES, allowed_extents

    yield "\n## Rights\n\n| Right | Who has it | What a school may change | Confided with dates | Risks |\n"
    yield "|---|---|---|---|---|\n"
    for right, spec in RIGHTS.items():
        who = "; ".join(f"{ROLES[role]} : {extent.label}" for role, extent in spec.roles.items() if extent != "none")
        may = "; ".join(
            f"{ROLES[role]} : {', '.join(str(one.label) for one in allowed_extents(role, right))}"
            for role in spec.changes
        )
        confided = _yes(spec.confided) + (", in a class too" if spec.by_class else "")
        risks = ", ".join(sorted(spec.risks)) or "–"
        yield f"| `{right}` {Right(right).label} | {who or '–'} | {may or '–'} | {confided} | {risks} |\n"


def text() -> str:
    """The whole page, in French where it quotes the program."""
    from django.utils.translation import override

    with override("fr"):
        return HEAD + "".join(combinations()) + AFTER + "".join(defaults()) + "".join(rights())


def text_alone() -> str:
    """The same outside of a configured Django."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "preau.config.settings")
    with tempfile.TemporaryDirectory(prefix="preau-docs-") as folder:
        os.environ.setdefault("PREAU_DATA_DIR", folder)
        django.setup()
        return text()
