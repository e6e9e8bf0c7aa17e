// What the programme has come to at a stop of the time slider: states, stages, people home, and a sentence.
import { amount } from "../format.ts";
import type { Index, Settlement } from "../payload.ts";

export interface Moment {
  /** "2029-06": what is so from the beginning of this month on. */
  label: string;
  /** New state by link or crossing; what is not in it stays as it is. */
  states: ReadonlyMap<string, string>;
  places: { place: Settlement; stage: string; home: number }[];
  home: number;
  passable: number;
}

/** States in which a link or crossing can be used already, so that works on it do not close it. */
const USABLE = ["open", "restricted"];

/** The last entry that holds in a month; `none` before the first. */
function last<T>(entries: [number, T][], month: number, none: T): T {
  let found = none;
  for (const [from, value] of entries) if (from <= month) found = value;
  return found;
}

/** The programme at a stop; null at stop 0, where the map is that of the report's date, and without a programme. */
export function momentAt(index: Index, stop: number): Moment | null {
  const { rebuild } = index.data;
  const label = rebuild?.months[stop];
  if (!rebuild || stop === 0 || label === undefined) return null;
  const month = stop * rebuild.step;
  const places = rebuild.places.map((place) => ({
    place,
    stage: last(place.stages, month, "waiting"),
    home: last(place.home, month, 0),
  }));
  return {
    label,
    states: statesAt(index, month),
    places,
    home: places.reduce((sum, { home }) => sum + home, 0),
    passable: rebuild.openings.filter(([, , passable]) => passable <= month).length,
  };
}

function statesAt(index: Index, month: number): Map<string, string> {
  const states = new Map<string, string>();
  for (const [id, begin, passable] of index.data.rebuild?.openings ?? []) {
    const opening = index.openings.get(id);
    if (!opening || month < begin) continue;
    for (const subject of [...opening.links, ...opening.crossings]) {
      const now = (index.links.get(subject) ?? index.crossings.get(subject))?.state ?? "";
      if (month >= passable) states.set(subject, "open");
      else if (!USABLE.includes(now) && states.get(subject) !== "open") states.set(subject, "under_works");
    }
  }
  return states;
}

const many = (number: number, one: string, more: string) => `${amount(number)} ${number === 1 ? one : more}`;

/** A moment in words. */
export function sentenceOf({ label, home, passable, places }: Moment): string {
  const clearing = places.filter(({ stage }) => stage === "clearing").length;
  const works = places.filter(({ stage }) => stage === "works").length;
  const parts = [
    many(home, "person at home", "people at home"),
    many(passable, "opening passable", "openings passable"),
    clearing && many(clearing, "settlement being cleared", "settlements being cleared"),
    works && many(works, "settlement with works", "settlements with works"),
  ];
  return `By ${label}: ${parts.filter(Boolean).join(", ")}.`;
}
