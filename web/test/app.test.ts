// The map application's parts that need no browser.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Map as GlMap } from "maplibre-gl";
import { ApiError, queryOf, wordsOf } from "../src/app/api.ts";
import { barsOf, extentOf, outside } from "../src/app/bars.ts";
import { changedWords } from "../src/app/caveats.ts";
import type { Answer, Edit, Packages, Ranges, Timeline } from "../src/app/contract.ts";
import { countryName } from "../src/app/countries.ts";
import { openOf, toggled, towards } from "../src/app/edits.ts";
import { scalesOf, sizesOf, statesOn, widthsOf } from "../src/app/map/shown.ts";
import { spread } from "../src/app/map/spread.ts";
import { LANGUAGES } from "../src/app/messages.ts";
import { fragmentOf, linkedOf, toldOf, type Linked } from "../src/app/permalink.ts";
import { pointsOf } from "../src/app/packages.ts";
import type { Page } from "../src/app/page.ts";
import { fitted, wrapped } from "../src/app/pictures.ts";
import { Store, type State } from "../src/app/state.ts";
import { changedRows } from "../src/app/ways.ts";
import { FeatureValues } from "../src/map/values.ts";

const FIRST: State = {
  edits: [], settings: {}, asOf: null, shown: null, stop: 0, focus: null, feature: null, lit: [], tab: "result", measure: "benefit",
  other: "0", view: null, names: "en", language: "en", theme: "light", hidden: new Set(), filter: "decisions", search: "",
};

test("what is open follows from the edits in their order", () => {
  const edits: Edit[] = [{ do: "open", id: "a" }, { do: "open", id: "b" }, { do: "close", id: "a" }, { do: "open", id: "a" }];
  assert.deepEqual(openOf(edits), ["b", "a"]);
  assert.deepEqual(openOf(toggled(edits, "b")), ["a"]);
  assert.deepEqual(openOf(towards(edits, ["c", "a"])), ["a", "c"]);
  assert.equal(towards(edits, ["b", "a"]).length, edits.length);
});

test("undo and redo take the question back and forth, and leave the view alone", () => {
  const store = new Store(FIRST);
  store.ask({ edits: [{ do: "open", id: "a" }] });
  store.ask({ settings: { rate: 9 } });
  store.set({ tab: "accord" });
  store.undo();
  assert.deepEqual([store.now.settings, openOf(store.now.edits), store.now.tab], [{}, ["a"], "accord"]);
  store.redo();
  assert.deepEqual(store.now.settings, { rate: 9 });
  store.undo();
  store.undo();
  store.undo();
  assert.deepEqual([openOf(store.now.edits), store.canUndo, store.canRedo], [[], false, true]);
  store.ask({ settings: { time: 2 } });
  assert.equal(store.canRedo, false);
});

test("a link carries the state there and back, and tells what the region does not have", () => {
  const state: Linked = {
    edits: [{ do: "open", id: "b" }, { do: "open", id: "a" }], settings: { elasticity: 1.25 }, asOf: "2020-11-10", shown: "1994-05-12", stop: 3,
    focus: "a", feature: { kind: "place", id: "p" }, tab: "compare", measure: "npv", view: [44.5, 40.25, 7.5], names: "ka", language: "hy", other: "both-ways-3fa9c1",
  };
  const has = ({ id }: { id: string }) => id === "p";
  const { state: back, unknown } = linkedOf(fragmentOf(state), new Set(["a", "b"]), [{ id: "elasticity", low: 0, high: 5 }], has);
  assert.deepEqual([back, unknown], [state, []]);
  const odd = linkedOf("#open=a,gone,a&as_of=2026-13-45&stop=-2&tab=secret&s.rate=99&lang=xx&shown=2026-02-30&measure=joy&view=1,2&link=none&s.open=5&focus=lost&names=<b>", new Set(["a"]), [{ id: "rate", low: 0, high: 30 }], has);
  const wrong = ["gone", "none", "s.rate=99", "s.open", "as_of=2026-13-45", "shown=2026-02-30", "stop=-2", "focus=lost", "tab=secret", "measure=joy", "view=1,2", "names=<b>", "lang=xx"];
  assert.deepEqual(odd, { state: { edits: [{ do: "open", id: "a" }], settings: {} }, unknown: wrong });
  const leap = linkedOf("#as_of=2024-02-29&s.rate=0", new Set(), [{ id: "rate", low: 0, high: 30 }], has);
  assert.deepEqual([leap.state.asOf, leap.state.settings, leap.unknown], ["2024-02-29", { rate: 0 }, []]);
  assert.equal(toldOf(["x".repeat(20_000), ...wrong]), `${"x".repeat(59)}…, ${wrong.slice(0, 7).join(", ")}, … (+6)`);
});

test("assumptions are told where they are not the region's own", () => {
  const slider = (id: string, central: number) => ({ id, label: id, unit: "%", low: 0, central, high: 9, step: 1, quick: true });
  const told = changedWords([slider("one", 5), slider("two", 1), slider("three", 1)], { one: 7, two: 1, three: null });
  assert.deepEqual(told, ["one 7 % (5)"]);
  assert.deepEqual(changedWords([slider("one", 5)], {}), []);
});

test("texts below a picture break between words", () => {
  assert.deepEqual(wrapped("one two three fourteen", 8), ["one two", "three", "fourteen"]);
  assert.deepEqual(wrapped("", 8), [""]);
});

test("the same set is the same question, whatever the order", () => {
  const ask = (...ids: string[]) => queryOf({ edits: ids.map((id) => ({ do: "open", id })), settings: { rate: 9 }, asOf: null });
  assert.equal(ask("b", "a"), ask("a", "b"));
  assert.equal(ask("b", "a"), "open=a,b&rate=9");
});

test("marks are moved apart, alone ones stay", () => {
  const spots = [{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 3, y: 1 }, { x: 500, y: 0 }];
  const shifts = spread(spots, 20);
  const moved = spots.map(({ x, y }, i) => ({ x: x + (shifts[i]?.x ?? 0), y: y + (shifts[i]?.y ?? 0) }));
  assert.deepEqual(shifts[3], { x: 0, y: 0 });
  for (const [i, a] of moved.entries()) for (const b of moved.slice(i + 1)) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) > 19);
});

test("states on a date come from the last row on or before it", () => {
  const timeline: Timeline = {
    dates: [], links: { ab: [["1990-01-01", "closed", false], ["2020-01-01", "open", false]] }, crossings: { x: [["1995-05-05", "closed", false]] },
    before: { links: {}, crossings: { x: "none" } },
  };
  const on = (date: string) => [...statesOn(timeline, date).values()];
  assert.deepEqual([on("1989-12-31"), on("1990-01-01"), on("2021-01-01")], [["open", "none"], ["closed", "none"], ["open", "closed"]]);
});

test("flows widen with the root of tonnes, and small changes are not drawn", () => {
  const widths = widthsOf([["a", 100, 400], ["b", 400, 100], ["c", 400, 400.1]]);
  const round = (id: string) => Object.values(widths.get(id) ?? {}).map((v) => Math.round(100 * v) / 100);
  assert.deepEqual([round("a"), round("b"), round("c")], [[1, 0.87, 0], [0.5, 0, 0.87], [1, 0, 0]]);
  const [now, more] = [[["a", 100, 100], ["b", 0, 50]], [["a", 100, 100], ["b", 0, 900]]].map((flows) => widthsOf(flows as Answer["flows"]));
  assert.deepEqual(now?.get("a"), more?.get("a"), "a width means the same in every combination");
  assert.equal(widthsOf([["a", 0, 100], ["b", 0, 25]]).get("b")?.flow, 0.5, "also where nothing flowed before");
  assert.deepEqual([...sizesOf([["p", 4, 0, 0, 0], ["q", -1, 0, 0, 0], ["r", 0.001, 0, 0, 0]])], [["p", { gain: 1, loss: 0 }], ["q", { gain: 0, loss: 0.5 }]]);
});

test("answers beside each other are drawn on one scale", () => {
  const answer = (tonnes: number, benefit: number) => ({ flows: [["a", 0, tonnes]], places: [["p", benefit, 0, 0, 0]] }) as unknown as Answer;
  const [one, other] = [answer(100, 4), answer(400, -16)];
  const scales = scalesOf(one, other);
  assert.deepEqual(scales, { flow: 400, place: 16 });
  assert.deepEqual([one, other].map(({ flows }) => widthsOf(flows, scales.flow).get("a")?.flow), [0.5, 1]);
  assert.deepEqual([one, other].map(({ places }) => sizesOf(places, scales.place).get("p")), [{ gain: 0.5, loss: 0 }, { gain: 0, loss: 1 }]);
  assert.deepEqual(scalesOf(null), { flow: 1, place: 0 });
});

test("bars show gains, losses and what is too small to be either", () => {
  const answer = { by_country: { XA: { benefit: 2 }, XB: { benefit: -1 }, XC: { benefit: 0.01 } } } as unknown as Answer;
  const ranges = { by_country: { XA: { benefit: [-3, 2, 9] } } } as unknown as Ranges;
  const bars = barsOf(answer, ranges, "benefit", [["XA", "A"], ["XB", "B"], ["XC", "C"]]);
  assert.deepEqual(bars.map(({ side, range, middle }) => [side, range, middle]), [["gain", [-3, 9], 2], ["loss", null, null], ["nil", null, null]]);
  assert.deepEqual(extentOf(bars), [-3, 9]);
});

test("a central value beyond its range is told, unless by next to nothing", () => {
  assert.deepEqual([25.9, 27.26, 27.3, 47.8, 47.84, 48].map((value) => outside(value, [27.3, 47.8])), [true, false, false, false, false, true]);
});

test("a picture names as many openings as its lines hold, and counts the rest", () => {
  const more = (n: number) => `+${n}`;
  assert.equal(fitted([], 9, 2, more), "");
  assert.equal(fitted(["aaaa", "bbbb", "cccc"], 9, 1, more), "aaaa; +2");
  assert.equal(fitted(["aaaa", "bbbb", "cccc"], 9, 2, more), "aaaa; bbbb; +1");
  assert.equal(fitted(["aaaa", "bbbb", "cccc"], 9, 3, more), "aaaa; bbbb; cccc");
  assert.equal(fitted(["a long one", "bbbb"], 9, 1, more), "a long one; +1");
});

test("the kind of an error comes ahead of the server's words", () => {
  assert.deepEqual(wordsOf(new ApiError("busy", "too many pages listen")), ["The server has too much to do at once; try again soon.", "too many pages listen"]);
  const one = { place: "rate", found: "it is 99", expected: "at most 30", mend: "" };
  assert.deepEqual(wordsOf(new ApiError("wrong_input", "One thing has to be mended first.", [one])), ["Something in the request has to be mended first.", "rate: it is 99; at most 30"]);
  assert.deepEqual(wordsOf(new ApiError("502", "Bad Gateway")), ["Bad Gateway"]);
});

test("a country and a bloc have the names of the data in the page's language", () => {
  const countries = [{ id: "GE", name: "Georgia", kind: "country", colour: "", names: [["ka", "საქართველო"]] }, { id: "EU", name: "European Union", kind: "gateway_bloc", colour: "", names: [["ka", "ევროკავშირი"]] }];
  const named = (language: string) => ["GE", "EU", "ZZ"].map((id) => countryName({ region: { countries }, store: { now: { language } } } as unknown as Page, id));
  assert.deepEqual(named("ka"), ["საქართველო", "ევროკავშირი", "ZZ"]);
  assert.deepEqual(named("en"), ["Georgia", "European Union", "ZZ"]);
});

test("a package is a point once, and the one that is open is told", () => {
  const one = (code: number, ...open: string[]) => ({ code, open, total: code, by_country: { XA: -code, XB: 2 }, gains: null, sure: null, feasible: true });
  const found: Packages = {
    openings: [], given: [], countries: [], epsilon: 0.1, front: [one(1, "b", "a")], valued: [one(1, "b", "a"), one(2, "a")],
    smallest: { central: 2, p50: null, p10: null }, nash: 1,
  };
  assert.deepEqual(pointsOf(found, ["a", "b"]).map(({ least, on, mark }) => [least, on, mark]), [[-1, true, "N"], [-2, false, "S"]]);
});

test("ways are listed by what they save in all, unchanged ones not at all", () => {
  const rows = changedRows([["a", 10, 50, 49, 1], ["b", 1, 50, 30, 1], ["c", 99, 50, 50, 0]]);
  assert.deepEqual(rows.map(([id]) => id), ["b", "a"]);
});

test("every language has every text with the same placeholders", () => {
  const folder = join(process.cwd(), "src/app/messages");
  const read = (name: string): Record<string, string> => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const english = read("en.json");
  const slots = (text = "") => (text.match(/\{\w+\}/g) ?? []).sort();
  assert.deepEqual(readdirSync(folder).sort(), LANGUAGES.map(([code]) => `${code}.json`).sort());
  for (const [code] of LANGUAGES) {
    const other = read(`${code}.json`);
    assert.deepEqual(Object.keys(other), Object.keys(english), code);
    for (const [key, text] of Object.entries(english)) {
      assert.ok(other[key]?.trim(), `${code}: ${key}`);
      assert.deepEqual(slots(other[key]), slots(text), `${code}: ${key}`);
    }
  }
});

test("every text that the sources and the page ask for is in the catalogue", () => {
  const english: Record<string, string> = JSON.parse(readFileSync(join(process.cwd(), "src/app/messages/en.json"), "utf8"));
  const files = readdirSync(join(process.cwd(), "src/app"), { recursive: true, encoding: "utf8" }).filter((name) => /\.(ts|html)$/.test(name));
  const asked = files.flatMap((name) => {
    const text = readFileSync(join(process.cwd(), "src/app", name), "utf8");
    return [...text.matchAll(/data-t(?:-label|-hint)?="([^"]+)"/g)].map(([, key]) => key ?? "");
  });
  assert.ok(asked.length > 15);
  assert.deepEqual(asked.filter((key) => !(key in english)), []);
});

test("numbers on features of the map are set when they change, and fall back to 0", () => {
  const set: unknown[] = [];
  const map = { setFeatureState: ({ id }: { id: string }, values: object) => set.push([id, values]) } as unknown as GlMap;
  const values = new FeatureValues(map);
  values.mark("links", "lit", ["a", "b"]);
  values.set("links", "flows", new Map([["a", { flow: 1 }], ["c", { flow: 0.5 }]]));
  assert.deepEqual(set.splice(0), [["a", { lit: 1 }], ["b", { lit: 1 }], ["a", { flow: 1 }], ["c", { flow: 0.5 }]]);
  values.mark("links", "lit", ["b"]);
  values.set("links", "flows", new Map([["a", { flow: 1 }], ["c", { flow: 0.25 }]]));
  assert.deepEqual(set.splice(0), [["a", { lit: 0 }], ["c", { flow: 0.25 }]]);
  values.again();
  assert.deepEqual(set, [["b", { lit: 1 }], ["a", { flow: 1 }], ["c", { flow: 0.25 }]]);
});
