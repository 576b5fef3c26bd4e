"""What several pages count under one word is counted in one way."""

import re

from cast import LYCEE
from console.worn import text_of
from preau.directory.enums import Reach
from preau.directory.models import Guardianship
from preau.directory.selectors import counted_guardians
from preau.kernel import scope
from preau.portal.services import refresh_figures


def test_the_home_and_the_desk_count_the_same_guardians(academy, client_as):
    lycee = academy.school(LYCEE)
    with scope.everything("test"):
        # One who is only a contact: no account, so not among those whom both pages expect to come.
        link = Guardianship.objects.filter(school=lycee, guardian=academy["sophie-martin-lycee"].person).first()
        Guardianship.objects.filter(pk=link.pk).update(reach=Reach.CONTACT, source_reach=Reach.CONTACT)
        refresh_figures()
        expected = counted_guardians().filter(school=lycee).values("guardian").distinct().count()
        everyone = Guardianship.objects.filter(school=lycee, ended_at=None).values("guardian").distinct().count()
    assert 0 < expected < everyone
    paul = client_as("paul-faure")
    for address in ("/console/etablissements/", "/etablissements/"):
        row = next(one for one in paul.get(address).content.decode().split("<tr") if lycee.uai in one)
        assert re.search(r'data-label="Responsables"[^>]*>([^<]*)<', row)[1].strip() == str(expected), address
    assert f">{expected}<" in paul.get("/").content.decode().replace("\u202f", "")
    assert text_of(paul.get("/")).count("Responsables")
