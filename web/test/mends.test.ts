// Search of openings, and waiting for jobs.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../src/app/contract.ts";
import { Events } from "../src/app/events.ts";
import { jobWords } from "../src/app/jobs.ts";
import { folded, textOf } from "../src/app/openings.ts";
import { finished } from "../src/app/whendone.ts";
import { Index } from "../src/payload.ts";
import { opening, page } from "./data.ts";

test("case, marks on letters and the dotless i are no part of a search", () => {
  assert.equal(folded("Iğdır İÇMƏ Gümrü Ёлка"), "igdir icmə gumru елка");
  assert.equal(folded("IGDIR"), folded("ığdır"));
});

test("an opening is found by its crossings, their places and its countries in every language", () => {
  const data = page({ openings: [opening("gate", [0, 0, 0], { crossings: ["x"], countries: ["AM", "XA"] })] });
  const index = new Index({ ...data, countries: [...data.countries, { id: "AM", name: "Armenia", kind: "country", colour: "#000000" }] });
  const text = textOf(index, "gate");
  for (const word of ["Opening gate", "آ", "Xb", "Армения", "Ermenistan", "Հայաստան", "სომხეთი"]) assert.ok(text.includes(folded(word)), word);
  assert.ok(!text.includes(folded("Турция")));
});

/** Whoever waits for job j1, with the events and the answer of its address in hand. */
function waiting(signal?: AbortSignal) {
  const events = new Events();
  const { listeners } = events as unknown as { listeners: { job: ((job: Job) => void)[]; again: (() => void)[] } };
  const seen: string[] = [];
  let answer: (job: Partial<Job>) => void = () => undefined;
  globalThis.fetch = () => new Promise((done) => (answer = (job) => done(Response.json(job))));
  const end = finished({ events }, { id: "j1" }, ({ state }) => seen.push(state), signal).then(({ state }) => state, String);
  const tell = (state: string) => [...listeners.job].forEach((hear) => hear({ id: "j1", state, message: "" } as Job));
  const again = () => [...listeners.again].forEach((hear) => hear());
  return { end, tell, again, seen, listeners, answer: (state: string) => answer({ id: "j1", state: state as Job["state"], message: "" }) };
}

const rest = () => new Promise((done) => setTimeout(done, 5));

test("a late answer on a job that is over is dropped, and nobody listens any more", async () => {
  const { end, tell, seen, listeners, answer } = waiting();
  tell("running");
  tell("cancelled");
  assert.equal(listeners.job.length, 0);
  answer("running");
  await rest();
  assert.equal(await end, "Error: The computation was cancelled.");
  assert.deepEqual(seen, ["running", "cancelled"]);
});

test("who stops waiting for a job hears no more of it", async () => {
  const leave = new AbortController();
  const { end, tell, seen, listeners, answer } = waiting(leave.signal);
  tell("running");
  leave.abort();
  answer("done");
  await rest();
  assert.match(await end, /AbortError/);
  assert.deepEqual([seen, listeners.job.length], [["running"], 0]);
});

test("a job that ended while nothing was heard is asked for when the stream is back", async () => {
  const { end, again, seen, answer } = waiting();
  answer("running");
  await rest();
  again();
  answer("done");
  assert.equal(await end, "done");
  assert.deepEqual(seen, ["running", "done"]);
});

test("what the network swallows when the stream is back does not end the waiting, a job that is gone does", async () => {
  const { end, tell, again, listeners, answer } = waiting();
  answer("running");
  await rest();
  globalThis.fetch = () => Promise.reject(new TypeError("cut"));
  again();
  await rest();
  assert.equal(listeners.job.length, 1);
  globalThis.fetch = () => Promise.resolve(Response.json({ error: { code: "not_found", message: "there is no job" } }, { status: 404 }));
  again();
  assert.equal(await end, "Error: there is no job");
  tell("done");
});

test("what a job does now is told in words while it runs, also where the page does not know it", () => {
  const told = (state: string, stage: string) => jobWords({ id: "j1", kind: "programme", state, stage, share: 0, message: "" } as Job);
  assert.equal(told("running", "front"), "Rebuilding programme: running: spending against time");
  assert.equal(told("running", "new_part"), "Rebuilding programme: running: further steps");
  assert.equal(told("done", "front"), "Rebuilding programme: done");
});
