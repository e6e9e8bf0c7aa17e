// Ranges in the interface's language; the numbers read as in the report.
import { amount } from "../format.ts";
import { t } from "./messages.ts";

/** A range; one number when both ends read alike. */
export function between(low: number | null, high: number | null, sign = false): string {
  const ends = { low: amount(low, sign), high: amount(high, sign) };
  return ends.low === ends.high ? ends.low : t("between", ends);
}
