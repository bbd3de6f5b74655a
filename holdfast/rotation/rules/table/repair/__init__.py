"""What the dates of a table were probably meant to be, judged by the whole table (R20).

`candidates` lists what each row may have meant and how likely such a slip is, `chain` picks the
cheapest run of candidates over all rows, `settle` and `direction` decide which side of a year's
jump is wrong, or that nobody can tell, `propose` turns that into proposals for single rows,
`sound` drops those that are as odd as what they repair, and `reasons` writes down the evidence.
"""

from .propose import Proposal, Proposals, propose

__all__ = ["Proposal", "Proposals", "propose"]
