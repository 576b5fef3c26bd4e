"""Sentences of the audit trail for the timetable."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "timetable.save_slot": _("%(actor)s a écrit un cours de la semaine régulière"),
    "timetable.end_slot": _("%(actor)s a mis fin à un cours de la semaine régulière"),
    "timetable.change_lesson": _("%(actor)s a modifié un cours"),
    "timetable.restore_lesson": _("%(actor)s a remis un cours comme dans la semaine régulière"),
    "timetable.save_replacement": _(
        "%(actor)s a dit qui remplace une personne absente, d’un jour à un autre (cours changés : %(count)s)"
    ),
    "timetable.remove_replacement": _("%(actor)s a retiré un remplacement (cours rendus : %(count)s)"),
    "timetable.name_weeks": _("%(actor)s a nommé les semaines de l’année"),
    "timetable.save_room": _("%(actor)s a nommé une salle"),
    "timetable.write_slots": _("%(actor)s a écrit des cours de la semaine régulière (cours : %(count)s)"),
    "timetable.import_week": _(
        "%(actor)s a mis la semaine régulière en accord avec « %(file)s » (ajoutés : %(added)s, "
        "modifiés : %(changed)s, terminés : %(ended)s, gardés comme une main les a écrits : %(kept)s)"
    ),
    "timetable.import_days": _(
        "%(actor)s a pris les changements du jour de « %(file)s » (ajoutés : %(added)s, modifiés : %(changed)s, "
        "retirés : %(ended)s, gardés comme une main les a écrits : %(kept)s)"
    ),
    "timetable.set_freshness": _(
        "%(actor)s a dit après combien de jours sans fichier l’emploi du temps est signalé comme ancien "
        "(jours : %(days)s)"
    ),
    "timetable.receive": _("%(actor)s a déposé le fichier d’un emploi du temps, « %(file)s »"),
    "timetable.mean_names": _("%(actor)s a dit ce que veulent dire des noms d’un fichier (noms : %(count)s)"),
    "timetable.write_rooms": _("%(actor)s a ajouté des salles (salles : %(count)s)"),
    "timetable.open_feed": _("%(actor)s a ouvert une adresse secrète pour un emploi du temps"),
    "timetable.end_feed": _("%(actor)s a fermé l’adresse secrète d’un emploi du temps"),
}
