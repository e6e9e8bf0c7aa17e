// What the panel beside the map says of a link, a crossing or a place.
import { el, name, sources } from "../dom.ts";
import { amount, dated, words } from "../format.ts";
import { endsOf, variants } from "../names.ts";
import type { Index, Place } from "../payload.ts";
import type { Pick } from "./glmap.ts";
import { momentAt, type Moment } from "./moment.ts";

type Rows = [string, (Node | string)[]][];

/** What a feature is called. */
export function titleOf({ kind, id }: Pick, index: Index, language: string): string {
  if (kind === "place") return index.places.get(id)?.names.find(([code]) => code === language)?.[1] ?? index.places.get(id)?.names[0]?.[1] ?? id;
  if (kind === "crossing") return index.crossings.get(id)?.names.join(" / ") ?? id;
  if (kind === "settlement") return index.settlements.get(id)?.name ?? id;
  const link = index.links.get(id);
  return link ? endsOf(link, index, language) : id;
}

/** One line on a feature, for the card beside the pointer. */
export function lineOf({ kind, id }: Pick, index: Index, stop = 0): string {
  if (kind === "place") return words(index.places.get(id)?.kind ?? "");
  const moment = momentAt(index, stop);
  if (kind === "settlement") return standing(id, index, moment);
  const subject = kind === "link" ? index.links.get(id) : index.crossings.get(id);
  if (!subject) return "";
  const what = "mode" in subject ? [subject.mode, subject.name].filter(Boolean).join(" ") : "crossing";
  const planned = moment?.states.get(id);
  if (moment && planned) return `${what}: planned to be ${words(planned)} by ${moment.label}`;
  return `${what}: ${words(subject.state)}${sinceOf(id, subject.since, index)}`;
}

/** The panel's content for a feature. */
export function details(pick: Pick, index: Index, language: string, stop = 0): Node[] {
  const head = el("h3", {}, name(titleOf(pick, index, language)));
  if (pick.kind === "place") return [head, ...ofPlace(index.places.get(pick.id), index)];
  if (pick.kind === "settlement") return [head, ...ofSettlement(pick.id, index, stop)];
  return [head, ...(pick.kind === "link" ? ofLink(pick.id, index) : ofCrossing(pick.id, index))];
}

function list(rows: Rows): HTMLElement {
  const made = el("dl", { class: "facts" });
  for (const [label, content] of rows) {
    if (content.length) made.append(el("div", {}, el("dt", {}, label), el("dd", {}, ...content)));
  }
  return made;
}

function namesOf(place: Place | undefined, index: Index): Node[] {
  if (!place) return [];
  const lines = variants(place, index.data.languages).map(([used, text]) => el("li", {}, name(text), el("small", {}, used)));
  return [el("ul", { class: "names" }, ...lines)];
}

function ofPlace(place: Place | undefined, index: Index): Node[] {
  if (!place) return [];
  const people = place.population === null ? [] : [`${amount(Math.round(place.population))}${place.year ? ` (${place.year})` : ""}`];
  return [
    list([
      ["Names", namesOf(place, index)],
      ["Kind", [words(place.kind)]],
      ["Population", people],
      ["Note", place.note ? [place.note] : []],
      ["Sources", [sources(place.source), ` · confidence ${place.confidence}`]],
    ]),
  ];
}

/** What a settlement has come to at a moment. */
function standing(id: string, index: Index, moment: Moment | null): string {
  const one = moment?.places.find(({ place }) => place.id === id);
  if (!moment || !one) return "settlement of the programme";
  const stage = index.data.styles.stages.find(({ id }) => id === one.stage)?.label ?? words(one.stage);
  return `by ${moment.label}: ${stage.toLowerCase()}, ${amount(one.home)} at home`;
}

function ofSettlement(id: string, index: Index, stop: number): Node[] {
  const place = index.settlements.get(id);
  if (!place) return [];
  const month = (number: number) => index.data.rebuild?.months[Math.ceil(number / (index.data.rebuild?.step ?? 1))] ?? "";
  const label = (stage: string) => index.data.styles.stages.find(({ id }) => id === stage)?.label ?? words(stage);
  const stages = place.stages.map(([from, stage]) => el("li", {}, el("time", {}, month(from)), ` ${label(stage).toLowerCase()}`));
  const home = place.home.map(([from, people]) => el("li", {}, el("time", {}, month(from)), ` ${amount(people)}`));
  return [
    el("p", { class: "state" }, `Planned, ${standing(id, index, momentAt(index, stop))}.`),
    list([
      ["Stages", [el("ol", { class: "history" }, ...stages)]],
      ["At home", home.length ? [el("ol", { class: "history" }, ...home)] : ["the plan brings nobody here"]],
    ]),
    el("p", { class: "fine" }, "Months are rounded up to the stops of the slider. ", el("a", { href: "#programme" }, "The programme")),
  ];
}

function ofLink(id: string, index: Index): Node[] {
  const link = index.links.get(id);
  if (!link) return [];
  const built = [words(link.type), link.gauge ? `${link.gauge} mm` : "", link.km === null ? "" : `${amount(link.km)} km`];
  return [
    state(link, id, index),
    list([
      ["Mode", [`${link.mode}${link.name ? `, ${link.name}` : ""}: ${built.filter(Boolean).join(", ")}`]],
      ["Freight", link.flow ? [`${amount(link.flow)} thousand t a year in the model, both ways`] : []],
      ["History", history(id, index)],
      ["Part of", partOf(id, index)],
      ["From", namesOf(index.places.get(link.from), index)],
      ["To", namesOf(index.places.get(link.to), index)],
      ["Note", link.note ? [link.note] : []],
      ["Sources", [sources(link.source), ` · confidence ${link.confidence}`]],
    ]),
  ];
}

function ofCrossing(id: string, index: Index): Node[] {
  const gate = index.crossings.get(id);
  if (!gate) return [];
  const [there, back, rail] = gate.hours;
  const hours = [
    there === null ? "" : `trucks ${amount(there)} h one way, ${amount(back)} h the other`,
    rail === null ? "" : `trains ${amount(rail)} h`,
  ].filter(Boolean);
  return [
    state(gate, id, index),
    list([
      ["Between", [gate.countries[0] === gate.countries[1] ? `boundary line inside ${gate.countries[0]}` : [...gate.countries].sort().join(" and ")]],
      ["Hours", hours.length ? [`${hours.join("; ")} (${words(gate.hours_basis)})`] : []],
      ["Fee", gate.fee_usd ? [`USD ${amount(gate.fee_usd)} a truck or wagon`] : []],
      ["Limits", gate.limits && gate.limits !== "none" ? [gate.limits] : []],
      ["History", history(id, index)],
      ["Part of", partOf(id, index)],
      ["Note", gate.note ? [gate.note] : []],
      ["Sources", [sources(gate.source), ` · confidence ${gate.confidence}`]],
    ]),
  ];
}

/** " since 1992", " by 2020-11-10": as exactly as the date is known. */
export function sinceOf(id: string, since: string, index: Index): string {
  if (!since) return "";
  const row = index.data.histories[id]?.find(({ date }) => date === since);
  const text = dated(since, row?.precision ?? "day");
  return text.startsWith("by ") ? ` ${text}` : ` since ${text}`;
}

function state(subject: { state: string; since: string; uncertain: boolean }, id: string, index: Index): HTMLElement {
  const style = index.data.styles.states.find(({ id }) => id === subject.state);
  return el(
    "p",
    { class: "state" },
    el("span", { class: "chip", style: `--c:var(--st-${style ? style.id : "open"})` }, style?.label ?? words(subject.state)),
    `${sinceOf(id, subject.since, index)}, as of ${index.data.as_of}`,
    subject.uncertain && "; a change on an unknown day before the next record is possible",
  );
}

function history(id: string, index: Index): Node[] {
  const rows = index.data.histories[id] ?? [];
  const lines = rows.map((row) =>
    el(
      "li",
      {},
      el("time", { datetime: row.date }, dated(row.date, row.precision)),
      ` ${words(row.state)}`,
      row.traffic.length > 0 && ` (${row.traffic.join(", ")})`,
      row.direction !== "both" && `, ${words(row.direction)}`,
      row.reason && `: ${row.reason}`,
      " ",
      sources(row.source),
    ),
  );
  return lines.length ? [el("ol", { class: "history" }, ...lines)] : [];
}

function partOf(id: string, index: Index): Node[] {
  const openings = index.openingsOf(id).map((o) =>
    el("li", {}, el("button", { type: "button", class: "pick", "data-pick": o.id }, name(o.title))),
  );
  return openings.length ? [el("ul", { class: "plain-list" }, ...openings)] : [];
}
