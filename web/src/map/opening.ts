// What the panel beside the map says of the opening chosen.
import { el, name, sources } from "../dom.ts";
import { amount, span, words } from "../format.ts";
import type { Index, Opening, Range } from "../payload.ts";

/** The panel's content for an opening. */
export function openingDetails(opening: Opening, index: Index): Node[] {
  const title = (id: string) => index.openings.get(id)?.title ?? id;
  const rows: [string, (Node | string)[]][] = [
    ["Cost left", [`USD ${span(...opening.cost)} m`, opening.cost_basis ? el("small", {}, opening.cost_basis) : ""]],
    ["Works", opening.months[0] === null ? [] : [`${span(...opening.months)} months`]],
    ["Needs", opening.depends_on.map((id) => el("span", {}, name(title(id)), el("br")))],
    ["Instead of", opening.alternatives.map((id) => el("span", {}, name(title(id)), el("br")))],
    ["Who", consent(opening)],
    ["Provisions", opening.provisions.length ? [opening.provisions.join(", ")] : []],
    ["Note", opening.note ? [opening.note] : []],
    ["Sources", [sources(opening.source), ` · confidence ${opening.confidence}`]],
  ];
  const facts = el("dl", { class: "facts" });
  for (const [label, content] of rows) {
    if (content.some(Boolean)) facts.append(el("div", {}, el("dt", {}, label), el("dd", {}, ...content)));
  }
  return [
    el("p", { class: "kicker" }, `Opening · ${opening.kind}${opening.decision ? " · needs a decision by two countries" : ""}`),
    el("h3", {}, name(opening.title)),
    gains(opening, index),
    worth(opening, index),
    el("p", { class: "fine" }, changed(opening, index)),
    pairs(opening),
    facts,
  ];
}

function changed(opening: Opening, index: Index): string {
  if (!opening.tonnes_kt) return `Alone, as of ${index.data.as_of}, no recorded flow changes its way.`;
  const hours = opening.hours_per_t ?? 0;
  const time = hours < 0 ? `takes ${amount(-hours)} h more` : `takes ${amount(hours)} h less`;
  return `Alone, as of ${index.data.as_of}: ${amount(opening.tonnes_kt)} thousand tonnes a year change their way; on average one costs USD ${amount(opening.usd_per_t)} less and ${time}.`;
}

function consent(opening: Opening): Node[] {
  return opening.consent.map(({ actor, kind, role, note }) =>
    el("span", {}, name(actor), ` ${words(role)}`, el("small", {}, [words(kind), note].filter(Boolean).join("; "))),
  );
}

function gains(opening: Opening, index: Index): HTMLElement {
  const codes = index.data.countries.filter(({ kind }) => kind === "country").map(({ id }) => id);
  const rows: [string, Range][] = [
    ["Region", opening.benefit],
    ...codes.map((code): [string, Range] => [code, opening.by_country[code]?.benefit ?? [0, 0, 0]]),
    ["New trade (modelled), apart", opening.new_trade],
    ["Gateways, apart", opening.gateway],
  ];
  const lines = rows.map(([label, [p10, p50, p90]]) => {
    const side = (p50 ?? 0) >= 0.05 ? "gain" : (p50 ?? 0) <= -0.05 ? "loss" : "nil";
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, label),
      el("td", { class: `num ${side}`, "data-tip": "tip-model" }, amount(p50, true)),
      el("td", { class: "num range" }, p10 === p90 ? "" : span(p10, p90, true)),
    );
  });
  return el("table", { class: "gains" }, el("caption", {}, "USD m a year: P50, P10 to P90"), el("tbody", {}, ...lines));
}

/** Net present value, with the way to the details. */
function worth(opening: Opening, index: Index): HTMLElement {
  const [, label, unit] = index.data.measures.find(([id]) => id === "npv_usd_m") ?? ["", "Net present value", "USD m"];
  const [p10, p50, p90] = opening.npv ?? [null, null, null];
  const text = opening.npv ? `${label}: ${amount(p50, true)} (${span(p10, p90)}) ${unit}. ` : "No cost is stated, so there is no net present value. ";
  return el("p", { class: "fine" }, text, el("a", { href: `#case-${opening.id}` }, "Appraisal and views"));
}

function pairs(opening: Opening): Node {
  if (!opening.pairs.length) return document.createTextNode("");
  const rows = opening.pairs.map((pair) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, `${pair.from} → ${pair.to}`),
      el("td", { class: "num" }, amount(pair.changed_kt)),
      el("td", { class: "num" }, `${amount(pair.usd_per_t[0])} → ${amount(pair.usd_per_t[1])}`),
      el("td", { class: "num" }, `${amount(pair.hours[0])} → ${amount(pair.hours[1])}`),
      el("td", { class: "num" }, amount(pair.benefit, true)),
    ),
  );
  const heads = ["Pair", "kt changed", "USD a tonne", "Hours", "USD m a year"].map((text, i) =>
    el("th", { scope: "col", class: i ? "num" : undefined }, text),
  );
  const table = el("table", { class: "pairs" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody", {}, ...rows));
  return el("details", {}, el("summary", {}, "Pairs of countries that change most"), el("div", { class: "scroll" }, table));
}
