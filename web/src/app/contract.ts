// What the server of `reopen serve` answers with (src/reopen/web), as types.
import type { Payload, Rebuild } from "../payload.ts";

/** P10, P50 and P90. */
export type Spread = [number, number, number];

export type Measure = "benefit" | "user" | "fee" | "passenger" | "new_trade" | "npv";

export interface Slider {
  id: string;
  label: string;
  unit: string;
  low: number;
  central: number;
  high: number;
  step: number;
  /** Answered at once; else the first answer at a new value takes seconds. */
  quick: boolean;
}

export interface Session {
  format: number;
  version: string;
  region: { id: string; title: string; as_of: string; sha256: string };
  as_of: string;
  map: { url: string; digest: string };
  openings: string[];
  decisions: string[];
  countries: string[];
  sliders: Slider[];
  draws: number;
  /** Whether the region has works to plan. */
  programme: boolean;
  tables: string[];
  /** Ids of notes on the figures; their words are the page's. */
  notes: string[];
  jobs: Job[];
}

export interface Source {
  title: string;
  publisher: string;
  url: string;
  date: string;
}

export interface Provision {
  id: string;
  document: string;
  number: string;
  title: string;
  text: string;
  links: string[];
  openings: string[];
  countries: string[];
  due: string | null;
  source: string[];
}

/** What a source says of a subject. */
export interface Claim {
  date: string;
  claimant: string;
  text: string;
  source: string | string[];
}

/** The report's data with what only the application shows. */
export interface Region extends Payload {
  sources: Record<string, Source>;
  provisions: Provision[];
  claims: Record<string, Claim[]>;
}

type Totals = Record<Measure | "cost" | "bcr" | "carbon_kt" | "gateway", number | null>;

type ByCountry = Record<Measure, number | null>;

export interface Ranges {
  key: string;
  draws: number;
  total: Record<Measure, Spread | null>;
  by_country: Record<string, Record<Measure, Spread | null> & Record<"not_losing" | "transit_mtkm" | "transit_fee_usd_m", number | null>>;
}

export interface Answer {
  key: string;
  open: string[];
  as_of: string;
  /** Where the sliders stand; null at the region's own value. */
  settings: Record<string, number | null>;
  feasible: boolean;
  missing: [string, string][];
  rivals: [string, string][];
  total: Totals;
  by_country: Record<string, ByCountry>;
  /** Place, benefit in USD m, USD and hours saved a tonne, thousand tonnes more. */
  places: [string, number | null, number | null, number | null, number | null][];
  /** Link, thousand tonnes a year before and after. */
  flows: [string, number, number][];
  /** User benefit on the cheapest ways; `given` is what open ones depend on and is taken as carried out. */
  lattice: { total: number | null; given: string[]; by_country: Record<string, number> };
  ranges: Ranges | null;
}

export interface Interplay {
  key: string;
  focus: string | null;
  adds: Record<string, number>;
  pairs: [string, number][];
}

/** Place, thousand tonnes, USD a tonne before and after, hours saved a tonne. */
export type PairRow = [string, number | null, number | null, number | null, number | null];

export interface Matrix {
  key: string;
  place: string;
  to: PairRow[];
  from: PairRow[];
}

export interface Timeline {
  dates: string[];
  links: Record<string, [string, string, boolean][]>;
  crossings: Record<string, [string, string, boolean][]>;
  before: { links: Record<string, string>; crossings: Record<string, string> };
}

export interface Package {
  code: number;
  open: string[];
  total: number;
  by_country: Record<string, number>;
  gains: Record<string, Spread> | null;
  sure: Record<string, number> | null;
  feasible: boolean;
}

export interface Packages {
  openings: string[];
  given: string[];
  countries: string[];
  epsilon: number;
  front: Package[];
  valued: Package[];
  smallest: { central: number | null; p50: number | null; p10: number | null };
  nash: number | null;
}

export interface AccordRow {
  id: string;
  number: string;
  title: string;
  text: string;
  status: string;
  grade: number | string | null;
  due: string | null;
  late: boolean;
  disputed: boolean;
  overtaken: boolean;
  document: string;
  links: string[];
  openings: string[];
  source: string[];
}

export interface Accord {
  as_of: string;
  provisions: AccordRow[];
  documents: { id: string; title: string; date: string | null }[];
}

export interface Job {
  id: string;
  kind: string;
  /** What it is asked of, as in an address; empty for the region as it stands. */
  query: string;
  state: "waiting" | "running" | "done" | "failed" | "cancelled";
  stage: string;
  share: number;
  message: string;
  result: string | null;
}

export interface Programme {
  stages: Rebuild | null;
}

export interface Edit {
  do: "open" | "close";
  id: string;
}

export interface Scenario {
  id: string;
  /** 0 for a file that cannot be read: there is only its id, and what is wrong. */
  format: number;
  name: string;
  notes: string;
  /** What it was made over. */
  region: string;
  as_of: string;
  edits: Edit[];
  settings: Record<string, number>;
  saved: string;
  revision: number;
  open: string[];
  conflicts: { edit: number; id: string; message: string }[];
}

export interface Diff {
  a: string;
  b: string;
  only_a: string[];
  only_b: string[];
  both: string[];
  settings: [string, number | null, number | null][];
  edits: ["-" | "+" | "=", Edit][];
}
