"""Sentences of the audit trail for the directory's acts. Data hold ids, never names: the trail outlives accounts.

The person an act is about is the subject of its row; pages put the name beside the sentence while it still exists.
"""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from preau.ui.wording import plain_date

SENTENCES = {
    "directory.record_court_decision": _(
        "%(actor)s a enregistré une décision de justice entre une personne et un élève : %(kind)s, "
        "à partir du %(starts_on)s"
    ),
    "directory.withdraw_court_decision": _(
        "%(actor)s a levé une décision de justice entre une personne et un élève : %(kind)s"
    ),
    "directory.put_in_charge": _("%(actor)s a mis une personne en charge d’un élève, par décision de la direction"),
    "directory.take_back_charge": _(
        "%(actor)s ne confie plus un élève à la personne que la direction en avait chargée"
    ),
    "directory.refresh_reaches": _(
        "%(actor)s : des liens de responsabilité ont changé, car une décision commence ou finit (liens : %(count)s)"
    ),
    "directory.adult_signatures_taken": _(
        "%(actor)s : l’élève, majeur, signe désormais à la place de ses responsables"
    ),
    "directory.adult_signatures_returned": _("%(actor)s : les responsables de l’élève signent de nouveau"),
    "directory.adult_messages_taken": _("%(actor)s : l’élève, majeur, a fermé ses messages à ses responsables"),
    "directory.adult_messages_returned": _("%(actor)s : l’élève a rouvert ses messages à ses responsables"),
    "directory.write_timetable_groups": _(
        "%(actor)s a mis les groupes en accord avec un emploi du temps (créés : %(made)s, modifiés : %(changed)s)"
    ),
    "directory.create_group": _("%(actor)s a créé le groupe « %(group)s »"),
    "directory.create_rule_group": _("%(actor)s a créé le groupe « %(group)s », par règle (personnes : %(count)s)"),
    "directory.change_rule": _("%(actor)s a changé la règle du groupe « %(group)s » (personnes : %(count)s)"),
    "directory.follow_rule": _(
        "%(actor)s : le groupe « %(group)s » suit sa règle, entrées %(added)s, sorties %(removed)s"
    ),
    "directory.end_rule_group": _("%(actor)s a supprimé le groupe « %(group)s », qui suivait une règle"),
    "directory.rename_group": _("%(actor)s a renommé le groupe « %(before)s » en « %(group)s »"),
    "directory.add_group_member": _("%(actor)s a mis un élève dans le groupe « %(group)s »"),
    "directory.add_group_members": _("%(actor)s a complété le groupe « %(group)s » (élèves ajoutés : %(count)s)"),
    "directory.remove_group_members": _("%(actor)s a réduit le groupe « %(group)s » (élèves retirés : %(count)s)"),
    "directory.remove_group_member": _("%(actor)s a retiré un élève du groupe « %(group)s »"),
    "directory.propose_match": _("%(actor)s a proposé de réunir deux fiches en une personne"),
    "directory.confirm_match": _("%(actor)s a confirmé que deux fiches sont une seule personne"),
    "directory.join_by_assertion": _("%(actor)s a prouvé que deux fiches sont une seule personne"),
    "directory.refuse_match": _("%(actor)s a établi que deux fiches sont deux personnes"),
    "directory.undo_match": _("%(actor)s a séparé de nouveau deux fiches qui avaient été réunies"),
    "directory.create_school_year": _("%(actor)s a ouvert l’année scolaire %(year)s"),
    "directory.record_holidays": _("%(actor)s a enregistré des périodes de vacances (périodes : %(count)s)"),
    "directory.close_days": _("%(actor)s a annoncé une fermeture de l’établissement (du %(starts_on)s au %(ends_on)s)"),
    "directory.open_days": _("%(actor)s a retiré une fermeture de l’établissement (du %(starts_on)s au %(ends_on)s)"),
    "directory.set_grading_periods": _("%(actor)s a fixé les périodes de %(year)s : %(periods)s"),
    "directory.create_local_authority": _("%(actor)s a créé la collectivité « %(name)s »"),
    "directory.set_local_authority_logo": _("%(actor)s a changé le logo de « %(name)s » (« %(says)s »)"),
    "directory.remove_local_authority_logo": _("%(actor)s a retiré le logo de « %(name)s »"),
    "directory.set_local_authority_look": _("%(actor)s a changé l’apparence de « %(name)s »"),
    "directory.correct_person": _("%(actor)s a corrigé une fiche que l’académie ne porte pas (%(field)s)"),
    "directory.erase_leavers": _(
        "%(actor)s a effacé des personnes parties depuis près de trois mois (personnes : %(count)s)"
    ),
    "directory.assign_school": _("%(actor)s a rattaché « %(school)s » à la collectivité « %(authority)s »"),
    "directory.add_school": _("%(actor)s a ajouté l’établissement « %(school)s » (%(uai)s)"),
    "directory.open_first_head": _("%(actor)s a confirmé la première direction de « %(school)s »"),
    "directory.end_head": _("%(actor)s a mis fin à une direction"),
    "directory.open_visit": _("%(actor)s a ouvert une place à une personne de l’inspection"),
    "directory.end_visit": _("%(actor)s a mis fin à la place d’une personne de l’inspection"),
}

WORDS = {
    "directory.record_court_decision": {
        "starts_on": lambda data: plain_date(dt.date.fromisoformat(data["starts_on"])),
    },
}
