"""Who has answered and who is waited for, from what stands: the one place where it is decided."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from preau.liaison.enums import By


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one pupil's word is. `waiting`: who may answer and is waited for."""

    is_done: bool
    waiting: tuple[uuid.UUID, ...]
    is_split: bool = False
    """Two people answered differently."""

    @property
    def is_stuck(self) -> bool:
        """Nobody answered, and nobody may."""
        return not self.is_done and not self.waiting


def standing_of(by: str, signers: Sequence[uuid.UUID], answers: Mapping[uuid.UUID, str]) -> Standing:
    """Where a pupil's word is. `signers`: who may answer today; `answers`: all that stand, of who may no more too."""
    is_split = len(set(answers.values())) > 1
    if by == By.ONE:
        return Standing(bool(answers), () if answers else tuple(signers), is_split)
    waiting = tuple(one for one in signers if one not in answers)
    return Standing(bool(answers) and not waiting, waiting, is_split)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many pupils' words are done, waited for, and stuck; how many people are waited for."""

    pupils: int
    done: int
    stuck: int
    people: int

    @property
    def waiting(self) -> int:
        """Pupils whose word somebody may still answer."""
        return self.pupils - self.done - self.stuck


def counts_of(standings: Collection[Standing]) -> Counts:
    """The same, counted."""
    return Counts(
        len(standings), sum(one.is_done for one in standings), sum(one.is_stuck for one in standings),
        len({person for one in standings for person in one.waiting}),
    )  # fmt: skip
