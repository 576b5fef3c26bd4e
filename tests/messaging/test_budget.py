"""Before a message leaves for families: what they had this week from the school, and whether it was said already."""

import pytest

from harness.sql import queries
from messaging.conftest import OTHER_PARENT, PARENT, TEACHER, Clock, Post, main_of
from preau.messaging.models import Message
from preau.messaging.selectors.budget import Budget, budget_of
from preau.messaging.selectors.recipients import reach_of

TEXT = "Bonjour, la classe part au musée jeudi 3 décembre de 9 h à 16 h, prévoyez un pique-nique."


def budget(post: Post, who: str, row: Message) -> Budget | None:
    hat = post.hat(who)
    return budget_of(hat, row, reach_of(hat, row, children=False))


def test_how_much_families_had_this_week(post: Post, moment: Clock) -> None:
    for _number in range(3):
        post.send("nadia-leroy", post.person(PARENT))
    post.send("nadia-leroy", post.group())
    post.send(PARENT, post.person(TEACHER))  # what families write counts for nobody
    moment.on(seconds=10)
    to_class = budget(post, TEACHER, post.draft(TEACHER, post.group()))
    assert to_class is not None and (to_class.median, to_class.most) == (1, 4) and to_class.people > 5
    one = budget(post, TEACHER, post.draft(TEACHER, post.person(PARENT)))
    assert one is not None and (one.people, one.median, one.most) == (1, 4, 4)
    assert budget(post, TEACHER, post.draft(TEACHER, post.person("nadia-leroy"))) is None
    assert budget(post, PARENT, post.draft(PARENT, post.person(TEACHER))) is None
    moment.on(days=7, minutes=1)
    later = budget(post, TEACHER, post.draft(TEACHER, post.person(PARENT)))
    assert later is not None and later.most == 0


@pytest.mark.parametrize(("text", "is_told"), [
    (TEXT, True), (TEXT.replace("16 h", "17 h").replace("jeudi", "vendredi"), True),
    ("Les bulletins sont arrivés : vous les trouverez à l’accueil dès lundi.", False),
])  # fmt: skip
def test_what_was_said_already_to_many_is_told(post: Post, moment: Clock, text: str, is_told: bool) -> None:
    post.send("nadia-leroy", post.group(), subject="Sortie", text=TEXT)
    moment.on(seconds=10)
    found = budget(post, TEACHER, post.draft(TEACHER, post.group(), subject="Sortie", text=text))
    assert found is not None and bool(found.doubles) is is_told
    if is_told:
        assert found.doubles[0].people > 5 and not found.doubles[0].is_mine
    moment.on(days=7, minutes=1)
    found = budget(post, TEACHER, post.draft(TEACHER, post.group(), subject="Sortie", text=text))
    assert found is not None and not found.doubles


def test_a_few_people_s_correspondence_is_told_to_nobody_else(post: Post, moment: Clock) -> None:
    post.send("nadia-leroy", post.person(PARENT), subject="Sortie", text=TEXT)
    moment.on(seconds=10)
    found = budget(post, TEACHER, post.draft(TEACHER, post.person(PARENT), subject="Sortie", text=TEXT))
    assert found is not None and found.most == 1 and not found.doubles
    found = budget(post, "nadia-leroy", post.draft("nadia-leroy", post.group(), subject="Sortie", text=TEXT))
    assert found is not None and [one.is_mine for one in found.doubles] == [True]


def test_the_page_tells_it_by_few_statements(post: Post, moment: Clock) -> None:
    post.send(TEACHER, post.group(), subject="Sortie", text=TEXT)
    post.send(TEACHER, post.person(OTHER_PARENT))
    moment.on(seconds=10)
    client = post.academy.client(TEACHER)
    row = post.draft(TEACHER, post.group(), subject="Sortie", text=TEXT)
    address = f"/messages/ecrire/{row.pk}/verifier/"
    page = main_of(client, address).replace("\xa0", " ").replace("\u202f", " ")
    assert "Depuis sept jours, la moitié de ces familles a reçu au moins 1 message" in page
    assert "celle qui en a reçu le plus, 2." in page and "presque identique" in page and "Relire ce message" in page
    with queries() as with_budget:
        client.get(address)
    asked = [one for one in with_budget.statements if "messaging_delivery" in one]
    # The statement that reads the account counts what waits in its mailboxes (`unread.py`).
    assert sum("identity_account" not in one for one in asked) <= 2
