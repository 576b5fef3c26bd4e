"""Forms say what they want before the field and what went wrong after it, to eyes and to screen readers."""

import re
from typing import Any

import pytest
from django import forms
from django.template.loader import get_template
from django.test import RequestFactory
from django.utils import translation
from lxml import html

from preau.ui import wording

PAGE = """{% from "ui/components.html" import form %}{{ form(bound, "", "Envoyer") }}"""


class Contact(forms.Form):
    name = forms.CharField(label="Nom", help_text="Comme sur vos papiers.")
    note = forms.CharField(label="Précision", required=False)
    reason = forms.ChoiceField(label="Motif", choices=[("a", "Maladie"), ("b", "Transport")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="J’ai lu")


def drawn(bound: forms.Form) -> Any:
    from django.template import engines

    with translation.override("fr"):
        text = engines["jinja2"].from_string(PAGE).render({"bound": bound}, RequestFactory().get("/"))
    return html.fromstring(f"<main>{text}</main>")


def test_label_then_help_then_field() -> None:
    page = drawn(Contact())
    field = page.xpath("//input[@name='name']")[0]
    assert page.xpath("//label[@for='id_name']")[0].text_content().strip() == "Nom"
    assert field.get("aria-describedby") == "id_name_helptext"
    inside = [element.get("id") or element.tag for element in field.getparent()]
    assert inside == ["label", "id_name_helptext", "id_name"]


def test_what_may_be_left_out_is_said_and_nothing_is_starred() -> None:
    page = drawn(Contact())
    assert "facultatif" in page.xpath("//label[@for='id_note']")[0].text_content()
    assert "facultatif" not in page.xpath("//label[@for='id_name']")[0].text_content()
    assert "*" not in page.text_content()


def test_an_error_is_tied_to_its_field_and_told_first() -> None:
    page = drawn(Contact({"reason": "a", "agreed": "on"}))
    field = page.xpath("//input[@name='name']")[0]
    assert field.get("aria-invalid") == "true"
    assert field.get("aria-describedby") == "id_name_helptext id_name_error"
    error = page.xpath("//*[@id='id_name_error']")[0]
    assert error.text_content().strip()
    assert list(field.getparent()).index(error) > list(field.getparent()).index(field)
    summary = page.xpath("//*[@role='alert']")[0]
    assert [link.get("href") for link in summary.xpath(".//a")] == ["#id_name"]
    assert "1 point à corriger" in summary.text_content()


def test_a_choice_is_a_group_with_a_name() -> None:
    page = drawn(Contact())
    group = page.xpath("//fieldset[.//input[@name='reason']]")[0]
    assert group.xpath("./legend")[0].text_content().strip() == "Motif"
    for radio in group.xpath(".//input"):
        assert group.xpath(f".//label[@for='{radio.get('id')}']")


def test_every_field_has_a_label() -> None:
    page = drawn(Contact())
    for field in page.xpath("//input[not(@type='hidden')]"):
        assert page.xpath(f"//label[@for='{field.get('id')}']"), field.get("name")


def test_a_right_form_shows_no_summary() -> None:
    assert not drawn(Contact({"name": "Lina", "reason": "a", "agreed": "on"})).xpath("//*[@role='alert']")


def test_third_party_widgets_are_drawn_too() -> None:
    class Every(forms.Form):
        when = forms.SplitDateTimeField()
        day = forms.DateField(widget=forms.SelectDateWidget(years=[2026]))
        file = forms.FileField()
        many = forms.MultipleChoiceField(choices=[("a", "A")])

    text = html.tostring(drawn(Every()), encoding="unicode")
    assert not re.search(r"\sstyle=", text)
    assert "<select" in text


def test_the_layouts_render_with_nothing_given() -> None:
    for name in ("ui/page.html", "ui/door.html"):
        with translation.override("fr"):
            page = html.fromstring(get_template(name, using="jinja2").render({}, RequestFactory().get("/")))
        assert page.get("lang") == "fr"
        assert page.xpath("//main[@id='main']")
        assert page.xpath("//*[@role='status'][@aria-live='polite']")


@pytest.mark.parametrize(
    ("code", "said"),
    [("fr", "mardi 1er décembre · 8\u00a0h\u00a005 · 2\u202f400,5"), ("en", "Tuesday 1 December · 8:05 · 2,400.5")],
)
def test_dates_hours_and_figures_in_words(code: str, said: str) -> None:
    import datetime as dt

    with translation.override(code):
        words = [wording.long_date(dt.date(2026, 12, 1)), wording.hour(dt.time(8, 5)), wording.number(2400.5, 1)]
    assert " · ".join(words) == said


def test_on_the_hour_no_minutes() -> None:
    import datetime as dt

    with translation.override("fr"):
        assert wording.hour(dt.time(8)) == "8\u00a0h"
        moment = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)
        assert wording.moment(moment) == "mardi 24 novembre à 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Samira Benali", "SB"), ("Noé", "N"), ("Anne-Laure de la Tour", "AT"), ("", "?"), ("42", "?")],
)
def test_initials(name: str, letters: str) -> None:
    assert wording.initials(name) == letters


def test_every_template_compiles() -> None:
    from preau.ui.jinja import preload

    preload()
