"""Staff of an area: who runs the schools, and who teaches which class and group."""

from preau.imports.demo import cast
from preau.imports.demo.chance import Chance
from preau.imports.demo.curriculum import DISCIPLINES, SAME_TEACHER
from preau.imports.demo.names import FAMILY, MEN, WOMEN
from preau.imports.demo.people import Service, Staff
from preau.imports.demo.schools import Area, School
from preau.imports.demo.structures import Structure
from preau.imports.demo.words import mailbox

WORST_TEACHER = 18
MAIL_DOMAIN = "ac-demo.example"
HEAD = ("DIR", "DIRECTION", "D0010", "DIRECTION CHEF D'ETABLISSEMENT")
DEPUTY = ("DIR", "DIRECTION", "D0011", "DIRECTION ADJOINT AU CHEF ETABLISSEMENT")
HEAD_FIRST = ("DIR", "DIRECTION", "D0030", "DIRECTION ECOLE")
COUNSELLOR = ("EDU", "EDUCATION", "E0030", "CONSEILLER PRINCIPAL D'EDUCATION")
ASSISTANT = ("AED", "ASSISTANT D'EDUCATION", "", "")
LIBRARIAN = ("DOC", "DOCUMENTATION", "L0080", "DOCUMENTATION")
SECRETARY = ("ADM", "PERSONNELS ADMINISTRATIFS", "", "")
MANAGER = ("ADF", "PERSONNELS ADMINISTRATIFS", "A0010", "GESTIONNAIRE")
NURSE = ("MDS", "PERSONNELS MEDICO-SOCIAUX", "", "")
SUPPORT = ("AES", "ACCOMPAGNANT ELEVES SITUATION HANDICAP", "", "")
PSYCHOLOGIST = ("PSY", "PSYCHOLOGUE", "O0040", "PSYCHOLOGUE EDUCATION NATIONALE")
LABORATORY = ("ALB", "PERSONNELS DE LABORATOIRE", "", "")
WITHOUT = ("-", "SANS OBJET", "", "")
TEACHING = ("ENS", "ENSEIGNEMENT DEVANT ELEVES")
GENERALIST = (*TEACHING, "G0000", "SANS SPECIALITE")

_POSTS = (
    # function, one for every … pupils beyond the first, whether there is a first, fewest pupils for one
    (DEPUTY, 900, True, 350), (MANAGER, 4000, True, 0), (SECRETARY, 260, True, 0), (COUNSELLOR, 420, True, 0),
    (ASSISTANT, 125, True, 0), (LIBRARIAN, 950, True, 0), (NURSE, 1200, True, 0), (SUPPORT, 220, False, 0),
    (LABORATORY, 400, False, 300), (WITHOUT, 450, False, 0),
)  # fmt: skip

_CAST_POSTS = {
    "helene-garnier": HEAD, "yves-caron": HEAD, "olivier-blanc": HEAD, "nadia-leroy": COUNSELLOR,
    "farid-meziane": ASSISTANT, "lucie-perrin": LIBRARIAN, "jean-royer": SECRETARY, "sabine-weber": NURSE,
}  # fmt: skip
_CAST_WOMEN = {"claire-roux", "nadia-leroy", "helene-garnier", "anne-vidal", "lucie-perrin", "sabine-weber"}
# slug: (subject, school, classes first), in the order the services are given out
_CAST_TEACHERS = {
    "claire-roux": (("061300", cast.LYCEE, ("2de 4",), 9.0), ("061300", cast.LP, ("2MRC1",), 6.0)),
    "marc-petit": (("043700", cast.LYCEE, ("2de 4", "2de 1"), 17.0),),
}


class StaffRoom:
    """Builds the staff of an area; `staff` is the outcome, in the order of the keys."""

    def __init__(self, area: Area, structures: list[Structure], year: int, seed: int) -> None:
        self.chance = Chance(f"{seed}:{area.index}:staff")
        self.year = year
        self.staff: list[Staff] = []
        self.worst: Staff | None = None
        self._next = area.staff_base
        self._open: dict[str, Staff] = {}
        self._psychologist: Staff | None = None
        by_key = {structure.school.key: structure for structure in structures}
        self._cast: dict[str, Staff] = {}
        for one in cast.CAST:
            if one.kind == "staff" and one.join_key and one.school_keys[0] in by_key:
                self._cast[one.slug] = self._hire_cast(one)
        for structure in structures:
            if structure.school.first_degree:
                self._staff_first_degree(structure)
            else:
                self._staff_posts(structure.school)
                self._staff_classes(structure)

    def _hire_cast(self, one: cast.CastMember) -> Staff:
        assert one.join_key
        birth = f"12/05/{self.year - 38 - int(one.join_key) % 20}"
        mail = f"{one.login}@{MAIL_DOMAIN}"
        person = Staff(
            int(one.join_key), one.school_keys[0], one.slug in _CAST_WOMEN, one.given_name, one.family_name.upper(),
            one.family_name.upper(), birth, mail,
        )  # fmt: skip
        if one.slug in _CAST_POSTS:
            post = _CAST_POSTS[one.slug]
            person.functions = [(one.school_keys[0], *post)]
            person.teaches = post is LIBRARIAN
            if post is HEAD:
                person.heads = one.school_keys[0]
        self.staff.append(person)
        return person

    def _hire(self, school: str) -> Staff:
        chance = self.chance
        self._next += 1
        female = chance.random() < 0.6
        given = chance.pick(WOMEN if female else MEN)
        name = chance.pick_early(FAMILY)
        birth_name = chance.pick_early(FAMILY) if female and chance.random() < 0.3 else name
        birth = f"{1 + chance.below(28):02d}/{1 + chance.below(12):02d}/{self.year - 25 - chance.below(40)}"
        mail = f"{mailbox(given, name)}{self._next % 1000}@{MAIL_DOMAIN}"
        person = Staff(self._next, school, female, given, name.upper(), birth_name.upper(), birth, mail)
        self.staff.append(person)
        return person

    def _staff_posts(self, school: School) -> None:
        taken = [one.functions[0][1:] for one in self._cast.values() if one.school == school.key and one.functions]
        if HEAD not in taken:
            head = self._hire(school.key)
            head.functions.append((school.key, *HEAD))
            head.heads = school.key
        for post, each, first, fewest in _POSTS:
            if school.students < fewest:
                continue
            count = int(first) + round(school.students / each) - (1 if post in taken else 0)
            for _ in range(count):
                person = self._hire(school.key)
                person.functions.append((school.key, *post))
                person.teaches = post is LIBRARIAN
        if self._psychologist is not None:
            self._psychologist.functions.append((school.key, *PSYCHOLOGIST))
            self._psychologist = None
        else:
            self._psychologist = self._hire(school.key)
            self._psychologist.functions.append((school.key, *PSYCHOLOGIST))

    def _staff_classes(self, structure: Structure) -> None:
        school = structure.school
        work: dict[str, list[Service]] = {}
        for division in structure.divisions:
            level = division.level
            for subject, hours in level.core:
                service = Service(school.key, subject, division.name, False, hours, level.mef, level.label)
                work.setdefault(SAME_TEACHER.get(subject, subject), []).append(service)
        for group in structure.groups.values():
            subject = SAME_TEACHER.get(group.subject, group.subject)
            subject = "100100" if subject == "100O00" else subject
            work.setdefault(subject, []).append(Service(school.key, group.subject, group.name, True, group.hours))
        for subject, services in work.items():
            self._share_out(school.key, subject, services)
        self._name_principals(structure)

    def _share_out(self, school: str, subject: str, services: list[Service]) -> None:
        """Give the services of one subject to teachers, one after the other, each up to a full week."""
        chance = self.chance
        for slug, parts in _CAST_TEACHERS.items():
            for wanted, where, first, most in parts:
                if (wanted, where) == (subject, school) and slug in self._cast:
                    services.sort(key=lambda service: (service.name not in first, service.is_group))
                    taken = self._give(self._cast[slug], subject, services, most)
                    services = services[taken:]
        if school == cast.COLLEGE and subject == "081300" and self.worst is None:
            self.worst = self._hire(school)
            count = min(WORST_TEACHER, len(services))
            self._give(self.worst, subject, services[:count], 99.0)
            services = services[count:]
        person = self._open.pop(subject, None)
        if person is not None and (person.school == school or chance.random() < 0.5):
            person = None
        while services:
            if person is None:
                person, week = self._hire(school), 14.0 + chance.below(6)
            else:
                week = 7.0
            services = services[self._give(person, subject, services, week) :]
            if not services and sum(service.hours for service in person.services) < 10:
                self._open[subject] = person
            person = None

    def _give(self, person: Staff, subject: str, services: list[Service], week: float) -> int:
        code, label = DISCIPLINES.get(subject, ("L0000", "DIVERS"))
        hours, taken = 0.0, 0
        for service in services:
            if taken and hours + service.hours > week:
                break
            hours += service.hours
            taken += 1
            person.services.append(service)
        school = services[0].school if services else person.school
        if taken and all(function[0] != school for function in person.functions):
            person.functions.append((school, *TEACHING, code, label))
        person.teaches = True
        return taken

    def _name_principals(self, structure: Structure) -> None:
        """One head teacher for each class among those who teach it (Claire Roux for 2de 4)."""
        school = structure.school.key
        teachers: dict[str, list[Staff]] = {}
        for person in self.staff:
            for service in person.services:
                if service.school == school and not service.is_group:
                    teachers.setdefault(service.name, []).append(person)
        for division in structure.divisions:
            those = teachers.get(division.name, [])
            chosen = next((p for p in those if not p.principal), those[0] if those else None)
            if (school, division.name) == (cast.LYCEE, "2de 4"):
                chosen = self._cast["claire-roux"]
            elif chosen is self._cast.get("claire-roux"):
                chosen = next((p for p in those if p is not chosen), None)
            if chosen is not None:
                chosen.principal.append((school, division.name))

    def _staff_first_degree(self, structure: Structure) -> None:
        school = structure.school
        head = self._cast.get("anne-vidal") if school.key == cast.ECOLE else None
        head = head or self._hire(school.key)
        head.functions.append((school.key, *HEAD_FIRST))
        head.heads = school.key
        own = next((d for d in structure.divisions if d.name == "CE2"), structure.divisions[0])
        for division in structure.divisions:
            person = head if division is own else self._hire(school.key)
            person.functions.append((school.key, *GENERALIST))
            person.services.append(Service(school.key, "", division.name, False, 24.0))
            person.teaches = True
            person.first_degree = True
        for _ in range(school.students // 90):
            self._hire(school.key).functions.append((school.key, *SUPPORT))
            self.staff[-1].first_degree = True
        for person in self.staff:
            if person.school == school.key:
                person.first_degree = True
