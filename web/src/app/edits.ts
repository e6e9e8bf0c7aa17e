// What is open: ordered edits over the untouched baseline.
import type { Edit } from "./contract.ts";

/** The openings that edits leave open, in the order in which they were opened. */
export function openOf(edits: readonly Edit[]): string[] {
  const open = new Set<string>();
  for (const { do: what, id } of edits) {
    if (what === "open") open.add(id);
    else open.delete(id);
  }
  return [...open];
}

/** The edits with one more that turns an opening over. */
export function toggled(edits: readonly Edit[], id: string): Edit[] {
  return [...edits, { do: openOf(edits).includes(id) ? "close" : "open", id }];
}

/** The fewest edits from what is open to a wanted set. */
export function towards(edits: readonly Edit[], wanted: readonly string[]): Edit[] {
  const open = openOf(edits);
  const close = open.filter((id) => !wanted.includes(id)).map((id): Edit => ({ do: "close", id }));
  const more = wanted.filter((id) => !open.includes(id)).map((id): Edit => ({ do: "open", id }));
  return [...edits, ...close, ...more];
}
