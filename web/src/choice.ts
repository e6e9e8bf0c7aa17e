// What the reader has chosen; parts of the page listen and follow.

export interface Choice {
  opening: string | null;
  feature: { kind: "link" | "crossing" | "place" | "settlement"; id: string } | null;
  language: string;
  hidden: ReadonlySet<string>;
  theme: "light" | "dark";
  /** Stop of the time slider; 0 is the date of the report. */
  stop: number;
}

type Listener = (now: Choice, before: Choice) => void;

/** Holds the choice and tells every listener when it changes. */
export class Chooser {
  private listeners: Listener[] = [];

  constructor(private choice: Choice) {}

  get now(): Choice {
    return this.choice;
  }

  set(change: Partial<Choice>): void {
    const before = this.choice;
    this.choice = { ...before, ...change };
    for (const listener of this.listeners) listener(this.choice, before);
  }

  /** Calls the listener at every change, and once at once. */
  listen(listener: Listener): void {
    this.listeners.push(listener);
    listener(this.choice, this.choice);
  }

  /** Shows or hides a state, a mode ("mode:rail") or the gates. */
  toggle(key: string, shown: boolean): void {
    const hidden = new Set(this.choice.hidden);
    if (shown) hidden.delete(key);
    else hidden.add(key);
    this.set({ hidden });
  }
}
