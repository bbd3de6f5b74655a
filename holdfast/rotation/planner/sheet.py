"""A CP-SAT model whose every variable has its value in a known plan: a hint that is complete."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Sum:
    """A linear expression: terms and a constant, and its value in the known plan."""

    variables: list[Any] = field(default_factory=list)
    factors: list[int] = field(default_factory=list)
    constant: int = 0
    value: int = 0

    def add(self, term: Term, factor: int = 1) -> None:
        self.value += factor * term.value
        if term.variable is None:
            self.constant += factor * term.value
        else:
            self.variables.append(term.variable)
            self.factors.append(factor)

    def plus(self, constant: int) -> None:
        self.constant += constant
        self.value += constant


@dataclass(frozen=True, slots=True)
class Term:
    """A variable, or a constant where there is none, with its value in the known plan."""

    variable: Any
    value: int


ONE = Term(None, 1)


class Sheet:
    """Writes the model. The import of OR-Tools takes half a second, so it waits for the first."""

    def __init__(self) -> None:
        from ortools.sat.python import cp_model  # only who plans pays for it

        self._linear = cp_model.LinearExpr.weighted_sum
        self.model = cp_model.CpModel()

    def flag(self, value: bool) -> Term:
        variable = self.model.new_bool_var("")
        self.model.add_hint(variable, value)
        return Term(variable, int(value))

    def count(self, most: int, value: int) -> Term:
        variable = self.model.new_int_var(0, max(most, value), "")
        self.model.add_hint(variable, value)
        return Term(variable, value)

    def expression(self, total: Sum) -> Any:
        return self._linear(total.variables, total.factors) + total.constant

    def at_most(self, total: Sum, limit: int) -> None:
        if total.variables:
            self.model.add(self._linear(total.variables, total.factors) <= limit - total.constant)

    def at_least(self, total: Sum, limit: int) -> None:
        if total.variables:
            self.model.add(self._linear(total.variables, total.factors) >= limit - total.constant)

    def exactly(self, total: Sum, limit: int) -> None:
        self.model.add(self._linear(total.variables, total.factors) == limit - total.constant)

    def one_at_most(self, terms: Iterable[Term]) -> None:
        self.model.add_at_most_one(term.variable for term in terms)

    def one(self, terms: Iterable[Term]) -> None:
        self.model.add_exactly_one(term.variable for term in terms)

    def minimise(self, total: Sum) -> None:
        self.model.minimize(self.expression(total))


def total(terms: Iterable[Term], factor: int = 1) -> Sum:
    found = Sum()
    for term in terms:
        found.add(term, factor)
    return found
