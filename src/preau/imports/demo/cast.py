"""The people every fictitious academy has, at fixed join keys, so that tests and the sign-in page name them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["student", "guardian", "staff", "officer", "operator"]


@dataclass(frozen=True, slots=True)
class CastSchool:
    """One of the four schools every academy has first; `funder` is the slug of a `FUNDERS` entry."""

    key: str
    uai: str
    kind: Literal["lgt", "lp", "clg", "ecole"]
    sigle: str
    name: str
    town: int
    funder: str


@dataclass(frozen=True, slots=True)
class CastMember:
    """One record of the cast (a person with two records is two members).

    `join_key` is None for people no AAF export carries. `label` says in one French sentence who this is.
    """

    slug: str
    kind: Kind
    join_key: str | None
    given_name: str
    family_name: str
    label: str
    login: str
    school_keys: tuple[str, ...] = ()


LYCEE, LP, COLLEGE, ECOLE = "1001", "1002", "1003", "1004"

FUNDERS = {
    "region": "Région Val-et-Monts",
    "departement": "Département de la Haute-Brenne",
    "commune": "Commune de Montrival",
}

SCHOOLS = (
    CastSchool(LYCEE, "0699001J", "lgt", "LGT", "Lycée Camille-Claudel", 0, "region"),
    CastSchool(LP, "0699002K", "lp", "LP", "Lycée professionnel Marie-Curie", 1, "region"),
    CastSchool(COLLEGE, "0699003L", "clg", "CLG", "Collège Jean-Moulin", 0, "departement"),
    CastSchool(ECOLE, "0699004M", "ecole", "E.E.PU", "École Jacques-Prévert", 0, "commune"),
)

# slug, key, given, family, school, class, label
_STUDENTS = (
    ("lina-benali", "1000101", "Lina", "Benali", LYCEE, "2de 4", "Élève de 2de 4 au lycée Camille-Claudel."),
    (
        "adam-benali",
        "1000102",
        "Adam",
        "Benali",
        COLLEGE,
        "5e B",
        "Élève de 5e B au collège Jean-Moulin, frère de Lina.",
    ),
    ("noe-benali", "1000103", "Noé", "Benali", ECOLE, "CE2", "Élève de CE2 à l'école Jacques-Prévert, frère de Lina."),
    ("theo-marchand", "1000104", "Théo", "Marchand", LYCEE, "Tle 1", "Élève majeur de Tle 1 au lycée Camille-Claudel."),
    ("emma-lopes", "1000105", "Emma", "Lopes", COLLEGE, "4e A", "Élève de 4e A au collège Jean-Moulin."),
    (
        "zoe-petit",
        "1000106",
        "Zoé",
        "Petit",
        COLLEGE,
        "6e C",
        "Élève de 6e C au collège Jean-Moulin, fille de Marc Petit.",
    ),
    (
        "jules-girard",
        "1000107",
        "Jules",
        "Girard",
        LYCEE,
        "2de 1",
        "Élève de 2de 1 au lycée, fils d'une Sophie Martin.",
    ),
    (
        "ines-haddad",
        "1000108",
        "Inès",
        "Haddad",
        LP,
        "2MRC1",
        "Élève de 2de professionnelle, fille d'une autre Sophie Martin.",
    ),
)
_GUARDIANS = (
    (
        "samira-benali",
        "1000201",
        "Samira",
        "Benali",
        (LYCEE, COLLEGE, ECOLE),
        "Mère de Lina, Adam et Noé : trois enfants dans trois établissements.",
    ),
    (
        "karim-benali",
        "1000202",
        "Karim",
        "Benali",
        (LYCEE, COLLEGE, ECOLE),
        "Père de Lina, Adam et Noé, séparé, à une autre adresse.",
    ),
    ("brigitte-marchand", "1000203", "Brigitte", "Marchand", (LYCEE,), "Mère de Théo Marchand, élève majeur."),
    ("alain-marchand", "1000204", "Alain", "Marchand", (LYCEE,), "Père de Théo Marchand, élève majeur."),
    ("ines-lopes", "1000205", "Inês", "Lopes", (COLLEGE,), "Mère d'Emma Lopes."),
    ("rui-lopes", "1000206", "Rui", "Lopes", (COLLEGE,), "Père d'Emma Lopes, visé par une ordonnance de protection."),
    ("marc-petit-parent", "1000207", "Marc", "Petit", (COLLEGE,), "Père de Zoé Petit, aussi professeur au lycée."),
    ("sophie-martin-lycee", "1000208", "Sophie", "Martin", (LYCEE,), "Mère de Jules Girard, au lycée Camille-Claudel."),
    (
        "sophie-martin-lp",
        "1000209",
        "Sophie",
        "Martin",
        (LP,),
        "Mère d'Inès Haddad, au lycée professionnel ; homonyme, pas la même personne.",
    ),
)
_STAFF = (
    ("claire-roux", "1000301", "Claire", "Roux", (LYCEE, LP),
     "Professeure de mathématiques au lycée et au lycée professionnel, principale de la 2de 4."),
    ("marc-petit", "1000302", "Marc", "Petit", (LYCEE,),
     "Professeur d'histoire-géographie au lycée, aussi père d'une collégienne."),
    ("nadia-leroy", "1000303", "Nadia", "Leroy", (LYCEE,),
     "Conseillère principale d'éducation du lycée."),
    ("helene-garnier", "1000304", "Hélène", "Garnier", (LYCEE,),
     "Proviseure du lycée Camille-Claudel."),
    ("yves-caron", "1000305", "Yves", "Caron", (COLLEGE,),
     "Principal du collège Jean-Moulin."),
    ("anne-vidal", "1000306", "Anne", "Vidal", (ECOLE,),
     "Directrice de l'école Jacques-Prévert, enseignante en CE2."),
    ("olivier-blanc", "1000307", "Olivier", "Blanc", (LP,),
     "Proviseur du lycée professionnel Marie-Curie."),
    ("farid-meziane", "1000308", "Farid", "Meziane", (LYCEE,),
     "Assistant d'éducation au lycée."),
    ("lucie-perrin", "1000309", "Lucie", "Perrin", (LYCEE,),
     "Professeure documentaliste du lycée."),
    ("jean-royer", "1000310", "Jean", "Royer", (LYCEE,),
     "Secrétaire du lycée."),
    ("sabine-weber", "1000311", "Sabine", "Weber", (LYCEE,),
     "Infirmière du lycée."),
)  # fmt: skip

CLASS_OF = {key: (school, division) for _, key, _, _, school, division, _ in _STUDENTS}
"""School key and class name of each pupil of the cast, by join key."""

CAST: tuple[CastMember, ...] = (
    *(
        CastMember(slug, "student", key, given, family, label, slug.replace("-", "."), (school,))
        for slug, key, given, family, school, _, label in _STUDENTS
    ),
    *(
        CastMember(slug, "guardian", key, given, family, label, slug.replace("-", "."), schools)
        for slug, key, given, family, schools, label in _GUARDIANS
    ),
    *(
        CastMember(slug, "staff", key, given, family, label, slug.replace("-", "."), schools)
        for slug, key, given, family, schools, label in _STAFF
    ),
    CastMember(
        "paul-faure", "officer", None, "Paul", "Faure",
        "Chargé du numérique éducatif à la Région.", "paul.faure", (LYCEE, LP),
    ),
    CastMember(
        "julie-morin", "officer", None, "Julie", "Morin",
        "Chargée des collèges au Département.", "julie.morin", (COLLEGE,),
    ),
    CastMember(
        "alex-brun", "operator", None, "Alex", "Brun",
        "Exploitant de la plateforme.", "alex.brun",
    ),
    CastMember(
        "victor-lambert", "operator", None, "Victor", "Lambert",
        "Assistance aux utilisateurs, qui ne voit que ce qu’un établissement lui ouvre.", "victor.lambert",
    ),
)  # fmt: skip


def member(slug: str) -> CastMember:
    """The member of that slug; KeyError when there is none."""
    for one in CAST:
        if one.slug == slug:
            return one
    raise KeyError(slug)
