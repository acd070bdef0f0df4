"""A visit, worked out: candidates with their scores and what rules made of them, and how that is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from recommendations_v2.candidates import Found
from recommendations_v2.evidence import evidence_of
from recommendations_v2.explanation import Explained, explain, reasons
from recommendations_v2.purchases import Matrix, Whole
from recommendations_v2.ranking_lists import RankedList
from recommendations_v2.rules import Ruled
from recommendations_v2.scene import Scene
from recommendations_v2.visit import Item, Visit


@dataclass(frozen=True, slots=True, repr=False)  # as words it would fill pages
class Worked:
    """Of one visit."""

    listed: RankedList
    scene: Scene
    considered: Whole  # all candidates; `found` and the arrays are of those that were ranked
    found: Found
    table: Matrix
    trace: Whole  # of the model: what scores and reasons are made from
    score: Whole
    ruled: Ruled

    def explained(self, rows: list[int]) -> list[Explained]:
        """Of these candidates; what did not move any of them is left out."""
        moved = {name: values[rows] for name, values in self.ruled.moved.items()}
        return explain(self.listed.model, self.table[rows], self.listed.names, self.listed.families, moved)

    def items(self, ids: list[str], told: list[Explained] | None) -> tuple[Item, ...]:
        """The list as it is answered; with their parts where they were told."""
        rows, score = self.ruled.chosen, self.ruled.score
        learned = self.listed.calibration
        confidence: list[float | None] = [None] * len(rows)
        if learned is not None and rows:
            said = learned.confidence(evidence_of(self.scene, self.table[rows], self.score[rows]))
            confidence = [float(each) for each in said]
        if told is not None:
            return tuple(
                Item(name, each.score, sure, each.reason, each.parts)
                for name, each, sure in zip(ids, told, confidence, strict=True)
            )
        moved = np.asarray(sum(values[rows] for values in self.ruled.moved.values()))
        why = reasons(self.listed.families_moved(self.trace[rows]), self.listed.families, moved)
        return tuple(
            Item(name, total, sure, reason)
            for name, total, sure, reason in zip(ids, score[rows].tolist(), confidence, why, strict=True)
        )


def drawn_by(visit: Visit) -> int:
    """The same for one person all day, and another one tomorrow."""
    return int.from_bytes(hashlib.blake2b(f"{visit.subject} {visit.at:%Y%m%d}".encode(), digest_size=6).digest())
