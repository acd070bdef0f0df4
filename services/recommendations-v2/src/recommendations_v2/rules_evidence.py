"""What the shop's own baskets say of a cross-sell rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from recommendations_v2.engine import Engine
from recommendations_v2.engine_questions import numbers_of


class Evidence:
    """Of the build in memory. Ids become numbers when they are first asked for: most shops have no cross-sell rule."""

    def __init__(self, engine: Callable[[], Engine | None]) -> None:
        self._engine = engine
        self._numbered: tuple[str, Mapping[str, int]] | None = None  # of which build; replaced as a whole

    def strength(self, bought: str, then: str) -> float | None:
        """Cosine of the two over baskets, 0 to 1; None where they are not among the pairs that a build keeps."""
        engine = self._engine()
        if engine is None:
            return None
        numbered = self._numbered
        if numbered is None or numbered[0] != engine.version:
            numbered = self._numbered = (engine.version, numbers_of(engine.artefact).product)
        first, second = numbered[1].get(bought, -1), numbered[1].get(then, -1)
        if first < 0 or second < 0:
            return None
        links = engine.artefact.knowledge.by_baskets
        pairs = slice(int(links.start[first]), int(links.start[first + 1]))
        found = links.weight[pairs][links.other[pairs] == second]
        return float(found[0]) if len(found) else None
