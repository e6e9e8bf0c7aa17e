// A tiny page: two countries and a bloc, one closed road with a crossing, two openings.
import type { Opening, Payload, Range } from "../src/payload.ts";

export function opening(id: string, benefit: Range, change: Partial<Opening> = {}): Opening {
  return {
    id, title: `Opening ${id}`, kind: "reopen", decision: false, links: [], crossings: [], countries: ["XA"],
    cost: [1, 2], cost_basis: "", share_built: 0, months: [3, 4], depends_on: [], alternatives: [], provisions: [],
    consent: [], note: "", source: ["S1"], confidence: "low", pairs_changed: 0, tonnes_kt: 0, hours_per_t: 0,
    usd_per_t: 0, benefit, npv: null, new_trade: [0, 0, 0], gateway: [0, 0, 0], by_country: {}, pairs: [], ...change,
  };
}

export function page(change: Partial<Payload> = {}): Payload {
  return {
    format: 2, title: "Test", as_of: "2026-01-01", languages: [["en", "English"], ["fa", "Persian"], ["ka", "Georgian"]],
    view: [0, 0, 10, 10],
    styles: {
      states: [
        { id: "open", label: "Open", light: "#777777", dark: "#888888", dash: [], width: 1 },
        { id: "closed", label: "Closed", light: "#cc0000", dark: "#ff0000", dash: [2, 1], width: 1.6 },
      ],
      modes: [
        { id: "sea", label: "Sea", kind: "dots", width: 1 },
        { id: "road", label: "Road", kind: "line", width: 1 },
        { id: "rail", label: "Rail", kind: "ladder", width: 3 },
      ],
      stages: [
        { id: "hazard", label: "Hazard", light: "#aa0000", dark: "#ff8888" },
        { id: "clearing", label: "Being cleared", light: "#bb4400", dark: "#ffaa66" },
        { id: "home", label: "Home", light: "#007755", dark: "#44cc99" },
      ],
    },
    step: 0.5,
    base: { step: 0.5, box: [0, 0, 20, 20], land: [[[0, 0, 20, 0, 0, 20]]], solid: [[0, 0, 2, 2]], dashed: [[1, 1, 2, 2]] },
    boundaries: [{ id: "b", name: "a line", kind: "disputed", line: [2, 2, 2, 2] }],
    places: [
      { id: "a", names: [["en", "A"], ["fa", "آ"], ["ka", "A"]], kind: "city", country: "XA", at: [1, 1], population: 90000, year: 2020, zone: true, note: "", source: ["S1"], confidence: "low" },
      { id: "b", names: [["en", "B"]], kind: "junction", country: "XB", at: [2, 2], population: null, year: null, zone: false, note: "", source: ["S1"], confidence: "low" },
    ],
    links: [
      { id: "ab", name: "M1", mode: "road", type: "trunk", state: "closed", since: "1990-01-01", uncertain: false, from: "a", to: "b", km: 3, gauge: null, countries: ["XA", "XB"], line: [2, 2, 2, 2], note: "", source: ["S1"], confidence: "low" },
    ],
    crossings: [
      { id: "x", names: ["N", "M"], countries: ["XB", "XA"], state: "closed", since: "", uncertain: false, at: [1.5, 1.5], links: ["ab"], hours: [1, 2, null], hours_basis: "own_estimate", fee_usd: 0, limits: "", note: "", source: ["S1"], confidence: "low" },
      { id: "y", names: ["P", "Q"], countries: ["XB", "XA"], state: "none", since: "", uncertain: false, at: [3, 3], links: ["ab"], hours: [1, 2, null], hours_basis: "own_estimate", fee_usd: 0, limits: "", note: "", source: ["S1"], confidence: "low" },
    ],
    histories: { ab: [{ date: "1990-01-01", precision: "year", state: "closed", direction: "both", traffic: [], reason: "", source: ["S1"], confidence: "low" }] },
    countries: [
      { id: "XA", name: "Xa", kind: "country", colour: "#111111" },
      { id: "XB", name: "Xb", kind: "country", colour: "#222222" },
      { id: "XG", name: "Bloc", kind: "gateway_bloc", colour: "#333333" },
    ],
    measures: [["benefit", "Benefit", "USD m a year", true], ["user", "of which users", "USD m a year", true]],
    openings: [
      opening("small", [-1, 0.01, 2], { links: ["ab"], crossings: ["x"], by_country: { XA: { benefit: [-1, 0.01, 2], user: [0, 0, 0] }, XB: { benefit: [0, 0, 0], user: [0, 0, 0] } } }),
      opening("big", [1, 5, 300], { decision: true, by_country: { XA: { benefit: [1, 6, 300], user: [1, 6, 300] }, XB: { benefit: [-3, -1, 0], user: [0, 0, 0] } } }),
      opening("none", [0, 0, 0], { by_country: { XA: { benefit: [0, 0, 0] }, XB: { benefit: [0, 0, 0] } } }),
    ],
    rebuild: {
      step: 3,
      months: ["2026-04", "2026-07", "2026-10", "2027-01"],
      openings: [["small", 2, 6]],
      places: [
        { id: "town", name: "Town", at: [1, 1.2], stages: [[0, "hazard"], [1, "clearing"], [7, "home"]], home: [[4, 100], [7, 250]] },
        { id: "far", name: "Far", at: [2, 2.2], stages: [[0, "clearing"], [9, "home"]], home: [[9, 40]] },
      ],
    },
    ...change,
  };
}
