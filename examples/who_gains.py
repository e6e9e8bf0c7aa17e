"""Who gains by opening a gate, how sure that is, and which package leaves nobody worse off.

Run it: python examples/who_gains.py
"""

import reopen
from reopen.benefit.benefits import benefits
from reopen.network.network import build
from reopen.settings import Settings

region = reopen.load()
# Few draws and decisions, so that it takes seconds; 1,024 and 12 are usual.
found = benefits(region, build(region), Settings(draws=16, together=3, package_draws=4), jobs=2)

gate = "margara-alican-road"
inside = set(region["country"].query("kind == 'country'")["country_id"])
mine = found.by_country.query("opening_id == @gate and country_id in @inside").sort_values("country_id")
print(f"{gate}: benefit in USD m a year, P10 to P90, and net present value in USD m at 6 %")  # noqa: T201
worth = found.appraisal_by_country.query("scenario_id == @gate").set_index("country_id")
for row in mine.itertuples():
    npv = worth.loc[row.country_id, "npv_usd_m_p50"]
    print(f"  {row.country_id}  {row.benefit_p10:7.2f} to {row.benefit_p90:6.2f}   {npv:8.1f}")  # noqa: T201

both = found.packages
assert both is not None
print(f"\n{len(both.net())} combinations of {', '.join(both.openings)}")  # noqa: T201
for level, code in both.smallest.items():
    print(f"  nobody loses, {level}: {', '.join(both.members(code)) if code is not None else 'no package'}")  # noqa: T201
