// The state of the page in the fragment of its address, which browsers do not send to any server.
import { openOf } from "./edits.ts";
import { TABS, type State, type Tab } from "./state.ts";

/** Parts of the state that a link carries. */
export type Linked = Pick<State, "edits" | "settings" | "asOf" | "stop" | "focus" | "tab" | "names" | "language" | "other">;

export function fragmentOf(state: Linked): string {
  const parts = new URLSearchParams();
  const open = openOf(state.edits);
  if (open.length) parts.set("open", open.join(","));
  for (const [id, value] of Object.entries(state.settings)) parts.set(`s.${id}`, String(value));
  if (state.asOf) parts.set("as_of", state.asOf);
  if (state.stop) parts.set("stop", String(state.stop));
  if (state.focus) parts.set("focus", state.focus);
  if (state.tab !== "result") parts.set("tab", state.tab);
  if (state.other !== "0") parts.set("other", state.other);
  parts.set("lang", state.language);
  parts.set("names", state.names);
  return `#${parts.toString().replaceAll("%2C", ",")}`;
}

/** What a fragment says; openings that the region does not have are told apart, not dropped in silence. */
export function linkedOf(fragment: string, known: ReadonlySet<string>): { state: Partial<Linked>; unknown: string[] } {
  const parts = new URLSearchParams(fragment.replace(/^#/, ""));
  const ids = (parts.get("open") ?? "").split(",").filter(Boolean);
  const state: Partial<Linked> = {
    edits: [...new Set(ids)].filter((id) => known.has(id)).map((id) => ({ do: "open" as const, id })),
    settings: settingsOf(parts),
  };
  const date = parts.get("as_of") ?? "";
  if (/^\d{4}-\d{2}-\d{2}$/.test(date)) state.asOf = date;
  const stop = Number(parts.get("stop"));
  if (Number.isInteger(stop) && stop > 0) state.stop = stop;
  const focus = parts.get("focus");
  if (focus && known.has(focus)) state.focus = focus;
  const tab = parts.get("tab") as Tab | null;
  if (tab && TABS.includes(tab)) state.tab = tab;
  for (const [key, name] of [["other", "other"], ["names", "names"], ["lang", "language"]] as const) {
    const value = parts.get(key);
    if (value && /^[\w-]+$/.test(value)) state[name] = value;
  }
  return { state, unknown: ids.filter((id) => !known.has(id)) };
}

function settingsOf(parts: URLSearchParams): Record<string, number> {
  const found = [...parts].filter(([key, value]) => key.startsWith("s.") && value !== "" && Number.isFinite(Number(value)));
  return Object.fromEntries(found.map(([key, value]) => [key.slice(2), Number(value)]));
}
