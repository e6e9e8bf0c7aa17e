// The saved scenarios: one list for the views that show or use it.
import { get } from "./api.ts";
import type { Scenario } from "./contract.ts";

let found: Scenario[] | null = null;
let asking: Promise<void> | null = null;

/** The scenarios as last heard of, the baseline first; null before the first answer. */
export function scenarios(): Scenario[] | null {
  return found;
}

/** Asks for the list anew. */
export async function refresh(): Promise<void> {
  found = (await get<{ scenarios: Scenario[] }>("/api/scenarios")).scenarios;
}

/** Asks for the list if nobody has yet; calls back once it is there. */
export function needed(redraw: () => void, failed: (error: unknown) => void): void {
  if (found || asking) return;
  asking = refresh().then(redraw, failed).finally(() => (asking = null));
}
