"""People as the generator thinks of them, before they are written in the words of either feed."""

from dataclasses import dataclass, field

from preau.imports.demo.structures import Division


@dataclass(frozen=True, slots=True)
class Home:
    """An address; `lines` are its four lines joined by "$"."""

    lines: str
    postcode: str
    town: str
    phone: str


@dataclass(slots=True)
class Guardian:
    """A guardian's record; `children` and `young` are the keys of its pupils of the second and first degree."""

    key: int
    female: bool
    given: str
    name: str
    birth_name: str
    home: Home
    mobile: str = ""
    work_phone: str = ""
    mail: str = ""
    texts: bool = False
    shares_address: bool = True
    children: list[int] = field(default_factory=list)
    young: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Link:
    """What ties a guardian to the pupils of a family; codes as in ENTElevePersRelEleve."""

    guardian: Guardian
    kinship: str
    legal: str
    contact: bool
    payer: bool

    @property
    def value(self) -> str:
        """The six fields of ENTElevePersRelEleve."""
        money = "1" if self.payer else "0"
        return f"{self.guardian.key}${self.kinship}${money}${self.legal}${'1' if self.contact else '0'}${money}"


@dataclass(slots=True)
class Family:
    """Guardians shared by brothers and sisters; `left` children may still come, `ages` are those already there."""

    name: str
    home: Home
    links: tuple[Link, ...]
    separated: bool
    left: int
    ages: set[int] = field(default_factory=set)
    schools: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Student:
    """A pupil's record. `odd` names what is wrong in it on purpose, "" for nearly all."""

    key: int
    school: str
    female: bool
    given: str
    other_given: tuple[str, ...]
    name: str
    birth_name: str
    birth: str
    division: Division
    groups: list[str]
    subjects: list[str]
    home: Home
    links: tuple[Link, ...]
    ine: str
    number: int
    regime: str
    transport: bool
    scholarship: bool
    mail: str
    adult: bool
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A class or group taught in one subject."""

    school: str
    subject: str
    name: str
    is_group: bool
    hours: float
    mef: str = ""
    mef_label: str = ""


@dataclass(slots=True)
class Staff:
    """A member of staff; `functions` are (school key, code, label, discipline code, discipline label)."""

    key: int
    school: str
    female: bool
    given: str
    name: str
    birth_name: str
    birth: str
    mail: str
    functions: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    principal: list[tuple[str, str]] = field(default_factory=list)
    teaches: bool = False
    heads: str = ""
    first_degree: bool = False

    @property
    def classes(self) -> list[str]:
        """Classes taught, each once, as school key and name joined by "$"."""
        return list(dict.fromkeys(f"{s.school}${s.name}" for s in self.services if not s.is_group))
