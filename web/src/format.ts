// Numbers and dates for reading; the same rules as src/reopen/report/numbers.py.

export const MISSING = "–";

/** One for each number of decimals: to make one takes longer than to draw what holds its numbers. */
const FORMATS = [0, 1, 2].map((digits) => new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));

/** Whole, or about three significant digits; thousands separators, a true minus sign. */
export function amount(value: number | null | undefined, sign = false): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  if (size < 0.005) return "0";
  const decimals = size >= 100 || Math.abs(size - Math.round(size)) < 1e-9 * size ? 0 : size >= 1 ? 1 : 2;
  return (value < 0 ? "−" : sign ? "+" : "") + FORMATS[decimals]?.format(size);
}

/** A range; one number when both ends read alike. */
export function span(low: number | null, high: number | null, sign = false): string {
  const [a, b] = [amount(low, sign), amount(high, sign)];
  return a === b ? a : `${a} to ${b}`;
}

export function words(text: string): string {
  return text.replaceAll("_", " ");
}

/** A date with its precision: "1990", "1990-05", "by 2020-11-10". */
export function dated(date: string, precision: string): string {
  if (precision === "year") return date.slice(0, 4);
  if (precision === "month") return date.slice(0, 7);
  return precision === "by" ? `by ${date}` : date;
}

/** Cut to a length at a word, with an ellipsis. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const head = text.slice(0, length - 1);
  const space = head.lastIndexOf(" ");
  return `${(space > length * 0.6 ? head.slice(0, space) : head).replace(/[\s\-–,(]+$/, "")}…`;
}
