// What every part of the page works with.
import type { Index } from "../payload.ts";
import type { Answers } from "./answers.ts";
import type { Region, Session, Timeline } from "./contract.ts";
import type { Events } from "./events.ts";
import type { Store } from "./state.ts";

export interface Page {
  readonly session: Session;
  readonly region: Region;
  /** Renewed when the programme arrives. */
  index: Index;
  /** States by date; null until it arrives. */
  timeline: Timeline | null;
  readonly store: Store;
  readonly answers: Answers;
  readonly events: Events;
}

/** Title of an opening; its id where the region has none. */
export function titled(page: Page, id: string): string {
  return page.index.openings.get(id)?.title ?? id;
}
