// The state of the page in the fragment of its address, which browsers do not send to any server.
import { openOf } from "./edits.ts";
import type { Measure } from "./contract.ts";
import type { Pick as Feature } from "../map/glmap.ts";
import { MEASURES, TABS, type State, type Tab, type View } from "./state.ts";

/** Parts of the state that a link carries. */
export type Linked = Pick<State, "edits" | "settings" | "asOf" | "shown" | "stop" | "focus" | "feature" | "tab" | "measure" | "names" | "language" | "other" | "view">;

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

/** What a fragment says; openings, features and assumptions that there are none of are told apart, not dropped in silence. */
export function linkedOf(fragment: string, known: ReadonlySet<string>, sliders: ReadonlySet<string>, has: (feature: Feature) => boolean): { state: Partial<Linked>; unknown: string[] } {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const ids = (parts.get("open") ?? "").split(",").filter(Boolean);
  const state: Partial<Linked> = {
    edits: [...new Set(ids)].filter((id) => known.has(id)).map((id) => ({ do: "open" as const, id })),
    settings: settingsOf(parts, sliders),
  };
  for (const [key, name] of [["as_of", "asOf"], ["shown", "shown"]] as const) {
    const date = parts.get(key) ?? "";
    if (/^\d{4}-\d{2}-\d{2}$/.test(date)) state[name] = date;
  }
  const stop = Number(parts.get("stop"));
  if (Number.isInteger(stop) && stop > 0) state.stop = stop;
  const focus = parts.get("focus");
  if (focus && known.has(focus)) state.focus = focus;
  const tab = parts.get("tab") as Tab | null;
  if (tab && TABS.includes(tab)) state.tab = tab;
  const measure = parts.get("measure") as Measure | null;
  if (measure && MEASURES.includes(measure)) state.measure = measure;
  const view = viewOf(parts.get("view") ?? "");
  if (view) state.view = view;
  const features = KINDS.flatMap((kind) => parts.getAll(kind).map((id) => ({ kind, id })));
  const feature = features.find(has);
  if (feature) state.feature = feature;
  for (const [key, name] of [["other", "other"], ["names", "names"], ["lang", "language"]] as const) {
    const value = parts.get(key);
    if (value && /^[\w-]+$/.test(value)) state[name] = value;
  }
  const lost = features.filter((one) => !has(one)).map(({ id }) => id);
  const foreign = [...new Set(parts.keys())].filter((key) => key.startsWith("s.") && !sliders.has(key.slice(2)));
  return { state, unknown: [...ids.filter((id) => !known.has(id)), ...lost, ...foreign] };
}

/** A place on earth and a zoom; null where the text is neither. */
function viewOf(text: string): View | null {
  const [east, north, zoom, ...more] = text.split(",").map((part) => (part ? Number(part) : NaN));
  if (east === undefined || north === undefined || zoom === undefined || more.length) return null;
  return Math.abs(east) <= 180 && Math.abs(north) <= 85 && zoom >= 0 && zoom <= 24 ? [east, north, zoom] : null;
}

/** Assumptions alone: another name would take the place of another part of the question. */
function settingsOf(parts: URLSearchParams, sliders: ReadonlySet<string>): Record<string, number> {
  const found = [...parts].filter(([key, value]) => key.startsWith("s.") && sliders.has(key.slice(2)) && value !== "" && Number.isFinite(Number(value)));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(2), Number(value)]));
}
