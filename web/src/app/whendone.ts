// Views that need a long solve: ask, wait for the job, ask again.
import { get, passes, read } from "./api.ts";
import type { Job } from "./contract.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";

/** How a solve stands, for whoever shows it. */
export type Progress = (job: Job) => void;

/** The answer of an address that may say that it is still being computed. */
export async function whenDone<T extends object>(page: Page, address: string, progress: Progress, signal?: AbortSignal): Promise<T> {
  const first = await get<T | { job: Job }>(address, signal);
  if (!("job" in first)) return first;
  progress(first.job);
  await finished(page, first.job, progress, signal);
  return whenDone<T>(page, address, progress, signal);
}

/** The file at an address that may say that it is still being computed. */
export async function fileWhenDone(page: Page, address: string, progress: Progress): Promise<Blob> {
  const response = await fetch(address);
  if (response.ok && response.status !== 202) return response.blob();
  const { job } = await read<{ job: Job }>(response);
  progress(job);
  await finished(page, job, progress);
  return fileWhenDone(page, address, progress);
}

/** Resolves when a job is done; fails with its message when it failed or was cancelled, and when nobody waits any more. */
export function finished({ events }: Pick<Page, "events">, { id }: Pick<Job, "id">, progress: Progress, signal?: AbortSignal): Promise<Job> {
  return new Promise((resolve, reject) => {
    let over = false;
    const end = (settle: () => void) => {
      over = true;
      for (const stop of stops) stop();
      signal?.removeEventListener("abort", leave);
      settle();
    };
    // What is told of the job after its end, such as a late answer, is dropped.
    const hear = (job: Job) => {
      if (over || job.id !== id) return;
      progress(job);
      if (job.state === "waiting" || job.state === "running") return;
      end(() => (job.state === "done" ? resolve(job) : reject(new Error([t(`job.${job.state}`), job.message].filter(Boolean).join(" ")))));
    };
    const fail = (error: unknown) => end(() => reject(error));
    const leave = () => fail(signal?.reason);
    const look = () => get<Job>(`/api/jobs/${encodeURIComponent(id)}`, signal).then(hear);
    // What cannot be asked now is told, or asked again, by the stream.
    const again = () => void look().catch((error: unknown) => passes(error) || fail(error));
    const stops = [events.on("job", hear), events.on("again", again)];
    signal?.addEventListener("abort", leave);
    // It may have ended before anybody listened.
    look().catch(fail);
  });
}
