"""Closed lists of linked services."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Protocol(models.TextChoices):
    """How a service asks who someone is."""

    CAS = "cas", _("CAS 2 ou 3")
    OIDC = "oidc", _("OpenID Connect")
    SAML = "saml", _("SAML 2")


class Use(models.TextChoices):
    """What an address of a service serves for."""

    ENTRY = "entry", _("Entrée")
    """CAS: where people arrive with a ticket. OpenID Connect: `redirect_uri`. SAML: where an answer is posted."""
    EXIT = "exit", _("Sortie")
    """Where people may be led after signing out."""
    PROXY = "proxy", _("Mandat")
    """CAS: `pgtUrl`, where a proxy-granting ticket is delivered."""
    SIGN_OUT = "sign_out", _("Déconnexion")
    """OpenID Connect, SAML (SOAP): where a back-channel logout is told."""


class Known(models.TextChoices):
    """Under which identifier a service knows a person."""

    OPAQUE = "opaque", _("Un identifiant propre à ce service, que nul autre ne connaît")
    PERSON = "person", _("L’identifiant de la personne dans l’ENT")
    LOGIN = "login", _("L’identifiant de connexion")
    EMAIL = "email", _("L’adresse électronique professionnelle")
    JOIN_KEY = "join_key", _("La clé de jointure de l’annuaire académique")


class Naming(models.TextChoices):
    """The words in which a service reads attributes: publishers have three habits (SDET, older portals, plain)."""

    SDET = "sdet", _("Noms du SDET (ENTPersonNom, ENTPersonProfils = National_elv)")
    NUMBERED = "numbered", _("Anciens noms (Nom, ENTPersonProfils = National_1)")
    PLAIN = "plain", _("Noms courts (nom, prenom, profile, uai)")


class Attribute(models.TextChoices):
    """What a service may learn of a person, in the words that the person reads."""

    GIVEN_NAME = "given_name", _("prénom")
    FAMILY_NAME = "family_name", _("nom")
    DISPLAY_NAME = "display_name", _("prénom et nom, comme ils s’affichent")
    BIRTH_DATE = "birth_date", _("date de naissance")
    EMAIL = "email", _("adresse électronique")
    LOGIN = "login", _("identifiant de connexion")
    PROFILES = "profiles", _("profil (élève, responsable, enseignant…)")
    SCHOOLS = "schools", _("établissement")
    SCHOOL_KINDS = "school_kinds", _("nature de l’établissement")
    CLASSES = "classes", _("classe, ou classes enseignées")
    GROUPS = "groups", _("groupes")
    STUDY_PROGRAMME = "study_programme", _("formation suivie (MEF)")
    JOIN_KEY = "join_key", _("clé de jointure de l’annuaire académique")
