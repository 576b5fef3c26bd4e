"""Families: guardians and what ties them to the pupils, in the proportions of production."""

from collections.abc import Sequence

from preau.imports.demo import cast
from preau.imports.demo.chance import Chance
from preau.imports.demo.names import BOYS, FAMILY, MEN, WOMEN
from preau.imports.demo.people import Family, Guardian, Home, Link, Staff
from preau.imports.demo.places import EXTRA_LINES, STREETS, TOWNS
from preau.imports.demo.schools import School
from preau.imports.demo.words import landline, mailbox, mobile

FATHER, MOTHER, SIBLING, GRANDPARENT, RELATIVE, TUTOR = "10", "20", "37", "38", "39", "41"
EDUCATOR, WELFARE, OTHER = "50", "70", "90"
OLD_CODES = {FATHER: "1", MOTHER: "2"}
AUTHORITY, IN_CHARGE, CONTACT_ONLY = "1", "2", "3"

_MAIL_HOSTS = ("courriel.example", "boite.example", "poste.example", "famille.example")
_SHAPES = ("couple", "separated", "mother", "father", "with_contact", "tutor", "placed", "grandparent")
_WEIGHTS = (0.56, 0.21, 0.12, 0.025, 0.05, 0.01, 0.012, 0.013)
_TEACHER_PARENTS = 0.012


class Households:
    """Makes the families of an area; `guardians` are all its guardians, in the order of their making."""

    def __init__(self, base: int, seed: str, teachers: Sequence[Staff]) -> None:
        self.chance = Chance(seed)
        self.guardians: list[Guardian] = []
        self.separated = 0
        self.staff_guardians = 0
        self._next = base
        self._teachers = list(teachers)

    def home(self, school: School) -> Home:
        """An address in the school's town or another."""
        chance = self.chance
        town = (school.town, school.postcode) if chance.random() < 0.55 else chance.pick(TOWNS)
        extra = chance.pick(EXTRA_LINES) if chance.random() < 0.2 else ""
        lines = f"{1 + chance.below(120)} {chance.pick(STREETS)}${extra}$$"
        return Home(lines, town[1], town[0], landline(chance) if chance.random() < 0.45 else "")

    def guardian(self, female: bool, name: str, home: Home, given: str = "") -> Guardian:
        """A new guardian; some have no mail, some no mobile."""
        chance = self.chance
        self._next += 1
        given = given or chance.pick(WOMEN if female else (MEN if chance.random() < 0.8 else BOYS))
        birth_name = chance.pick_early(FAMILY).upper() if female and chance.random() < 0.55 else name
        mail = ""
        if chance.random() >= 0.22:
            mail = f"{mailbox(given, name)}{chance.below(90) + 10}@{chance.pick(_MAIL_HOSTS)}"
        one = Guardian(self._next, female, given, name, birth_name, home, mail=mail)
        if chance.random() >= 0.12:
            one.mobile = mobile(chance)
            one.texts = chance.random() < 0.7
        if chance.random() < 0.25:
            one.work_phone = landline(chance)
        one.shares_address = chance.random() < 0.8
        self.guardians.append(one)
        return one

    def family(self, school: School) -> Family:
        """A new family whose first child goes to that school."""
        chance = self.chance
        name = chance.pick_early(FAMILY).upper()
        if chance.random() < 0.03:
            name = f"{name}-{chance.pick_early(FAMILY).upper()}"
        home = self.home(school)
        shape = chance.weighted(_SHAPES, _WEIGHTS)
        draw = chance.random()
        left = 0 if draw < 0.66 else 1 if draw < 0.92 else 2
        links: list[Link] = []
        if shape in {"couple", "separated", "with_contact"}:
            mother_name = name if chance.random() < 0.6 else chance.pick_early(FAMILY).upper()
            other = home if shape != "separated" else self.home(school)
            mother_first = chance.random() < 0.75
            mother = self.guardian(True, mother_name, home if mother_first else other)
            father = self._maybe_teacher(school, other if mother_first else home, name)
            if father is None:
                father = self.guardian(False, name, other if mother_first else home)
            else:
                name = father.name
            if shape == "separated":
                self.separated += 1
                if chance.random() < 0.5:
                    mother.shares_address = father.shares_address = False
            links.append(Link(mother, MOTHER, AUTHORITY, mother_first, mother_first))
            links.append(Link(father, FATHER, AUTHORITY, not mother_first, not mother_first))
            if not mother_first:
                links.reverse()
            if shape == "with_contact":
                kin = chance.pick((GRANDPARENT, SIBLING, RELATIVE, OTHER))
                contact = self.guardian(chance.random() < 0.6, chance.pick_early(FAMILY).upper(), self.home(school))
                links.append(Link(contact, kin, CONTACT_ONLY, True, False))
        elif shape in {"mother", "father"}:
            female = shape == "mother"
            links.append(Link(self.guardian(female, name, home), MOTHER if female else FATHER, AUTHORITY, True, True))
        elif shape == "tutor":
            tutor = self.guardian(chance.random() < 0.5, chance.pick_early(FAMILY).upper(), home)
            links.append(Link(tutor, TUTOR, AUTHORITY, True, True))
        elif shape == "placed":
            mother = self.guardian(True, name, self.home(school))
            worker = self.guardian(chance.random() < 0.7, chance.pick_early(FAMILY).upper(), home)
            links.append(Link(worker, chance.pick((EDUCATOR, WELFARE)), IN_CHARGE, True, True))
            links.append(Link(mother, MOTHER, AUTHORITY, False, False))
        else:
            father = self.guardian(False, name, self.home(school))
            elder = self.guardian(True, name, home)
            links.append(Link(elder, GRANDPARENT, IN_CHARGE, True, False))
            links.append(Link(father, FATHER, AUTHORITY, False, True))
        if chance.random() < 0.12:
            links = [
                Link(link.guardian, OLD_CODES.get(link.kinship, link.kinship), link.legal, link.contact, link.payer)
                for link in links
            ]
        return Family(name, home, tuple(links), shape == "separated", left)

    def _maybe_teacher(self, school: School, home: Home, name: str) -> Guardian | None:
        """Now and then the other parent is a teacher of the area: the same human, another record and key."""
        if not self._teachers or self.chance.random() >= _TEACHER_PARENTS:
            return None
        person = self._teachers.pop(self.chance.below(len(self._teachers)))
        if person.female:
            return None
        self.staff_guardians += 1
        one = self.guardian(False, person.name, home, person.given)
        one.birth_name = person.birth_name
        return one


def cast_families() -> dict[str, Family]:
    """Families of the cast by slug of their first pupil, their guardians at fixed keys."""

    def home(line: str, town: int, phone: str = "+33 4 65 71 00 10") -> Home:
        name, postcode = TOWNS[town]
        return Home(f"{line}$$$", postcode, name, phone)

    def one(slug: str, female: bool, where: Home, birth_name: str = "", shares: bool = True) -> Guardian:
        who = cast.member(slug)
        assert who.join_key
        name = who.family_name.upper()
        rank = int(who.join_key) % 100
        return Guardian(
            int(who.join_key), female, who.given_name, name, (birth_name or name).upper(), where,
            mobile=f"+33 6 39 98 00 {rank:02d}", mail=f"{who.login}@courriel.example", texts=True,
            shares_address=shares,
        )  # fmt: skip

    def couple(mother: Guardian, father: Guardian) -> tuple[Link, ...]:
        return Link(mother, MOTHER, AUTHORITY, True, True), Link(father, FATHER, AUTHORITY, False, False)

    def family(name: str, where: Home, links: tuple[Link, ...], separated: bool = False) -> Family:
        return Family(name.upper(), where, links, separated, 0)

    benali, karim_home = home("14 rue des Lilas", 0), home("3 avenue des Alpes", 4, "")
    marchand, lopes, rui_home = home("8 chemin des Vignes", 2), home("27 rue du Moulin", 0), home("51 rue Haute", 6, "")
    petit, girard, haddad = home("6 place du Marché", 1), home("19 rue Pasteur", 0), home("2 allée des Érables", 1)
    return {
        "lina-benali": family(
            "Benali", benali,
            couple(
                one("samira-benali", True, benali, "Amrani", shares=False),
                one("karim-benali", False, karim_home, shares=False),
            ), separated=True,
        ),
        "theo-marchand": family(
            "Marchand", marchand,
            couple(one("brigitte-marchand", True, marchand, "Guérin"), one("alain-marchand", False, marchand)),
        ),
        "emma-lopes": family(
            "Lopes", lopes,
            couple(
                one("ines-lopes", True, lopes, "Teixeira", shares=False),
                one("rui-lopes", False, rui_home, shares=False),
            ), separated=True,
        ),
        "zoe-petit": family(
            "Petit", petit, (Link(one("marc-petit-parent", False, petit), FATHER, AUTHORITY, True, True),)
        ),
        "jules-girard": family(
            "Girard", girard, (Link(one("sophie-martin-lycee", True, girard), MOTHER, AUTHORITY, True, True),)
        ),
        "ines-haddad": family(
            "Haddad", haddad, (Link(one("sophie-martin-lp", True, haddad), MOTHER, AUTHORITY, True, True),)
        ),
    }  # fmt: skip
