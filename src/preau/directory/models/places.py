"""Collectivities, academies, schools."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from preau.directory.enums import AuthorityKind, HolidayZone, SchoolKind
from preau.kernel.ids import new_id


class EducationAuthority(models.Model):
    """An académie: its code is the number used by national identity vectors (10 is Lyon)."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("nom"), max_length=80)
    holiday_zone = models.CharField(max_length=3, choices=HolidayZone, default=HolidayZone.OWN)

    def __str__(self) -> str:
        return self.name


class LocalAuthority(models.Model):
    """A collectivity (Région, Département, commune) that funds and governs schools, with its look.

    `logo`, `icon`: names of public pictures, whose room is above this one; empty for none.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(_("nature"), max_length=12, choices=AuthorityKind)
    name = models.CharField(_("nom"), max_length=120, unique=True)
    siren = models.CharField(max_length=9, blank=True)
    brand_color = models.CharField(_("couleur principale"), max_length=7, default="#0a5aa8")
    accent_color = models.CharField(_("couleur secondaire"), max_length=7, default="#0b6b3a")
    logo = models.CharField(_("logo"), max_length=80, blank=True, default="", db_default="")
    logo_alt = models.CharField(_("texte du logo"), max_length=120, blank=True, default="", db_default="")
    icon = models.CharField(_("icône"), max_length=80, blank=True, default="", db_default="")
    accessibility_contact = models.CharField(_("personne à joindre pour l’accessibilité"), max_length=120, blank=True)
    accessibility_email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name


class JointCampus(models.Model):
    """A cité scolaire: several schools in one place under one head."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(_("nom"), max_length=160)

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school, known nationally by its UAI. A wrong check letter is kept and marked, never refused.

    `tells_until`: until when something that its people are asked to read may be running, so that pages ask whom it
    waits for in those schools alone; `told_at`: when that last changed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    uai = models.CharField(max_length=8, unique=True)
    uai_is_valid = models.BooleanField(default=True)
    name = models.CharField(_("nom"), max_length=160)
    kind = models.CharField(_("nature"), max_length=16, choices=SchoolKind, default=SchoolKind.OTHER)
    authority = models.ForeignKey(EducationAuthority, on_delete=models.PROTECT, related_name="schools")
    join_key = models.CharField(max_length=40)
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.PROTECT, related_name="schools")
    joint_campus = models.ForeignKey(JointCampus, null=True, on_delete=models.SET_NULL, related_name="schools")
    siret = models.CharField(max_length=14, blank=True)
    contract = models.CharField(max_length=4, blank=True)
    ministry_code = models.CharField(max_length=4, blank=True)
    street = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    email = models.CharField(max_length=254, blank=True)
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    record_digest = models.BinaryField(max_length=16, null=True)
    tells_until = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "join_key"], name="school_one_per_join_key")]

    def __str__(self) -> str:
        return self.name
