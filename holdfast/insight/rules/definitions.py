"""What each figure means: the words for hover, for the API and for docs/metrics.md."""

from __future__ import annotations

from holdfast.insight.rules.figures import Definition

_FLOW = (
    Definition(
        "raised",
        "Raised",
        "How many escalations were raised.",
        "Each escalation once, in the period in which it was raised.",
        "R38",
    ),
    Definition(
        "accepted",
        "Accepted",
        "How many escalations got their first owner.",
        "Each escalation once, in the period of its first acceptance, whenever it was raised. "
        "Handovers are counted apart.",
        "R41",
    ),
    Definition(
        "declined",
        "Declined",
        "How many escalations the programme declined.",
        "Each escalation whose decline stands, in the period of that decline. One that was reopened "
        "since does not count.",
        "R72",
    ),
    Definition(
        "closed",
        "Closed",
        "How many escalations were closed.",
        "Each escalation whose closure stands, in the period of that closure, duplicates included. "
        "One that was reopened since counts where it is closed again.",
        "R60",
    ),
    Definition(
        "open",
        "Open",
        "How many escalations were open at the end of the period, or are now if it still runs.",
        "Raised before that moment and neither closed nor declined at it, whatever became of them "
        "later.",
        "R54",
    ),
    Definition(
        "hours_to_acknowledge",
        "Time to acknowledge",
        "Elapsed hours from raising to the first word that somebody else gave.",
        "The first of: anybody accepts it; somebody other than the raiser declines, updates, "
        "regrades or classifies it, answers an ask, asks to close or closes it, or merges it. "
        "Messages of the clock, links and participants are no word. In the period of that word, "
        "around the clock.",
        "R21",
    ),
    Definition(
        "hours_to_dri",
        "Time to an owner",
        "Elapsed hours from raising to the first acceptance.",
        "In the period of the acceptance, around the clock: nights and weekends count.",
        "R21",
    ),
    Definition(
        "hours_to_close",
        "Time to resolution",
        "Elapsed hours from raising to the closure that stands.",
        "In the period of that closure, around the clock, pauses included. Duplicates are left out: "
        "their time goes on in the one they were merged into.",
        "R21",
    ),
    Definition(
        "update_adherence",
        "Update adherence",
        "How many promised updates came in time.",
        "While somebody owns it, each moment by which the next update was promised is one promise. "
        "Met if an update comes at or before it, in the period of the update; missed if it passes "
        "first, in the period in which it passed. A promise that a pause, a closure, a regrading or a "
        "handover replaced before it was due does not count, and while it is paused nothing is "
        "promised.",
        "R48",
    ),
    Definition(
        "cornered",
        "Time cornered",
        "Elapsed hours in which an owner could not move on alone and had called for help.",
        "Each time somebody was cornered during the period, with the hours of it that lie in the "
        "period; one that lasts is counted up to now.",
        "R53",
    ),
    Definition(
        "bounces",
        "Bounces",
        "How often a team sent a piece of work back.",
        "Each bounce of a piece, in the period in which it bounced.",
        "R81",
    ),
    Definition(
        "handovers",
        "Handovers",
        "How often an escalation passed to another owner.",
        "Each ownership after the first, in the period in which the offer was accepted.",
        "R58",
    ),
    Definition(
        "standstills",
        "Standstills",
        "How often an escalation was found to stand still.",
        "Each time the record said so: updates in a row with the same next step, or every piece "
        "silent, by the policy in force then.",
        "R59",
    ),
    Definition(
        "reopened",
        "Reopened",
        "The share of closures that did not hold.",
        "Of all closures in the period those that were reopened since, until now. An escalation "
        "closed twice has two closures.",
        "R60",
    ),
    Definition(
        "declines_exec",
        "Declined of what an executive asked for",
        "The share of decided escalations that were declined, where an executive had asked.",
        "Decided are those accepted or declined in the period, as in these two figures.",
        "R72",
    ),
    Definition(
        "declines_other",
        "Declined of all others",
        "The share of decided escalations that were declined, where no executive had asked.",
        "Decided are those accepted or declined in the period, as in these two figures.",
        "R72",
    ),
    Definition(
        "by_class",
        "Closed, by class",
        "What the closed escalations turned out to be.",
        "Those that count as closed, by the last class given to each, even after it was closed.",
        "R79",
    ),
    Definition(
        "by_outcome",
        "Closed, by outcome",
        "How the closed escalations ended.",
        "Those that count as closed, by the outcome of the closure that stands.",
        "R60",
    ),
    Definition(
        "age_open",
        "Age of what is open",
        "Days since raising, of what was open at the end of the period, or is now.",
        "Elapsed days from raising to that moment, of those that count as open; a reopened one is as "
        "old as it is, not as its reopening.",
        "R54",
    ),
)

_ROTATION = (
    Definition(
        "covered",
        "Covered working hours",
        "The share of the customers' working hours in which somebody on the rotation works.",
        "As the planner counts: quarter hours on the days of the period, Monday to Friday from 09:00 "
        "to 17:00 in each zone of the policy, times its weight; covered if it lies in the working "
        "hours of somebody with a seat on that day. Absences are not taken out. The days of the "
        "period up to today.",
        "R27",
    ),
    Definition(
        "uncovered_days",
        "Uncovered days",
        "Days on which nobody was on.",
        "Days of the period, up to today, without a seat that is confirmed or lies in the past as "
        "reported. A day that two windows share belongs to the one that starts.",
        "R18",
    ),
    Definition(
        "unconfirmed",
        "Unconfirmed seats",
        "Seats that nobody confirmed.",
        "Seats with a day in the period that stand and have no confirmation, past ones included.",
        "R18",
    ),
    Definition(
        "engineer_days",
        "Engineer days",
        "What the rotation cost, in working days.",
        "For each seat its engineer's working days in the period, up to today, without absences and "
        "public holidays, times the seat's allocation.",
        "R28",
    ),
    Definition(
        "by_engineer",
        "Load by engineer",
        "Engineer days of each engineer, and the escalations they came to own.",
        "Engineer days as above. Escalations with an ownership of theirs that began in the period, "
        "by acceptance or handover, each once.",
        "R30",
    ),
    Definition(
        "by_team",
        "Load by home team",
        "Engineer days each home team gave.",
        "Engineer days as above, by the home team of the seat, else the one the engineer is in now.",
        "R35",
    ),
    Definition(
        "relief",
        "Relief",
        "Working days home teams were promised, got room for, and really got.",
        "Of the reliefs whose seats start in the period and stand: promised by the formula, "
        "acknowledged by who makes room, done as told of what was dropped.",
        "R35",
    ),
    Definition(
        "exposure",
        "Exposure",
        "How many customers, teams and areas each engineer met.",
        "Of the escalations an engineer came to own in the period: distinct customers by name, teams "
        "that were asked or given a piece, and areas of the help directory named in title or "
        "stakes, each as known now.",
        "R22",
    ),
)

FLOW = {each.name: each for each in _FLOW}
ROTATION = {each.name: each for each in _ROTATION}
DEFINITIONS = FLOW | ROTATION
