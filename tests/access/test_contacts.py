"""Who sees and writes to whom: rows, lists and an oracle agree, over directories and rules drawn at random."""

import random

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from access import small_world as small
from preau.access import contacts
from preau.kernel import readonly

pytestmark = pytest.mark.django_db
PROFILES = ("National_elv", "National_tut", *small.STAFF)


@settings(max_examples=5)
@given(seed=st.integers(0, 10_000))
def test_rows_lists_and_the_oracle_agree(seed: int) -> None:
    with transaction.atomic(), small.everything():
        world, chance = small.draw(seed), random.Random(seed)
        theirs = {one.pk: small.groups_of(one) for one in world.people}
        hats = [(one, hat) for one in world.people for profile in PROFILES if (hat := small.worn(one, profile))]
        for me, hat in hats:
            with readonly.reading():  # as a page does: what it read of the schools holds until its end
                mine = {one for one in small.groups_of(me, hat.profile) if one[0] in hat.school_ids}
                others = [one for one in world.people if one.pk != me.pk and not small.apart(me, one)]
                writes = {one.pk for one in others if small.writes_to(world, mine, theirs[one.pk])}
                written = {one.pk for one in others if small.writes_to(world, theirs[one.pk], mine, seeing=True)}
                assert contacts.writable_people(hat) == writes
                assert contacts.visible_people(hat) == writes | written
                for one in chance.sample(world.people, 4):
                    assert contacts.may_write(hat, one.pk) is (one.pk in writes)
                    assert contacts.may_see(hat, one.pk) is (one.pk in writes | written)
                    assert bool(contacts.judge_write(hat, one.pk)) is (one.pk in writes)
                asked = [one.pk for one in world.people]
                assert contacts.refused_recipients(hat, asked) == set(asked) - writes
        transaction.set_rollback(True)
