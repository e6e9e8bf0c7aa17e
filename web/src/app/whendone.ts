// Views that need a long solve: ask, wait for the job, ask again.
import { get } from "./api.ts";
import type { Job } from "./contract.ts";
import { t } from "./messages.ts";
import type { Page } from "./page.ts";

/** How a solve stands, for whoever shows it. */
export type Progress = (job: Job) => void;

/** The answer of an address that may say that it is still being computed. */
export async function whenDone<T extends object>(page: Page, address: string, progress: Progress = () => undefined): Promise<T> {
  const first = await get<T | { job: Job }>(address);
  if (!("job" in first)) return first;
  progress(first.job);
  await finished(page, first.job, progress);
  return whenDone<T>(page, address, progress);
}

/** Resolves when a job is done; fails with its message when it failed or was cancelled. */
export function finished(page: Page, { id }: Job, progress: Progress): Promise<Job> {
  return new Promise((resolve, reject) => {
    const hear = (job: Job) => {
      if (job.id !== id) return;
      progress(job);
      if (job.state === "waiting" || job.state === "running") return;
      stop();
      if (job.state === "done") resolve(job);
      else reject(new Error(job.message || t(`job.${job.state}`)));
    };
    const stop = page.events.on("job", hear);
    // It may have ended before anybody listened.
    get<Job>(`/api/jobs/${encodeURIComponent(id)}`).then(hear, reject);
  });
}
