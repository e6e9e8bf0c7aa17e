// Asking the server: JSON both ways, problems in words.
import type { Question } from "./state.ts";
import { openOf } from "./edits.ts";
import { known } from "./messages.ts";

interface Problem {
  place: string;
  found: string;
  expected: string;
  mend: string;
}

/** An answer that says what is wrong. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly problems: Problem[] = [],
  ) {
    super(message);
  }
}

/** Refusals of a server that has too much to do. */
const PASSING = ["busy", "timeout"];

/** Whether the same may be answered later: the network swallowed it, or a busy server put it off. */
export function passes(error: unknown): boolean {
  return !(error instanceof ApiError) || PASSING.includes(error.code);
}

/** The kind of error in the page's language; then the server's own words, which are English, with every problem. */
export function wordsOf(error: unknown): string[] {
  if (!(error instanceof ApiError)) return [String(error instanceof Error ? error.message : error)];
  const kind = known("error", error.code, "");
  const lines = error.problems.map(({ place, found, expected, mend }) =>
    [`${place}: ${found}`, expected, mend].filter(Boolean).join("; "),
  );
  // The message of an error with problems only counts them.
  return [kind, ...(kind && lines.length ? [] : [error.message]), ...lines].filter(Boolean);
}

export async function read<T>(response: Response): Promise<T> {
  const body = response.status === 204 ? null : await response.json().catch((error: unknown) => {
    // An answer that was broken off is none; only a refusal may come without words.
    if (response.ok) throw error;
    return null;
  });
  if (response.ok) return body as T;
  const told = (body as { error?: { code: string; message: string; problems?: Problem[] } } | null)?.error;
  throw new ApiError(told?.code ?? String(response.status), told?.message ?? response.statusText, told?.problems);
}

export async function get<T>(address: string, signal?: AbortSignal): Promise<T> {
  return read<T>(await fetch(address, signal ? { signal } : {}));
}

export async function send<T>(method: "POST" | "PUT" | "DELETE", address: string, body?: unknown): Promise<T> {
  const headers = { "X-Reopen": "1", "Content-Type": "application/json" };
  return read<T>(await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }));
}

/** The question as a query; what stands at its central value is left out. */
export function queryOf({ edits, settings, asOf }: Question, more: Record<string, string> = {}): string {
  const parts = new URLSearchParams({ open: openOf(edits).sort().join(","), ...more });
  for (const [id, value] of Object.entries(settings)) parts.set(id, String(value));
  if (asOf) parts.set("as_of", asOf);
  return parts.toString().replaceAll("%2C", ",");
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === "AbortError";
