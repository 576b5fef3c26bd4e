"""Linked services, their addresses, tickets, and who is signed in where."""

from django.db import models
from django.db.models import Q

from preau.directory.models import LocalAuthority, Person, School
from preau.federation.enums import Known, Naming, Protocol, Use
from preau.kernel.ids import new_id


class LinkedService(models.Model):
    """A tool of others that people enter with their Préau account.

    Of a school, of a collectivity (for its schools), or of the platform (neither). `profiles` and `schools` narrow whom
    it is for: empty means all of its owner's. `schools` holds ids as texts. `proxied_by` holds ids of services that may
    come to this one on behalf of a person (CAS proxy). `accepts_loopback` lets http addresses of this very machine be
    registered, for trials. `secret` is the digest of an OpenID Connect client's secret; `salt` makes the identifiers
    that only this service knows.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    school = models.ForeignKey(School, null=True, on_delete=models.PROTECT, related_name="+")
    local_authority = models.ForeignKey(LocalAuthority, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    summary = models.CharField(max_length=160, blank=True)
    icon = models.CharField(max_length=30, default="world")
    protocol = models.CharField(max_length=4, choices=Protocol)
    start_url = models.CharField(max_length=500)
    known_by = models.CharField(max_length=8, choices=Known, default=Known.OPAQUE)
    naming = models.CharField(max_length=8, choices=Naming, default=Naming.SDET)
    attributes = models.JSONField(default=list)
    profiles = models.JSONField(default=list)
    schools = models.JSONField(default=list)
    proxied_by = models.JSONField(default=list)
    signs_out = models.BooleanField(default=True)
    accepts_loopback = models.BooleanField(default=False)
    secret = models.BinaryField(max_length=32, null=True)
    salt = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "federation_service"
        constraints = [
            models.CheckConstraint(condition=Q(school=None) | Q(local_authority=None), name="service_of_one_owner")
        ]

    # (use, address) for each address, where a selector read them with the service; None elsewhere.
    registered: tuple[tuple[str, ...], ...] | None = None

    def __str__(self) -> str:
        return self.name


class ServiceAddress(models.Model):
    """An address of a service that the administrator vouches for. `origin` (scheme, host, port) is how it is found."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(LinkedService, on_delete=models.CASCADE, related_name="addresses")
    use = models.CharField(max_length=8, choices=Use)
    url = models.CharField(max_length=500)
    origin = models.CharField(max_length=270)

    class Meta:
        db_table = "federation_address"
        constraints = [models.UniqueConstraint(fields=["service", "use", "url"], name="address_once_per_use")]
        indexes = [models.Index(fields=["origin", "use"], name="address_by_origin")]

    def __str__(self) -> str:
        return self.url


class ServiceMetadata(models.Model):
    """What a SAML service says of itself, as registered. `wants_signed`: an unsigned question of it is refused."""

    service = models.OneToOneField(LinkedService, primary_key=True, on_delete=models.CASCADE, related_name="+")
    entity_id = models.CharField(max_length=1024, db_index=True)
    text = models.TextField()
    wants_signed = models.BooleanField(default=False)

    class Meta:
        db_table = "federation_metadata"

    def __str__(self) -> str:
        return self.entity_id


class Ticket(models.Model):
    """Something that opens a door once or for a while; only its digest is kept.

    `kind`: a key of preau.federation.tickets.LIFE. `session`: the sign-in to Préau that it comes from. `parent`: the
    digest of the code that an access token was given for. `expires_at`: seconds since the epoch, real time.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(max_length=8)
    service = models.ForeignKey(LinkedService, on_delete=models.CASCADE, related_name="+")
    account_id = models.UUIDField()
    session = models.CharField(max_length=32)
    address = models.TextField(blank=True)
    parent = models.CharField(max_length=64, blank=True)
    data = models.JSONField(default=dict)
    expires_at = models.BigIntegerField()

    class Meta:
        db_table = "federation_ticket"
        indexes = [
            models.Index(fields=["expires_at"], name="ticket_by_end"),
            models.Index(fields=["account_id"], name="ticket_by_account"),
            models.Index(fields=["parent"], name="ticket_by_parent", condition=~Q(parent="")),
        ]

    def __str__(self) -> str:
        return self.kind


class ServiceSession(models.Model):
    """Someone is signed in to a service: it is told when they sign out of Préau.

    `told_as`: what the service knows the sign-in by (a CAS ticket, used up; `sid` of an ID token and SessionIndex of an
    assertion are the row's own id). `name_id`: the name that an assertion gave, after its kind.
    `address`: where it is told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.ForeignKey(LinkedService, on_delete=models.CASCADE, related_name="+")
    account_id = models.UUIDField()
    session = models.CharField(max_length=32)
    told_as = models.CharField(max_length=80, blank=True)
    name_id = models.CharField(max_length=300, blank=True, default="", db_default="")
    address = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        db_table = "federation_session"
        indexes = [
            models.Index(fields=["session"], name="service_session_by_session"),
            models.Index(fields=["account_id"], name="service_session_by_account"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ServiceNotice(models.Model):
    """A person was told what a service learns of them; told again when it learns more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey(LinkedService, on_delete=models.CASCADE, related_name="+")
    attributes = models.JSONField(default=list)
    told_at = models.DateTimeField()

    class Meta:
        db_table = "federation_notice"
        constraints = [models.UniqueConstraint(fields=["person", "service"], name="notice_once_per_service")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.service_id}"


class SigningKey(models.Model):
    """A key that signs what OpenID Connect and SAML services are told.

    The private half is encrypted with the secret key. The newest signs (preau.federation.keys says when); the others
    stay published until what they signed has expired.
    """

    kid = models.CharField(max_length=43, primary_key=True)
    private = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        db_table = "federation_signing_key"

    def __str__(self) -> str:
        return self.kid
