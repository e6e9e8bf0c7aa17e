// The state of the page in the fragment of its address, which browsers do not send to any server.
import { cut } from "../format.ts";
import type { Slider } from "./contract.ts";
import { openOf } from "./edits.ts";
import { LANGUAGES } from "./messages.ts";
import type { Pick as Feature } from "../map/glmap.ts";
import { MEASURES, TABS, type State, type View } from "./state.ts";

/** Parts of the state that a link carries. */
export type Linked = Pick<State, "edits" | "settings" | "asOf" | "shown" | "stop" | "focus" | "feature" | "tab" | "measure" | "names" | "language" | "other" | "view">;

/** How far an assumption goes. */
type Range = Pick<Slider, "id" | "low" | "high">;

/** What a link may bring into focus; a settlement is there only once the programme is planned. */
const KINDS: readonly Feature["kind"][] = ["place", "link", "crossing"];

export function fragmentOf(state: Linked): string {
  const parts = new URLSearchParams();
  const open = openOf(state.edits);
  if (open.length) parts.set("open", open.join(","));
  for (const [id, value] of Object.entries(state.settings)) parts.set(`s.${id}`, String(value));
  if (state.asOf) parts.set("as_of", state.asOf);
  if (state.shown && state.shown !== state.asOf) parts.set("shown", state.shown);
  if (state.stop) parts.set("stop", String(state.stop));
  if (state.focus) parts.set("focus", state.focus);
  if (state.feature && KINDS.includes(state.feature.kind)) parts.set(state.feature.kind, state.feature.id);
  if (state.tab !== "result") parts.set("tab", state.tab);
  if (state.measure !== "benefit") parts.set("measure", state.measure);
  if (state.other !== "0") parts.set("other", state.other);
  if (state.view) parts.set("view", state.view.join(","));
  parts.set("lang", state.language);
  parts.set("names", state.names);
  return `#${parts.toString().replaceAll("%2C", ",")}`;
}

/** Characters of a value, and values, that are told of what there is not. */
const TOLD = { long: 60, most: 8 };

/** What a fragment says; what it names that is not there, or is out of range, is told apart, not dropped in silence. */
export function linkedOf(fragment: string, known: ReadonlySet<string>, sliders: readonly Range[], has: (feature: Feature) => boolean): { state: Partial<Linked>; unknown: string[] } {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const ids = (parts.get("open") ?? "").split(",").filter(Boolean);
  const unknown = ids.filter((id) => !known.has(id));
  /** What a part says, if anything. */
  const said = <T>(key: string, read: (text: string) => T | null): T | undefined => {
    const text = parts.get(key);
    const found = text ? read(text) : null;
    if (text && found === null) unknown.push(`${key}=${text}`);
    return found ?? undefined;
  };
  const one = <T extends string>(all: readonly T[]) => (text: string) => all.find((each) => each === text) ?? null;
  const word = (text: string) => (/^[\w-]+$/.test(text) ? text : null);
  const features = KINDS.flatMap((kind) => parts.getAll(kind).map((id) => ({ kind, id })));
  unknown.push(...features.filter((each) => !has(each)).map(({ id }) => id));
  const settings = sliders.flatMap(({ id, low, high }) => {
    const value = said(`s.${id}`, (text) => numberOf(text, low, high));
    return value === undefined ? [] : [[id, value] as const];
  });
  // Assumptions alone: another name would take the place of another part of the question.
  const foreign = [...new Set(parts.keys())].filter((key) => key.startsWith("s.") && !sliders.some(({ id }) => key === `s.${id}`));
  unknown.push(...foreign);
  const all: { [K in keyof Linked]: Linked[K] | undefined } = {
    edits: [...new Set(ids)].filter((id) => known.has(id)).map((id) => ({ do: "open" as const, id })),
    settings: Object.fromEntries(settings),
    asOf: said("as_of", dateOf),
    shown: said("shown", dateOf),
    stop: said("stop", (text) => (/^\d{1,6}$/.test(text) ? Number(text) : null)),
    focus: said("focus", (text) => (known.has(text) ? text : null)),
    tab: said("tab", one(TABS)),
    measure: said("measure", one(MEASURES)),
    view: said("view", viewOf),
    feature: features.find(has),
    other: said("other", word),
    names: said("names", word),
    language: said("lang", one(LANGUAGES.map(([code]) => code))),
  };
  const state = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Partial<Linked>;
  return { state, unknown };
}

/** What there is not, in few words: each and their number cut short. */
export function toldOf(unknown: readonly string[]): string {
  const more = unknown.length - TOLD.most;
  return [...unknown.slice(0, TOLD.most).map((text) => cut(text, TOLD.long)), ...(more > 0 ? [`… (+${more})`] : [])].join(", ");
}

/** A day of the calendar. */
function dateOf(text: string): string | null {
  const day = /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day && !Number.isNaN(day.valueOf()) && day.toISOString().startsWith(text) ? text : null;
}

function numberOf(text: string, low: number, high: number): number | null {
  const value = text.trim() ? Number(text) : NaN;
  return value >= low && value <= high ? value : null;
}

/** A place on earth and a zoom; null where the text is neither. */
function viewOf(text: string): View | null {
  const [east, north, zoom, ...more] = text.split(",").map((part) => (part ? Number(part) : NaN));
  if (east === undefined || north === undefined || zoom === undefined || more.length) return null;
  return Math.abs(east) <= 180 && Math.abs(north) <= 85 && zoom >= 0 && zoom <= 24 ? [east, north, zoom] : null;
}
