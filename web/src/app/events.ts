// The server's events: jobs and bases that are being made.
import type { Job } from "./contract.ts";

export interface Base {
  key: string;
  state: "building" | "ready";
  share: number;
}

type Heard = { job: Job; base: Base };

/** One stream for the page; it connects anew by itself. */
export class Events {
  private listeners: { [K in keyof Heard]: ((told: Heard[K]) => void)[] } = { job: [], base: [] };

  connect(): void {
    const source = new EventSource("/api/events");
    for (const kind of ["job", "base"] as const) {
      source.addEventListener(kind, (event) => {
        const told = JSON.parse((event as MessageEvent<string>).data);
        for (const listener of [...this.listeners[kind]]) listener(told);
      });
    }
    addEventListener("pagehide", () => source.close());
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
