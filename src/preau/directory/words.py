"""Labels as people read them. Exports of academies write many in capitals and without accents."""

import functools
import re
import unicodedata

_KEPT = re.compile(
    r"\b(?:lv[a-c1-3]|lca|eps|svt|ses|snt|nsi|emc|hggsp|hlp|llce[a-z]*|sti2d|stmg|st2s|bts|cap|sii|[a-z]+\d\w*)\b"
)
_ACCENTED = """
    académie adapté aéronautique agréé allégé aménagé aménagement appliqué appliquée appliquées appliqués
    arménien bâtiment bénévole bibliothèque câblage chaîne chorégraphique cinéma civilité collectivité collège
    comptabilité créatif création délégué déléguée dématérialisé démocratie dérogation deuxième développement
    diététique différencié échecs éco éco-gestion école écologie économie économique économiques éducateur
    éducatif éducation éducative électricité électrique électriques électronique électrotechnique élémentaire
    élevage élève élèves énergétique énergie énergies équipement équitation espéranto esthétique établissement
    établissements étranger étrangère étrangères étude études européen européenne évènement expérimental
    expérimentale fluidité français française général générale généraux génie géographie géologie géométrie
    géopolitique gérontologie hébreu histoire-géographie hôtellerie humanités hygiène immobilière infirmière
    ingénierie ingénieur intégration intégré intérieur intermédiaire internationalité journée latinité littéraire
    littérature littératures lycée maçonnerie maître maîtrise matériaux matériel mathématique mathématiques
    mécanicien mécanique mécaniques médecine média médias médico médico-social médico-sociale médico-sociales
    médico-sociaux mélanésien ménager métallerie métallurgie méthode méthodes métier métiers métrologie minéral
    modélisation musée néerlandais négociation numérique numériques opération opérationnel opérationnelle
    ouvrière pâtisserie pédagogie pédagogique périscolaire personnalisé précision préhistoire première
    préparation préparatoire présentation prévention privé procédé procédés progrès propriété prothèse
    psychopédagogie publicité qualité réalisation rééducation régie région régional réseau réseaux santé
    santé-environnement scénographie scolarité secrétaire secrétariat sécurité sérigraphie société spécialisé
    spécialisée spécialité spécialités spécifique stratégie stratégies surveillé système systèmes technicité
    théâtre théorique thérapeutique tôlerie troisième unité variété véhicule véhicules vétérinaire
"""
"""Words of the national lists that mean nothing, or nothing else, without their accents."""


def _bare(word: str) -> str:
    return unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode()


_ACCENTS = {_bare(word): word for word in _ACCENTED.split()}
_WHOLE = {
    "HISTOIRE-GEOGRAPHIE-ENSEIGN.MORAL CIVIQUE": "Histoire-géographie, enseignement moral et civique",
    "HIST.-GEO. GEOPOLITIQUE SC. POLITIQUES": "Histoire-géographie, géopolitique et sciences politiques",
    "LANG. LITT. CULT. ETRANG. ANGLAIS": "Langues, littératures et cultures étrangères, anglais",
    "TECH. DE SOINS ET HYGIENE HOSPITALIERE": "Techniques de soins et hygiène hospitalière",
    "DIRECTION CHEF D'ETABLISSEMENT": "Chef d’établissement",
    "DIRECTION ADJOINT AU CHEF ETABLISSEMENT": "Adjoint au chef d’établissement",
}
"""Labels that the national lists cut short."""
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_ELIDED = re.compile(r"\b([dl])(?:'| (?=[aeiouh]))")


def _accented(match: re.Match[str]) -> str:
    whole = match[0]
    return _ACCENTS.get(whole) or "-".join(_ACCENTS.get(part, part) for part in whole.split("-"))


@functools.lru_cache(maxsize=4096)
def readable(label: str) -> str:
    """A label in capitals as people write it; any other is left as it is.

    "SCIENCES DE L INGENIEUR" is "Sciences de l’ingénieur", "ANGLAIS LV1" is "Anglais LV1".
    """
    text = " ".join(label.split())
    if not text.isupper():
        return text
    if text in _WHOLE:
        return _WHOLE[text]
    text = _WORD.sub(_accented, _ELIDED.sub(r"\1’", text.lower()))
    text = _KEPT.sub(lambda match: match[0].upper(), text)
    return text[:1].upper() + text[1:]


_LEVELS = ("ps", "ms", "gs", "cp", "ce1", "ce2", "cm1", "cm2", "6", "5", "4", "3", "2", "1", "t")


@functools.lru_cache(maxsize=4096)
@functools.lru_cache(maxsize=4096)
def class_order(label: str) -> tuple[int, tuple[tuple[int, str], ...]]:
    """A key that puts classes in the order of schooling, and "2de 4" before "2de 10"."""
    folded = label.lower()
    level = next((rank for rank, start in enumerate(_LEVELS) if folded.startswith(start)), len(_LEVELS))
    parts = re.findall(r"\d+|\D+", folded)
    return level, tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)
