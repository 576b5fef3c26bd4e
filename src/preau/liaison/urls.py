"""Addresses of this room."""

from django.urls import path

from preau.liaison.views import behalf, desk, family, sending, serving

app_name = "liaison"
_WORD = "carnet/bureau/<uuid:word_id>/"
urlpatterns = [
    path("carnet/", family.words, name="list"),
    path("carnet/signer/", family.sign, name="sign"),
    path("carnet/langue/", family.set_language, name="language"),
    path("carnet/mot/<uuid:word_id>/", family.word, name="word"),
    path("carnet/mot/<uuid:word_id>/<uuid:pupil_id>/", family.word_of, name="word_of"),
    path("carnet/mot/<uuid:word_id>/<uuid:pupil_id>/repondre/", family.reply_under, name="reply"),
    path("carnet/mot/<uuid:word_id>/<uuid:pupil_id>/contester/", family.contest_answer, name="contest"),
    path(
        "carnet/mot/<uuid:word_id>/<uuid:pupil_id>/texte/<uuid:reply_id>/contester/",
        family.contest_text,
        name="contest_reply",
    ),
    path("carnet/papier/", behalf.paper, name="paper"),
    path("carnet/papier/imprimer/", behalf.print_words, name="print"),
    path("carnet/papier/famille/<uuid:family_id>/", behalf.set_paper, name="set_paper"),
    path("carnet/guichet/", behalf.counter, name="counter"),
    path("carnet/guichet/<uuid:pupil_id>/<uuid:family_id>/", behalf.counter_family, name="counter_family"),
    path("carnet/guichet/recu/<uuid:answer_id>/", behalf.receipt, name="receipt"),
    path("carnet/guichet/<uuid:word_id>/<uuid:pupil_id>/<uuid:family_id>/", behalf.for_family, name="for_family"),
    path("carnet/guichet/saisie/<uuid:entry_id>/", serving.entry_receipt, name="entry_receipt"),
    path("carnet/guichet/<uuid:pupil_id>/<uuid:family_id>/faire/<slug:act>/", serving.act_for, name="act_for"),
    path("carnet/saisie/<uuid:entry_id>/", serving.entry, name="entry"),
    path("carnet/saisie/<uuid:entry_id>/contester/", serving.contest_one, name="contest_entry"),
    path("carnet/bureau/", desk.desk, name="desk"),
    path("carnet/bureau/usuels/", desk.usual, name="usual"),
    path("carnet/bureau/rediger/", desk.write, name="new"),
    path(_WORD, desk.review, name="review"),
    path(f"{_WORD}rediger/", desk.write, name="edit"),
    path(f"{_WORD}eleves/", desk.pupils, name="pupils"),
    path(f"{_WORD}reponses/", desk.answers, name="answers"),
    path(f"{_WORD}famille/<uuid:pupil_id>/<uuid:family_id>/", desk.family_thread, name="thread"),
    path(f"{_WORD}envoyer/", sending.send_to_classes, name="send"),
    path(f"{_WORD}envoyer/tous/", sending.send_widely, name="send_widely"),
    path(f"{_WORD}rappeler/", sending.remind_families, name="remind"),
    path(f"{_WORD}terminer/", sending.close_word, name="close"),
    path(f"{_WORD}retirer/", sending.recall_word, name="recall"),
]
