"""A lower bound from the linear relaxation, for models whose proof by search would take too long."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from holdfast.rotation.planner.run import Run, aside

UNBOUNDED = 1 << 60
PRICE = 2e-4  # of a variable, in deterministic time


@dataclass(slots=True)
class Rows:
    """A linear program: rows `low <= sum <= high` over variables with bounds, to be minimised."""

    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    columns: list[list[int]] = field(default_factory=list)
    factors: list[list[float]] = field(default_factory=list)

    def add(self, columns: list[int], factors: Sequence[float], low: float, high: float) -> None:
        """Columns below zero are negated literals, `~column`: one minus the variable."""
        shift = sum(factor for column, factor in zip(columns, factors, strict=True) if column < 0)
        self.columns.append([column if column >= 0 else ~column for column in columns])
        self.factors.append(
            [f if column >= 0 else -f for column, f in zip(columns, factors, strict=True)]
        )
        self.low.append(low - shift)
        self.high.append(high - shift)


def lower_bound(run: Run, model: Any, *, limit: float) -> float:
    """A bound on a CP-SAT model's objective, or minus infinity where time does not suffice.

    A run counted in deterministic time pays a price by the size of the program, for its solver
    counts none.

    It is summed up from the dual values (Lagrange's bound), which holds for whatever duals the
    solver ends with: no tolerance of its arithmetic goes into it.
    """
    from ortools.linear_solver.python import model_builder  # only who plans pays for it

    proto = model.proto
    rows = _rows(proto)
    domains = [list(variable.domain) for variable in proto.variables]
    low = np.array([domain[0] for domain in domains], dtype=float)
    high = np.array([domain[-1] for domain in domains], dtype=float)
    cost = np.zeros(len(domains))
    for column, factor in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        cost[column] += factor
    program = model_builder.Model()  # type: ignore[no-untyped-call]
    variables = [program.new_num_var(low[i], high[i], "") for i in range(len(domains))]
    made = [
        program.add_linear_constraint(
            model_builder.LinearExpr.weighted_sum([variables[c] for c in columns], factors),
            rows.low[place],
            rows.high[place],
        )
        for place, (columns, factors) in enumerate(zip(rows.columns, rows.factors, strict=True))
    ]
    program.minimize(model_builder.LinearExpr.weighted_sum(variables, cost.tolist()))
    solver = model_builder.Solver("glop")
    if run.deterministic is None:
        solver.set_time_limit_in_seconds(max(limit, 0.1))
    run.counted += PRICE * len(variables)
    status = aside(run, lambda: solver.solve(program), solver.stop_search)
    if status != model_builder.SolveStatus.OPTIMAL:
        return -math.inf
    duals = [solver.dual_value(row) for row in made]
    return float(_lagrange(rows, duals, cost, low, high)) + float(proto.objective.offset)


def _lagrange(rows: Rows, duals: Sequence[float], cost: Any, low: Any, high: Any) -> float:
    left = cost.copy()
    total = 0.0
    for place, dual in enumerate(duals):
        edge = rows.low[place] if dual > 0 else rows.high[place]
        if dual == 0 or math.isinf(edge):
            continue  # a dual of the wrong sign says nothing
        total += dual * edge
        left[rows.columns[place]] -= dual * np.array(rows.factors[place])
    return total + float(np.where(left > 0, left * low, left * high).sum())


def _rows(proto: Any) -> Rows:
    rows = Rows()
    for constraint in proto.constraints:
        when = list(constraint.enforcement_literal)
        if constraint.has_linear():
            domain = list(constraint.linear.domain)
            rows.add(
                *(list(constraint.linear.vars), list(constraint.linear.coeffs)),
                *(_edge(domain[0]), _edge(domain[-1])),
            )
        elif constraint.has_at_most_one():
            literals = list(constraint.at_most_one.literals)
            rows.add(literals, [1] * len(literals), -math.inf, 1)
        elif constraint.has_exactly_one():
            literals = list(constraint.exactly_one.literals)
            rows.add(literals, [1] * len(literals), 1, 1)
        elif constraint.has_bool_and():
            for literal in constraint.bool_and.literals:
                for condition in when:
                    rows.add([condition, literal], [1, -1], -math.inf, 0)
    return rows


def _edge(value: int) -> float:
    return math.copysign(math.inf, value) if abs(value) > UNBOUNDED else float(value)
