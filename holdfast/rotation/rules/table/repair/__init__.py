"""What the dates of a table were probably meant to be, judged by the whole table (R20).

`candidates` lists what each row may have meant and how likely such a slip is, `chain` picks the
cheapest run of candidates over all rows, `propose` turns that into proposals for single rows,
and `reasons` writes down the evidence.
"""

from .propose import Proposal, Proposals, propose

__all__ = ["Proposal", "Proposals", "propose"]
