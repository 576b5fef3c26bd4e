"""Addresses of this room."""

from django.urls import path

from preau.portal.views import footer, pages, pupils, usage

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("chapeau/", pages.wear, name="wear"),
    path("enfant/", pages.look_at, name="look_at"),
    path("plus/", pages.more, name="more"),
    path("scolarite/", pages.schooling_page, name="schooling"),
    path("classes/", pages.my_classes, name="classes"),
    path("classes/<uuid:class_id>/", pages.class_page, name="class"),
    path("eleves/", pupils.pupil_list, name="pupils"),
    path("eleves/<uuid:student_id>/", pupils.pupil, name="pupil"),
    path("etablissement/", pages.school, name="school"),
    path("etablissement/usages/", usage.usage, name="usage"),
    path("etablissements/", pages.school_list, name="schools"),
    path("accessibilite/", footer.accessibility, name="accessibility"),
    path("accessibilite/grille/", footer.accessibility_grid, name="accessibility_grid"),
    path("accessibilite/plan/", footer.accessibility_plan, name="accessibility_plan"),
    path("accessibilite/signaler/", footer.contact, name="contact"),
    path("accessibilite/signaler/recu/", footer.contact_sent, name="contact_sent"),
    path("accessibilite/signaler/<uuid:request_id>/repondu/", footer.contact_answered, name="contact_answered"),
    path("mentions-legales/", footer.legal, name="legal"),
    path("donnees/", footer.privacy, name="privacy"),
    path("donnees/simple/", footer.privacy_simple, name="privacy_simple"),
]
