// The server's events: jobs and bases that are being made.
import type { Job } from "./contract.ts";

export interface Base {
  key: string;
  state: "building" | "ready";
  share: number;
}

/** `again` is told when the stream begins, also after a gap, and when the server refuses it: jobs may have ended unheard. */
type Heard = { job: Job; base: Base; again: null };

/** Milliseconds after which a stream that was refused is asked for again; one that broke off connects anew by itself. */
const REFUSED = 10_000;

/** One stream for the page while it can be seen: a browser keeps few connections to a host, for all its tabs together. */
export class Events {
  private listeners: { [K in keyof Heard]: ((told: Heard[K]) => void)[] } = { job: [], base: [], again: [] };
  private source: EventSource | null = null;
  private timer = 0;

  connect(): void {
    const follow = () => (document.hidden ? this.close() : this.open());
    document.addEventListener("visibilitychange", follow);
    addEventListener("pageshow", follow);
    addEventListener("pagehide", () => this.close());
    follow();
  }

  private open(): void {
    if (this.source) return;
    const source = new EventSource("/api/events");
    this.source = source;
    for (const kind of ["job", "base"] as const) source.addEventListener(kind, ({ data }) => this.tell(kind, JSON.parse(data)));
    source.addEventListener("open", () => this.tell("again", null));
    source.addEventListener("error", () => {
      if (source.readyState !== EventSource.CLOSED) return;
      this.close();
      this.timer = window.setTimeout(() => this.open(), REFUSED);
      this.tell("again", null);
    });
  }

  private close(): void {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }

  private tell<K extends keyof Heard>(kind: K, told: Heard[K]): void {
    for (const listener of [...this.listeners[kind]]) listener(told);
  }

  /** Hears one kind of event; the returned call ends it. */
  on<K extends keyof Heard>(kind: K, listener: (told: Heard[K]) => void): () => void {
    this.listeners[kind].push(listener);
    return () => {
      const at = this.listeners[kind].indexOf(listener);
      if (at >= 0) this.listeners[kind].splice(at, 1);
    };
  }
}
