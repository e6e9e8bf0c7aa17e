"""What is late, what two sides say of one figure, and what a news text proposes for the register.

Run it: python examples/read_the_accord.py
"""

import reopen
from reopen.accord.aggregate import aggregate
from reopen.accord.deadlines import overdue
from reopen.accord.disputed import disputed
from reopen.accord.reading import read

region = reopen.load()
day = region.meta.as_of

print(f"by year, as known at its end, and on {day}")  # noqa: T201
for row in aggregate(region, day, "year").itertuples():
    print(f"  {row.year}  {row.provisions:3} provisions, {row.late} late, score {row.score:.0f} %")  # noqa: T201

print("\noverdue")  # noqa: T201
for row in overdue(region, day).itertuples():
    print(f"  {row.due}  {row.subject_id:8} {row.title[:60]}")  # noqa: T201

print("\nsides differ on")  # noqa: T201
for figure in disputed(region, day):
    if figure.how == "sides differ":
        said = ", ".join(f"{side.side} {side.text}" for side in figure.sides)
        print(f"  {figure.title[:40]}, {figure.attribute}: {said}")  # noqa: T201

# An invented text. Nothing of it enters the register: see `reopen accord accept`.
text = "Delegations of Armenia and Azerbaijan met in Yerevan yesterday on the Horadiz-Aghband railway."
reading = read(text, region, published="2026-03-06")
print("\nread")  # noqa: T201
for one in reading.mentions:
    print(f"  {one.kind:8} {one.quote!r} = {one.value}")  # noqa: T201
for event in reading.events:
    print(f"  proposed {event.proposal_id}: {event.row['kind']} on {event.row['date']}")  # noqa: T201
