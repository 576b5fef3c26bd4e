"""A SAML service is registered by what it says of itself."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from console import worn
from identity.federation import forge
from preau.federation.models import LinkedService, ServiceAddress, ServiceMetadata, SigningKey
from preau.federation.saml import peers
from tests.federation import saml_tool as tool

ADD = "/console/outils/ajouter/?protocole=saml"
TYPED = {
    "name": "Bibliothèque", "icon": "book", "start_url": "https://sp.example/", "known_by": "opaque", "naming": "sdet",
    "attributes": ["given_name"], "signs_out": "on",
}  # fmt: skip


@pytest.fixture
def helene(client_as):
    return client_as("helene-garnier")


def file(text: str | bytes) -> SimpleUploadedFile:
    """What a form brings."""
    return SimpleUploadedFile("sp.xml", text if isinstance(text, bytes) else text.encode(), "text/xml")


def test_a_head_registers_a_tool_by_its_file_and_a_pupil_enters_it(helene, client_as):
    page = helene.get(ADD).content.decode()
    assert 'enctype="multipart/form-data"' in page and 'name="entry"' not in page and 'name="naming"' in page
    answer = helene.post(ADD, {**TYPED, "metadata": file(tool.metadata(soap=tool.SOAP))})
    assert answer.status_code == 302
    service, kept = LinkedService.objects.get(), ServiceMetadata.objects.get()
    assert (kept.entity_id, kept.wants_signed, service.protocol) == (tool.SP, False, "saml")
    assert sorted(ServiceAddress.objects.values_list("use", "url")) == [
        ("entry", tool.ACS), ("exit", tool.SLO), ("sign_out", tool.SOAP),
    ]  # fmt: skip
    assert SigningKey.objects.count() == 1
    shown = helene.get(f"/console/outils/{service.pk}/").content.decode()
    for said in (tool.SP, tool.ACS, tool.SOAP, tool.place("metadata"), "sans terme"):
        assert said in shown
    assert "SAML 2" in helene.get("/console/outils/").content.decode()
    assert "Bibliothèque" in client_as("lina-benali").get("/outils/").content.decode()


SPOILT = {
    "none": None,
    "nothing": b"",
    "not XML": b"nom;adresse",
    "not UTF-8": b"\xff\xfe",
    "a declaration": '<!DOCTYPE x [<!ENTITY a "b">]>' + tool.metadata(),
    "a comment": tool.metadata(more="<!-- x -->"),
    "large": tool.metadata(more=f"<md:Extensions>{'x' * 300_000}</md:Extensions>"),
    "no name": tool.metadata(""),
    "a name in two words": tool.metadata("https://sp.example/ x"),
    "no place": tool.metadata(consumers=()),
    "a place unprotected": tool.metadata(consumers=("http://sp.example/acs",)),
    "a place in disguise": tool.metadata(consumers=("https://sp.example@evil.example/acs",)),
    "told out elsewhere": tool.metadata(soap="http://10.0.0.1/soap"),
    "signs without a key": tool.metadata(signs=True, key=""),
    "a key that is none": tool.metadata().replace("X509Certificate>MII", "X509Certificate>AAA"),
    "over": tool.metadata(valid_until="2020-01-01T00:00:00Z"),
    "an end that is no date": tool.metadata(valid_until="demain"),
    "two services": f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{tool.metadata()}'
    f"{tool.metadata('https://b.example/')}</md:EntitiesDescriptor>",
    "a source": forge.idp_metadata(),
}


@pytest.mark.parametrize("case", SPOILT)
def test_a_file_that_cannot_be_vouched_for_is_refused_in_words(helene, case):
    text = SPOILT[case]
    answer = helene.post(ADD, {**TYPED, **({} if text is None else {"metadata": file(text)})})
    assert answer.status_code == 422 and "error-summary" in answer.content.decode()
    assert not LinkedService.objects.exists() and not ServiceMetadata.objects.exists()


def test_one_service_among_entities_is_found():
    wrapped = (
        f'<md:EntitiesDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">{forge.idp_metadata()}'
        f"{tool.metadata()}</md:EntitiesDescriptor>"
    )
    assert peers.read(wrapped).entity_id == tool.SP


def test_saving_without_a_file_keeps_the_one_that_stands_and_another_replaces_it(helene):
    helene.post(ADD, {**TYPED, "metadata": file(tool.metadata())})
    address = f"/console/outils/{LinkedService.objects.get().pk}/"

    def save(**more):
        page = helene.get(address)
        read = {"version": worn.seen_in(page, "version"), "seen": worn.seen_in(page)}
        return helene.post(address, {**TYPED, **read, **more}).status_code

    assert save(name="Autre", wants_signed="on") == 302
    kept = ServiceMetadata.objects.get()
    assert (kept.text, kept.wants_signed) == (tool.metadata(), True)
    assert save(metadata=file(tool.metadata(consumers=(f"{tool.ACS}/2",)))) == 302
    assert ServiceAddress.objects.get(use="entry").url == f"{tool.ACS}/2"
    assert ServiceMetadata.objects.get().wants_signed is False
    assert save(metadata=file(tool.metadata(signs=True))) == 302
    assert ServiceMetadata.objects.get().wants_signed is True
    assert save() == 302
    assert ServiceMetadata.objects.get().wants_signed is True  # its file says that it signs
    assert save(metadata=file(b"x")) == 422


def test_only_the_operator_may_try_on_this_machine(helene, client_as):
    said = {"metadata": tool.metadata(consumers=("http://127.0.0.1:8080/acs",), redirect="")}
    assert helene.post(ADD, {**TYPED, "metadata": file(said["metadata"]), "accepts_loopback": "on"}).status_code == 422
    answer = client_as("alex-brun").post(ADD, {**TYPED, "metadata": file(said["metadata"]), "accepts_loopback": "on"})
    assert answer.status_code == 302
