// Asks at every change of the question: central values at once, ranges when the reader rests. Answers that come
// after the reader has moved on are dropped.
import { get, isAbort, passes, queryOf } from "./api.ts";
import type { Answer, Ranges } from "./contract.ts";
import { asksAnew, type Store } from "./state.ts";

/** Milliseconds without a change after which ranges are asked for. */
const REST = 350;

/** Milliseconds after which a question that could not be asked is asked again, time after time. */
const AGAIN = [1000, 2000, 4000, 8000];

/** Milliseconds after which the page says that it is waiting. */
const PATIENCE = 200;

interface Told {
  answer: Answer | null;
  ranges: Ranges | null;
  /** The answer shown is not that of the question as it stands. */
  waiting: boolean;
  /** The question as it stands has no answer: it was refused, or could not be asked and is asked again. */
  failed: boolean;
  error: unknown;
}

type Listener = (told: Told) => void;

export class Answers {
  private told: Told = { answer: null, ranges: null, waiting: false, failed: false, error: null };
  private listeners: Listener[] = [];
  private current: AbortController | null = null;
  private timers: number[] = [];

  constructor(store: Store) {
    store.listen((now, before) => {
      if (asksAnew(now, before) || now === before) void this.ask(queryOf(now));
    });
    window.addEventListener("online", () => {
      if (this.told.failed) void this.ask(queryOf(store.now));
    });
  }

  get now(): Told {
    return this.told;
  }

  listen(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.told);
  }

  private tell(change: Partial<Told>): void {
    this.told = { ...this.told, ...change };
    for (const listener of this.listeners) listener(this.told);
  }

  private async ask(query: string, times = 0): Promise<void> {
    this.current?.abort();
    for (const timer of this.timers) clearTimeout(timer);
    const current = new AbortController();
    this.current = current;
    const patience = window.setTimeout(() => this.tell({ waiting: true }), PATIENCE);
    this.timers = [patience];
    try {
      const answer = await get<Answer>(`/api/answer?${query}`, current.signal);
      clearTimeout(patience);
      this.tell({ answer, ranges: answer.ranges, waiting: false, failed: false, error: null });
      // Says which question the page shows the answer of, for whoever drives or watches it.
      document.documentElement.dataset.answered = query;
      if (!answer.ranges) this.timers.push(window.setTimeout(() => void this.askRanges(query, current), REST));
    } catch (error) {
      clearTimeout(patience);
      if (isAbort(error) || this.current !== current) return;
      this.tell({ waiting: false, failed: true, error });
      const rest = passes(error) ? AGAIN[times] : undefined;
      if (rest) this.timers.push(window.setTimeout(() => void this.ask(query, times + 1), rest));
    }
  }

  private async askRanges(query: string, current: AbortController): Promise<void> {
    try {
      const ranges = await get<Ranges>(`/api/ranges?${query}`, current.signal);
      if (this.current === current && ranges.key === this.told.answer?.key) this.tell({ ranges });
    } catch (error) {
      if (!isAbort(error) && this.current === current) this.tell({ error });
    }
  }
}
