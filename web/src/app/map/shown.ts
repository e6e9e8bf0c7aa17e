// What the map shows at a moment: states of a past date, or of the programme, and flows as widths.
import { momentAt, type Moment } from "../../map/moment.ts";
import type { Answer, Timeline } from "../contract.ts";
import { openOf } from "../edits.ts";
import type { Page } from "../page.ts";
import { scenarios } from "../shelf.ts";

/** States of links and crossings on a date, from their dated rows. */
export function statesOn(timeline: Timeline, date: string): Map<string, string> {
  const states = new Map<string, string>();
  for (const kind of ["links", "crossings"] as const) {
    for (const [id, rows] of Object.entries(timeline[kind])) {
      const row = rows.filter(([from]) => from <= date).at(-1);
      states.set(id, row?.[1] ?? timeline.before[kind][id] ?? "open");
    }
  }
  return states;
}

/** The date that the map stands for. */
export function dateShown({ session, store: { now } }: Page): string {
  return now.shown ?? now.asOf ?? session.as_of;
}

/** Date or month of the states that the map shows, as drawn. */
export function dateOnMap(page: Page): string {
  return momentShown(page)?.label ?? page.session.as_of;
}

/** The moment shown: of the programme first, else of a date that is not the session's; null for today. */
export function momentShown(page: Page): Moment | null {
  return momentAt(page.index, page.store.now.stop) ?? momentOn(page, dateShown(page));
}

/** The moment of a date; null for the session's, and before the record has arrived. */
export function momentOn(page: Page, date: string): Moment | null {
  if (date === page.session.as_of || !page.timeline) return null;
  return { label: date, states: statesOn(page.timeline, date), places: [], home: 0, passable: 0 };
}

/** Links that only the scenario compared with opens, while both stand side by side: dashed. */
export function comparedLinks({ index, store: { now } }: Page): string[] {
  if (now.tab !== "compare") return [];
  const linksOf = (open: readonly string[]) => open.flatMap((id) => index.openings.get(id)?.links ?? []);
  const mine = linksOf(openOf(now.edits));
  const theirs = scenarios()?.find(({ id }) => id === now.other)?.open ?? [];
  return linksOf(theirs).filter((id) => !mine.includes(id));
}

export type FlowWidth = {
  /** Roots of shares of the scale's largest flow, 0 to 1: after, and what it grew or shrank by. */
  flow: number;
  grow: number;
  shrink: number;
};

/** Changes smaller than this share of a flow are not drawn. */
const STILL = 0.002;

/** Share of the links whose flows are drawn on one scale; the few larger ones are as wide as the next. */
const SCALED = 0.97;

/** Widths are told in steps of a hundredth of the widest, finer than a screen shows: flows that hardly change are not drawn anew. */
const STEPS = 100;

/** Tonnes of the widest band: of flows before anything opens if there are any, so that a width means the same in every combination. */
function widest(flows: Answer["flows"]): number {
  const before = flows.map(([, tonnes]) => tonnes).filter((tonnes) => tonnes > 0);
  const sizes = (before.length ? before : flows.map(([, , after]) => after)).sort((a, b) => a - b);
  return Math.max(1, sizes[Math.round(SCALED * (sizes.length - 1))] ?? 1);
}

/** Widths by link: squares in proportion to tonnes. */
export function widthsOf(flows: Answer["flows"], most = widest(flows)): Map<string, FlowWidth> {
  const width = (tonnes: number) => Math.round(STEPS * Math.min(1, Math.sqrt(Math.max(0, tonnes) / most))) / STEPS;
  return new Map(
    flows.map(([id, before, after]) => {
      const change = Math.abs(after - before) < STILL * Math.max(before, after) ? 0 : after - before;
      return [id, { flow: width(after), grow: width(change), shrink: width(-change) }];
    }),
  );
}

export type PlaceSize = {
  gain: number;
  loss: number;
};

/** Benefits nearer to zero than this, in USD m, are not drawn. */
const SMALL = 0.005;

/** The largest change of a place, 0 where there is none. */
const largest = (places: Answer["places"]): number => Math.max(0, ...places.map(([, benefit]) => Math.abs(benefit ?? 0)));

/** Sizes by place: roots of shares of the largest change. */
export function sizesOf(places: Answer["places"], most = largest(places)): Map<string, PlaceSize> {
  const moved = places.filter(([, benefit]) => Math.abs(benefit ?? 0) >= SMALL);
  return new Map(
    moved.map(([id, benefit]) => {
      const size = Math.sqrt(Math.abs(benefit ?? 0) / most);
      return [id, (benefit ?? 0) > 0 ? { gain: size, loss: 0 } : { gain: 0, loss: size }];
    }),
  );
}

/** What widths of flows and sizes of places are shares of. */
export interface Scales {
  flow: number;
  place: number;
}

/** Scales that hold every one of some answers. */
export function scalesOf(...answers: (Answer | null)[]): Scales {
  return {
    flow: Math.max(...answers.map((answer) => widest(answer?.flows ?? []))),
    place: Math.max(...answers.map((answer) => largest(answer?.places ?? []))),
  };
}
