// Rows in, the table that says what a picture shows out.
import { h, type Child } from "./dom";

export function table(summary: string, columns: string[], rows: Child[][]): HTMLDetailsElement {
  return h(
    "details",
    { class: "as-table" },
    h("summary", {}, summary),
    h(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": summary },
      h(
        "table",
        {},
        h("thead", {}, h("tr", {}, columns.map((column) => h("th", { scope: "col" }, column)))),
        h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) => h("td", { "data-label": columns[index] ?? "" }, cell))))),
      ),
    ),
  );
}
