"""Writes small Flee folders, sound ones to begin with; tests then break them."""

from __future__ import annotations

from pathlib import Path

LOCATIONS = """\
#name,region,country,latitude,longitude,location_type,conflict_date,population
Alpha,North,Home,10.0,1.0,conflict_zone,0,5000
Beta,North,Home,10.5,1.5,town,,20000
Gamma,South,Home,11.0,2.0,conflict_zone,4,800
Delta,East,Away,11.5,2.5,camp,,3000
Epsilon,East,Away,12.0,3.0,camp,,1500
"""
ROUTES = """\
#name1,name2,distance,forced_redirection
Alpha,Beta,90,
Beta,Gamma,95,0
Gamma,Delta,100,0
Gamma,Epsilon,210,0
"""
CONFLICTS = """\
#Day,Alpha,Gamma
0,1,0
1,1,0
2,0.5,0
3,1,0
4,1,0.25
5,1,1
"""
CLOSURES = """\
#closure_type,name1,name2,closure_start,closure_end
country,Home,Away,0,2
location,Epsilon,,1,3
camp,Delta,,0,4
"""
SETTINGS = """\
spawn_rules:
  conflict_spawn_decay: [1.0, 0.5]
move_rules:
  max_move_speed: 200.0
  camp_weight: 2.0
optimisations:
  hasten: 1
"""
FILES = {
    "input_csv/locations.csv": LOCATIONS,
    "input_csv/routes.csv": ROUTES,
    "input_csv/conflicts.csv": CONFLICTS,
    "input_csv/closures.csv": CLOSURES,
    "input_csv/registration_corrections.csv": "Delta,2012-03-04,normalize\n",
    "input_csv/sim_period.csv": "StartDate,2012-02-29\nLength,6\n",
    "source_data/data_layout.csv": "total,refugees.csv\nDelta,delta.csv\nEpsilon,epsilon.csv\n",
    "source_data/refugees.csv": "2012-02-29,130\n2012-03-05,600\n",
    "source_data/delta.csv": "2012-02-29,100\n2012-03-02,200\n2012-03-04,300\n",
    "source_data/epsilon.csv": "2012-02-28,20\n2012-03-05,200\n",
    "simsetting.yml": SETTINGS,
}


def write_folder(root: Path, changes: dict[str, str | bytes | None] | None = None) -> Path:
    """Write a folder, files named in `changes` replaced, added, or left out where None."""
    for name, text in {**FILES, **(changes or {})}.items():
        if text is None:
            continue
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return root


def with_lines(text: str, **lines: str) -> str:
    """A table with lines replaced (``line3="…"``), the header being line 1."""
    rows = text.splitlines()
    for name, line in lines.items():
        rows[int(name.removeprefix("line")) - 1] = line
    return "\n".join(rows) + "\n"
