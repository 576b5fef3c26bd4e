"""Display preferences: one click each, with or without an account, and never a neighbour's."""

import pytest
from django.conf import settings
from lxml import html

from preau.people.choices import SETTINGS
from preau.ui.display import CHOICES, COOKIE, Display

pytestmark = pytest.mark.django_db
PAGE = "/preferences/"


def test_every_choice_of_the_display_has_its_words() -> None:
    assert {setting.name for setting in SETTINGS} == set(CHOICES)
    for setting in SETTINGS:
        assert len(setting.values) == len(CHOICES[setting.name])


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in CHOICES.items() for value in values[1:]])
def test_a_click_saves_at_once_and_the_next_page_shows_it(client, name: str, value: str) -> None:
    response = client.post(PAGE, {name: value}, HTTP_ACCEPT_LANGUAGE="fr", follow=True)
    page = html.fromstring(response.content)
    assert page.get(f"data-{name}") == value
    assert "enregistré" in page.xpath("//*[@role='status']")[0].text_content()
    pressed = page.xpath(f"//button[@name='{name}'][@aria-pressed='true']")
    assert [button.get("value") for button in pressed] == [value]
    door = html.fromstring(client.get("/connexion/", follow=True).content)
    assert door.get(f"data-{name}") == value


def test_choices_add_up_and_go_back_to_the_start(client) -> None:
    client.post(PAGE, {"theme": "dark"})
    client.post(PAGE, {"text": "138"})
    page = html.fromstring(client.get(PAGE).content)
    assert (page.get("data-theme"), page.get("data-text")) == ("dark", "138")
    client.post(PAGE, {"reset": "1"})
    page = html.fromstring(client.get(PAGE).content)
    assert (page.get("data-theme"), page.get("data-text")) == (None, None)


def test_the_language_changes_at_once(client) -> None:
    response = client.post(PAGE, {"language": "en"}, HTTP_ACCEPT_LANGUAGE="fr", follow=True)
    page = html.fromstring(response.content)
    assert page.get("lang") == "en"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert client.post(PAGE, {"language": "xx"}).status_code == 400


@pytest.mark.parametrize(
    "cookie", ["theme=neon", "theme=dark%22%3E%3Cscript%3E", "text=9999", "x" * 5000, "=&=&", "%00"]
)
def test_a_forged_cookie_changes_nothing(client, cookie: str) -> None:
    client.cookies[COOKIE] = cookie
    response = client.get(PAGE)
    assert response.status_code == 200
    root = html.fromstring(response.content)
    assert [name for name in root.attrib if name.startswith("data-")] == []


def test_an_unknown_value_is_left_out(client) -> None:
    client.post(PAGE, {"theme": "neon"})
    assert html.fromstring(client.get(PAGE).content).get("data-theme") is None


def test_saving_behind_the_scenes_answers_without_a_page(client) -> None:
    response = client.post(PAGE, {"font": "lexend"}, HTTP_X_REQUESTED_WITH="fetch")
    assert (response.status_code, response.content) == (204, b"")
    assert html.fromstring(client.get(PAGE).content).get("data-font") == "lexend"


def test_only_what_differs_is_kept() -> None:
    assert Display.read({"theme": "dark", "text": "100"}).chosen() == {"theme": "dark"}
    assert Display().attributes() == ""


def test_who_is_signed_in_finds_the_same_display_on_every_device(client_as) -> None:
    client_as("samira-benali").post(PAGE, {"theme": "dark"})
    page = html.fromstring(client_as("samira-benali").get(PAGE).content)
    assert page.get("data-theme") == "dark"


def test_on_a_shared_computer_a_neighbour_s_choice_replaces_nobody_s(client_as) -> None:
    samira, karim = client_as("samira-benali"), client_as("karim-benali")
    samira.post(PAGE, {"theme": "dark", "text": "138"})
    karim.post(PAGE, {"theme": "contrast"})
    karim.cookies[COOKIE] = samira.cookies[COOKIE].value
    page = html.fromstring(karim.get(PAGE).content)
    assert (page.get("data-theme"), page.get("data-text")) == ("contrast", None)
