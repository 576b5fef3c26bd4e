"""Addresses of this room."""

from django.urls import path

from preau.news.views import circular_parts, circulars, desk, feeds, fronts, joining, polling, publishing, reading

app_name = "news"
_CIRCULAR = "actualites/collectivite/<uuid:circular_id>/"
urlpatterns = [
    path("actualites/", reading.news_list, name="list"),
    path("actualites/bureau/", desk.desk, name="desk"),
    path("actualites/rediger/", desk.write, name="new"),
    path("actualites/page-publique/", fronts.settings_page, name="front"),
    path("actualites/page-publique/fermer/", fronts.close, name="close_days"),
    path("actualites/page-publique/<uuid:closure_id>/rouvrir/", fronts.reopen, name="open_days"),
    path("actualites/flux/", feeds.feed, name="feed"),
    path("actualites/flux/fermer/", feeds.end_feed, name="end_feed"),
    path("actualites/flux/<slug:secret>.xml", feeds.feed_read, name="feed_read"),
    path("actualites/collectivite/", circulars.circulars, name="circulars"),
    path("actualites/collectivite/rediger/", circulars.write, name="circular_new"),
    path("actualites/collectivite/<uuid:circular_id>/", circulars.circular, name="circular"),
    path("actualites/collectivite/<uuid:circular_id>/rediger/", circulars.write, name="circular_edit"),
    path("actualites/collectivite/<uuid:circular_id>/publier/", circulars.publish, name="circulate"),
    path("actualites/collectivite/<uuid:circular_id>/retirer/", circulars.withdraw, name="circular_end"),
    path(f"{_CIRCULAR}fichiers/", circular_parts.joined, name="circular_joined"),
    path(f"{_CIRCULAR}fichiers/image/", circular_parts.add_one_picture, name="circular_picture"),
    path(f"{_CIRCULAR}fichiers/joindre/", circular_parts.add_some_files, name="circular_files"),
    path(f"{_CIRCULAR}fichiers/<uuid:file_id>/retirer/", circular_parts.remove_one, name="circular_remove"),
    path(f"{_CIRCULAR}question/", circular_parts.question, name="circular_question"),
    path(f"{_CIRCULAR}question/retirer/", circular_parts.remove_question, name="circular_unask"),
    path("public/", fronts.public_index, name="public_index"),
    path("public/<slug:uai>/", fronts.public_school, name="public"),
    path("actualites/<uuid:item_id>/", reading.item, name="item"),
    path("actualites/<uuid:item_id>/lu/", reading.acknowledge_item, name="acknowledge"),
    path("actualites/<uuid:item_id>/rediger/", desk.write, name="edit"),
    path("actualites/<uuid:item_id>/fichiers/", joining.joined, name="joined"),
    path("actualites/<uuid:item_id>/fichiers/image/", joining.add_one_picture, name="add_picture"),
    path("actualites/<uuid:item_id>/fichiers/joindre/", joining.add_some_files, name="add_files"),
    path("actualites/<uuid:item_id>/fichiers/<uuid:file_id>/retirer/", joining.remove_one, name="remove_file"),
    path("actualites/<uuid:item_id>/question/", polling.question, name="question"),
    path("actualites/<uuid:item_id>/question/retirer/", polling.remove_question, name="remove_question"),
    path("actualites/<uuid:item_id>/repondre/", polling.answer, name="vote"),
    path("actualites/<uuid:item_id>/relire/", desk.review, name="review"),
    path("actualites/<uuid:item_id>/proposer/", publishing.submit_item, name="submit"),
    path("actualites/<uuid:item_id>/rendre/", publishing.give_back, name="send_back"),
    path("actualites/<uuid:item_id>/reprendre/", publishing.reopen_item, name="reopen"),
    path("actualites/<uuid:item_id>/publier/", publishing.publish_to_classes, name="publish"),
    path("actualites/<uuid:item_id>/publier/tous/", publishing.publish_widely, name="publish_widely"),
    path("actualites/<uuid:item_id>/retirer/", publishing.withdraw_item, name="withdraw"),
    path("actualites/<uuid:item_id>/accord/", circulars.answer, name="agree"),
    path("actualites/<uuid:item_id>/epingler/", publishing.pin_item, name="pin"),
    path("actualites/<uuid:item_id>/lecteurs/", desk.readers, name="readers"),
    path("actualites/<uuid:item_id>/rappeler/", publishing.remind_readers, name="remind"),
]
