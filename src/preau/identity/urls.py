"""Addresses of this room."""

from django.urls import path

from preau.identity import views, views_activation, views_reset
from preau.identity.urls_federation import urlpatterns as federation

app_name = "identity"
urlpatterns = [
    path("connexion/", views.sign_in, name="sign_in"),
    path("connexion/demonstration/", views.enter_demo, name="enter_demo"),
    path("deconnexion/", views.sign_out, name="sign_out"),
    path("activer/", views_activation.activate, name="activate"),
    path("activer/comment/", views_activation.roads, name="roads"),
    path("activer/envoyer/", views_activation.send, name="send"),
    path("activer/preuve/", views_activation.prove_slip, name="prove"),
    path("activer/mot-de-passe/", views_activation.choose, name="choose"),
    path("activer/f/<str:link>/", views_activation.open_link, name="slip"),
    path("activer/f/<str:link>/suite/", views_activation.follow_link, name="follow_slip"),
    path("mot-de-passe/", views_reset.forgotten, name="forgotten"),
    path("mot-de-passe/envoye/", views_reset.reset_sent, name="reset_sent"),
    path("mot-de-passe/code/", views_reset.desk, name="desk"),
    path("mot-de-passe/code/choisir/", views_reset.desk_choose, name="desk_choose"),
    path("mot-de-passe/l/<str:link>/", views_reset.reset, name="reset"),
    *federation,
]
