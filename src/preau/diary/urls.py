"""Addresses of this room."""

from django.urls import path

from preau.diary.views import blank, plans, reading, todo, visas, works, writing

app_name = "diary"
urlpatterns = [
    path("cahier/", reading.mine, name="mine"),
    path("cahier/cours/<uuid:lesson_id>/", writing.lesson, name="lesson"),
    path("cahier/cours/<uuid:lesson_id>/garder/", writing.keep, name="keep"),
    path("cahier/cours/<uuid:lesson_id>/revenir/", writing.undo, name="undo"),
    path("cahier/page/<uuid:entry_id>/", blank.blank, name="page"),
    path("cahier/travail/<uuid:work_id>/", works.work, name="work"),
    path("cahier/travail/<uuid:work_id>/retirer/", works.remove, name="remove"),
    path("cahier/classe/<uuid:unit_id>/", reading.of_class, name="of_class"),
    path("cahier/classe/<uuid:unit_id>/annee.<slug:kind>", visas.archive, name="archive"),
    path("cahier/sequences/", plans.plans, name="plans"),
    path("cahier/sequences/envoyer/", plans.send, name="send"),
    path("cahier/sequences/<uuid:plan_id>/", plans.plan, name="plan"),
    path("cahier/sequences/<uuid:plan_id>/copier/", plans.copy, name="copy"),
    path("cahier/sequences/<uuid:plan_id>/supprimer/", plans.remove, name="remove_plan"),
    path("cahier/visas/", visas.writers, name="writers"),
    path("cahier/visas/<uuid:person_id>/", visas.book, name="book"),
    path("cahier/reglage/", visas.rule, name="rule"),
    path("cahier/seances/", reading.contents, name="contents"),
    path("a-faire/", todo.to_do, name="to_do"),
    path("a-faire/tache/", todo.add, name="add"),
    path("a-faire/tache/<uuid:task_id>/", todo.task, name="task"),
    path("a-faire/<uuid:work_id>/", todo.done, name="done"),
]
