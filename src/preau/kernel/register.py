"""The register of processing (GDPR article 30), written from what rooms declare: no line is typed by hand."""

from preau.kernel import duties

_INTRO = """# Registre des traitements

Fiche du registre (RGPD, article 30) pour l'espace numérique de travail, écrite par `make docs` d'après les
déclarations du programme : une colonne de la base qui n'y serait pas ferait échouer les tests. Chaque responsable la
complète de son nom et de celui de son délégué (`preau privacy register` l'écrit aussi, pour la version installée).

| | |
|---|---|"""
_SHEET = (
    ("Traitement", "Espace numérique de travail (Préau)"),
    (
        "Responsable de traitement",
        "Le chef d'établissement (second degré), le directeur académique (premier degré), la collectivité pour ce "
        "qu'elle administre : voir la page « Données personnelles » de chaque établissement",
    ),
    ("Délégué à la protection des données", "Celui que publie la console (« Données personnelles »)"),
    ("Base légale", "Mission d'intérêt public (RGPD, article 6(1)e) ; arrêté du 30 novembre 2006 sur les ENT"),
    ("Personnes concernées", "Élèves, responsables, personnels, agents des collectivités, exploitants"),
    (
        "Catégories de données",
        "Identité, coordonnées, scolarité, liens familiaux, compte et traces ; aucune donnée de santé",
    ),
    (
        "Données judiciaires",
        "Nature, dates et référence d'une décision de justice, lues par la seule direction",
    ),
    ("Transferts hors de l'Union", "Aucun : aucune page n'appelle un tiers"),
    (
        "Mesures de sécurité",
        "Cloisonnement par établissement, droits déclarés une fois, journal chaîné, mots de passe hachés (Argon2id), "
        "sauvegardes chiffrées quand une clé est donnée, politique de contenu stricte",
    ),
)


def register_as_markdown() -> str:
    """The register: fields of the same use together, room by room, then the table of durations."""
    lines = [_INTRO, *(f"| {name} | {words} |" for name, words in _SHEET), ""]
    for room, duty in duties.duties().items():
        groups: dict[duties.FieldUse, list[str]] = {}
        for name, use in duty.fields.items():
            groups.setdefault(use, []).append(f"`{name}`")
        if not groups:
            continue
        lines += [
            f"## {room}", "", "| Données | Champs | Finalité | Destinataires | Durée |", "|---|---|---|---|---|",
        ]  # fmt: skip
        lines += [
            f"| {use.data or ('–' if use.is_personal else 'rien de personnel')} | {', '.join(names)} | {use.purpose} "
            f"| {use.audience} | {use.duration} |"
            for use, names in groups.items()
        ]
        lines.append("")
    lines += ["## Durées", "", "| Nature | Données | Jours | À compter | Texte |", "|---|---|---|---|---|"]
    lines += [
        f"| `{term.kind}` | {term.what} | {term.days():g} | {term.since} | {term.law} |" for term in duties.terms()
    ]
    return "\n".join([*lines, ""])
