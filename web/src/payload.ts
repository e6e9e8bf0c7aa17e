// The data that the report embeds (made by src/reopen/report/payload.py) and how the page finds it.

/** P10, P50 and P90. */
export type Range = [number | null, number | null, number | null];

export interface StateStyle {
  id: string;
  label: string;
  light: string;
  dark: string;
  dash: number[];
  width: number;
}

export interface ModeStyle {
  id: string;
  label: string;
  kind: "line" | "ladder" | "dots";
  width: number;
}

export interface Place {
  id: string;
  names: [string, string][];
  kind: string;
  country: string;
  at: [number, number];
  population: number | null;
  year: number | null;
  zone: boolean;
  note: string;
  source: string[];
  confidence: string;
}

export interface Link {
  id: string;
  name: string;
  mode: string;
  type: string;
  state: string;
  since: string;
  uncertain: boolean;
  from: string;
  to: string;
  km: number | null;
  gauge: number | null;
  countries: string[];
  line: number[];
  note: string;
  source: string[];
  confidence: string;
  /** Freight of the model as things stand, thousand tonnes a year; absent where none moves. */
  flow?: number;
}

export interface Crossing {
  id: string;
  names: [string, string];
  countries: [string, string];
  state: string;
  since: string;
  uncertain: boolean;
  at: [number, number];
  links: string[];
  hours: [number | null, number | null, number | null];
  hours_basis: string;
  fee_usd: number | null;
  limits: string;
  note: string;
  source: string[];
  confidence: string;
}

export interface HistoryRow {
  date: string;
  precision: string;
  state: string;
  direction: string;
  traffic: string[];
  reason: string;
  source: string[];
  confidence: string;
}

export interface Country {
  id: string;
  name: string;
  kind: "country" | "gateway_bloc";
  colour: string;
  /** By language; the map application's data alone have them. */
  names?: [string, string][];
}

export interface Pair {
  from: string;
  to: string;
  tonnes_kt: number | null;
  changed_kt: number | null;
  usd_per_t: [number | null, number | null];
  hours: [number | null, number | null];
  benefit: number | null;
}

export interface Opening {
  id: string;
  title: string;
  kind: string;
  decision: boolean;
  links: string[];
  crossings: string[];
  countries: string[];
  cost: [number | null, number | null];
  cost_basis: string;
  share_built: number | null;
  months: [number | null, number | null];
  depends_on: string[];
  alternatives: string[];
  provisions: string[];
  consent: { actor: string; kind: string; role: string; note: string }[];
  note: string;
  source: string[];
  confidence: string;
  pairs_changed: number;
  tonnes_kt: number | null;
  hours_per_t: number | null;
  usd_per_t: number | null;
  benefit: Range;
  npv: Range | null;
  new_trade: Range;
  gateway: Range;
  by_country: Record<string, Record<string, Range>>;
  pairs: Pair[];
}

/** What a settlement has come to: from which month of the programme on, and what. */
export interface Settlement {
  id: string;
  name: string;
  at: [number, number];
  stages: [number, string][];
  home: [number, number][];
}

/** The rebuilding programme in time. Months count from its first; the slider stops at every `step`-th. */
export interface Rebuild {
  step: number;
  months: string[];
  openings: [id: string, begin: number, passable: number][];
  places: Settlement[];
}

export interface StageStyle {
  id: string;
  label: string;
  light: string;
  dark: string;
}

export interface Payload {
  format: number;
  title: string;
  as_of: string;
  languages: [string, string][];
  view: [number, number, number, number];
  styles: { states: StateStyle[]; modes: ModeStyle[]; stages: StageStyle[] };
  step: number;
  base: { step: number; box: [number, number, number, number]; land: number[][][]; solid: number[][]; dashed: number[][] };
  boundaries: { id: string; name: string; kind: string; line: number[] }[];
  places: Place[];
  links: Link[];
  crossings: Crossing[];
  histories: Record<string, HistoryRow[]>;
  countries: Country[];
  measures: [string, string, string, boolean][];
  openings: Opening[];
  rebuild: Rebuild | null;
}

const FORMAT = 2;

/** Reads the page's data; a page made by another version is refused. */
export function readPayload(text: string): Payload {
  const data = JSON.parse(text) as Payload;
  if (data.format !== FORMAT) throw new Error(`page data of format ${data.format}, expected ${FORMAT}`);
  return data;
}

/** Looks things up by id. */
export class Index {
  readonly places: Map<string, Place>;
  readonly links: Map<string, Link>;
  readonly crossings: Map<string, Crossing>;
  readonly openings: Map<string, Opening>;
  readonly settlements: Map<string, Settlement>;

  constructor(readonly data: Payload) {
    this.places = new Map(data.places.map((p) => [p.id, p]));
    this.links = new Map(data.links.map((l) => [l.id, l]));
    this.crossings = new Map(data.crossings.map((c) => [c.id, c]));
    this.openings = new Map(data.openings.map((o) => [o.id, o]));
    this.settlements = new Map((data.rebuild?.places ?? []).map((p) => [p.id, p]));
  }

  has({ kind, id }: { kind: "link" | "crossing" | "place" | "settlement"; id: string }): boolean {
    return { link: this.links, crossing: this.crossings, place: this.places, settlement: this.settlements }[kind].has(id);
  }

  /** Openings that a link or a crossing belongs to. */
  openingsOf(id: string): Opening[] {
    return this.data.openings.filter((o) => o.links.includes(id) || o.crossings.includes(id));
  }
}
