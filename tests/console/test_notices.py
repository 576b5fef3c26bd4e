"""Who answers for personal data: published per school and collectivity, read by everyone, never overwritten."""

import pytest

from preau.kernel.models import AuditEntry
from preau.people.models import PrivacyNotice

PAGE = "/donnees/"


def words(who: str, seen: int, **more: str) -> dict[str, str]:
    return {
        "controller": who,
        "dpo_name": "Dominique Canari",
        "dpo_email": "dpo@exemple.example",
        "version": str(seen),
        **more,
    }


def test_the_school_s_notice_wins_over_its_collectivity_s_over_the_platform_s(academy, client_as):
    lycee = academy.school("1001")
    region = f"/console/donnees/collectivite/{lycee.local_authority_id}/"
    paul, helene, alex, lina = (client_as(one) for one in ("paul-faure", "helene-garnier", "alex-brun", "lina"))
    assert "chef d’établissement" in lina.get(PAGE).content.decode()
    assert alex.post("/console/donnees/plateforme/", words("L’exploitant", 0)).status_code == 302
    assert "L’exploitant" in lina.get(PAGE).content.decode()
    assert paul.post(region, words("Le président de la Région", 0)).status_code == 302
    assert "Le président de la Région" in lina.get(PAGE).content.decode()
    assert "L’exploitant" in client_as("adam").get(PAGE).content.decode()
    own = f"/console/donnees/etablissement/{lycee.pk}/"
    assert helene.post(own, words("La proviseure", 0)).status_code == 302
    for page in (PAGE, "/donnees/simple/"):
        told = lina.get(page).content.decode()
        assert "La proviseure" in told
        assert "dpo@exemple.example" in told
    assert "La proviseure" not in client_as("claire-roux").get("/console/donnees/", follow=True).content.decode()


def test_a_change_is_a_version_and_nobody_s_is_overwritten(academy, client_as):
    lycee = academy.school("1001")
    own = f"/console/donnees/etablissement/{lycee.pk}/"
    helene, paul = client_as("helene-garnier"), client_as("paul-faure")
    assert helene.post(own, words("Une", 0)).status_code == 302
    assert paul.post(own, words("Deux", 1)).status_code == 302
    late = helene.post(own, words("Trois", 1))
    assert late.status_code == 409
    assert "Quelqu’un d’autre a enregistré" in late.content.decode()
    assert helene.post(own, words("Deux", 2)).status_code == 302  # nothing changed: no version
    assert list(PrivacyNotice.objects.order_by("version").values_list("version", "controller")) == [
        (1, "Une"), (2, "Deux"),
    ]  # fmt: skip
    history = helene.get(own).content.decode()
    assert "Version 1" in history
    assert "Version 2" in history
    assert AuditEntry.objects.filter(action="people.publish_notice", chain=str(lycee.pk)).count() == 2


@pytest.mark.parametrize("missing", ["controller", "dpo_name", "dpo_email"])
def test_a_notice_says_who_and_how_to_reach_them(academy, client_as, missing):
    own = f"/console/donnees/etablissement/{academy.school('1001').pk}/"
    assert client_as("helene-garnier").post(own, words("La proviseure", 0, **{missing: ""})).status_code == 422
    assert not PrivacyNotice.objects.exists()
