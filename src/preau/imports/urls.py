"""Addresses of the imports' pages."""

from django.urls import path

from preau.imports import change_views as changes
from preau.imports import deposit_views as deposits
from preau.imports import list_views as lists
from preau.imports import timetable_views as timetables
from preau.imports import undo_views as undo
from preau.imports import views

app_name = "imports"
urlpatterns = [
    path("agenda/depot/", deposits.deposit, name="timetable_deposit"),
    path("agenda/fichiers/", timetables.files, name="timetables"),
    path("agenda/fichiers/anciennete/", timetables.freshness, name="timetable_freshness"),
    path("agenda/fichiers/<uuid:reception_id>/", timetables.file, name="timetable"),
    path("agenda/fichiers/<uuid:reception_id>/noms/", timetables.names, name="timetable_names"),
    path("console/imports/", views.runs, name="runs"),
    path("console/imports/nouveau/", views.start, name="start"),
    path("console/imports/a-valider/", views.pending, name="pending"),
    path("console/imports/a-valider/decision/", views.decide, name="decide"),
    path("console/imports/a-valider/decision/<uuid:batch>/", views.decision, name="decision"),
    path("console/imports/listes/", lists.bring, name="bring"),
    path("console/imports/listes/<uuid:file_id>/", lists.columns, name="columns"),
    path("console/imports/<uuid:run_id>/appliquer-liste/", lists.apply_list, name="apply_list"),
    path("console/imports/<uuid:run_id>/", views.run, name="run"),
    path("console/imports/<uuid:run_id>/changements/<uuid:school_id>/", changes.changed, name="changed"),
    path("console/imports/<uuid:run_id>/annuler/", undo.undo, name="undo"),
    path("console/imports/<uuid:run_id>/avancement/", views.progress, name="progress"),
    path("console/imports/<uuid:run_id>/appliquer/", views.apply, name="apply"),
    path("console/imports/<uuid:run_id>/refus.csv", views.refusals_csv, name="refusals_csv"),
    path("console/imports/<uuid:run_id>/rapport.json", views.report_json, name="report_json"),
]
