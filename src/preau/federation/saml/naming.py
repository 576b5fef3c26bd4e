"""Under which NameID a service knows a person: the identifier that its administrator chose, in the kind it asks for."""

import secrets

from preau.federation.enums import Known
from preau.federation.facts import Facts, identifier
from preau.federation.models import LinkedService
from preau.federation.saml import names


class NoSuchName(ValueError):
    """The service wants a kind of name that it is not given."""


def name_id(service: LinkedService, facts: Facts, wanted: str) -> tuple[str, str]:
    """Kind and text of the NameID. `wanted`: the kind asked for, empty for any. Raises NoSuchName.

    Kinds say how lasting a name is, not which one it is: a passing one is drawn for each entry, an address is given to
    the services that know people by it; any other kind gets the identifier that the administrator chose.
    """
    if wanted == names.FORMATS["transient"]:
        return "transient", f"_{secrets.token_hex(20)}"
    name = identifier(service, facts)
    is_address = service.known_by == Known.EMAIL and name == facts.person.email
    if wanted == names.FORMATS["emailAddress"]:
        if not is_address:
            raise NoSuchName
        return "emailAddress", name
    if wanted == names.FORMATS["persistent"]:
        return "persistent", name
    if wanted in ("", names.FORMATS["unspecified"]):
        usual = "persistent" if service.known_by == Known.OPAQUE else "emailAddress" if is_address else "unspecified"
        return usual if not wanted else "unspecified", name
    raise NoSuchName
