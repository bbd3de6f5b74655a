"""How the hot paths meet the database: SQL that is built once and then only run."""

from holdfast.store.statement import Listed, Statement
from holdfast.store.writing import insert, insert_all, insert_once, update

__all__ = ["Listed", "Statement", "insert", "insert_all", "insert_once", "update"]
