// Tables that sort by a click on a column's head.
import { el } from "./dom.ts";

export type Kind = "text" | "number";

/** Order of two cells; blanks come last whichever way the column is sorted. */
export function compare(a: string, b: string, kind: Kind, down: boolean): number {
  if (a === "" || b === "") return a === b ? 0 : a === "" ? 1 : -1;
  const order = kind === "number" ? Number(a) - Number(b) : a.localeCompare(b, "en", { numeric: true });
  return down ? -order : order;
}

function valueOf(row: HTMLTableRowElement, column: number): string {
  const cell = row.cells[column];
  return cell?.dataset.v ?? cell?.textContent?.trim() ?? "";
}

/** Index of the column below a head, in a head of one or two rows. */
export function columnOf(head: HTMLTableCellElement): number {
  const rows = [...(head.closest("thead")?.rows ?? [])];
  const taken: boolean[][] = rows.map(() => []);
  for (const [r, row] of rows.entries()) {
    let at = 0;
    for (const cell of row.cells) {
      while (taken[r]?.[at]) at += 1;
      if (cell === head) return at;
      for (let dr = 0; dr < cell.rowSpan; dr += 1) {
        for (let dc = 0; dc < cell.colSpan; dc += 1) (taken[r + dr] ?? [])[at + dc] = true;
      }
      at += cell.colSpan;
    }
  }
  return -1;
}

export function initSortable(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll<HTMLTableCellElement>("th[data-sort]")];
  for (const head of heads) {
    const button = el("button", { type: "button", class: "sort" });
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const kind = head.dataset.sort as Kind;
      const first = kind === "number" ? "descending" : "ascending";
      const other = first === "descending" ? "ascending" : "descending";
      const way = head.getAttribute("aria-sort") === first ? other : first;
      for (const each of heads) each.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", way);
      sortBy(table, columnOf(head), kind, way === "descending");
    });
  }
}

function sortBy(table: HTMLTableElement, column: number, kind: Kind, down: boolean): void {
  const body = table.tBodies[0];
  if (!body) return;
  const rows = [...body.rows].map((row) => ({ row, value: valueOf(row, column) }));
  rows.sort((a, b) => compare(a.value, b.value, kind, down));
  body.append(...rows.map(({ row }) => row));
}
