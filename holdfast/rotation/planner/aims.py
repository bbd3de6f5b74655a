"""Each level as the aim of a model, with the levels before it kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from holdfast.rotation.planner.covering import Covering, Need
from holdfast.rotation.planner.ground import Ground
from holdfast.rotation.planner.model import Model
from holdfast.rotation.planner.sheet import Sum


def aimed(
    ground: Ground,
    plan: Collection[int],
    free: Collection[int],
    *,
    aim: str,
    kept: Sequence[str],
    values: Mapping[str, int],
) -> tuple[Model, Sum]:
    """A model that minimises a level and gives up nothing of those in `kept`, with its aim.

    `values` are those of the plan; the aim's sum has its share of the whole value, and differs from
    it by a constant.
    """
    model = Model(ground, plan, free, over="over" not in kept or values["over"] > 0)
    covering = _covering(model, aim, kept, values)

    def total(level: str) -> Sum:
        if level in {"coverage", "spread"}:
            assert covering is not None
            return covering.short if level == "coverage" else covering.spread
        made: Callable[[], Sum] = getattr(model, level)
        return made()

    for level in kept:
        if level == "coverage" and values[level] == 0:
            continue  # the patterns see to it
        share = total(level)
        model.sheet.at_most(share, share.value)
    aim_of_it = total(aim)
    model.sheet.minimise(aim_of_it)
    return model, aim_of_it


def _covering(
    model: Model, aim: str, kept: Sequence[str], values: Mapping[str, int]
) -> Covering | None:
    if aim == "coverage":
        need = Need.SHORT
    elif "coverage" not in kept:
        return None
    elif values["coverage"]:
        need = Need.BOTH if aim == "spread" else Need.SHORT
    else:
        need = Need.SPREAD if aim == "spread" else Need.GOAL
    return Covering(model, need)
