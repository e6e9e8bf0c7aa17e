// The state of the page: one value, changed in steps; what is a question to the model can be undone.
import type { Edit, Measure } from "./contract.ts";
import type { Pick } from "../map/glmap.ts";

/** What a scenario is made of: these steps are undone and redone. */
export interface Question {
  edits: readonly Edit[];
  settings: Readonly<Record<string, number>>;
  /** Date of the answers; null is the session's. */
  asOf: string | null;
}

export const TABS = ["result", "focus", "packages", "accord", "compare", "scenarios"] as const;
export type Tab = (typeof TABS)[number];

/** Measures in the order in which they are offered. */
export const MEASURES: readonly Measure[] = ["benefit", "npv", "user", "fee", "passenger", "new_trade"];

export type View = readonly [east: number, north: number, zoom: number];

export interface State extends Question {
  /** Date that the map shows while the time slider is moved; null is the date of the answers. */
  shown: string | null;
  /** Stop of the programme's slider; 0 is today. */
  stop: number;
  focus: string | null;
  feature: Pick | null;
  /** Links and openings lit from elsewhere, such as a provision. */
  lit: readonly string[];
  tab: Tab;
  measure: Measure;
  /** Scenario that the present one is compared with. */
  other: string;
  language: string;
  names: string;
  theme: "light" | "dark";
  /** Where the reader moved the map to: degrees east and north, zoom; null where it began. */
  view: View | null;
  hidden: ReadonlySet<string>;
  /** Which openings the list and the map show. */
  filter: "decisions" | "all" | "on";
  search: string;
}

type Listener = (now: State, before: State) => void;

const questionOf = ({ edits, settings, asOf }: State): Question => ({ edits, settings, asOf });

/** Whether the answer has to be asked for anew. */
export function asksAnew(now: Question, before: Question): boolean {
  return now.edits !== before.edits || now.settings !== before.settings || now.asOf !== before.asOf;
}

export class Store {
  private listeners: Listener[] = [];
  private past: Question[] = [];
  private future: Question[] = [];

  constructor(private state: State) {}

  get now(): State {
    return this.state;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Changes what is shown, not what is asked. */
  set(change: Partial<Omit<State, keyof Question>>): void {
    this.apply(change);
  }

  /** Changes the question: one step of undo. */
  ask(change: Partial<Question>, view: Partial<Omit<State, keyof Question>> = {}): void {
    this.past.push(questionOf(this.state));
    this.future = [];
    this.apply({ ...view, ...change });
  }

  undo(): void {
    this.move(this.past, this.future);
  }

  redo(): void {
    this.move(this.future, this.past);
  }

  private move(from: Question[], to: Question[]): void {
    const step = from.pop();
    if (!step) return;
    to.push(questionOf(this.state));
    this.apply(step);
  }

  private apply(change: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...change };
    for (const listener of this.listeners) listener(this.state, before);
  }

  /** Calls the listener at every change, and once at once. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.state, this.state);
  }
}
