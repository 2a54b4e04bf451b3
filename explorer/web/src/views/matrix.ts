// The matrix view: a cell opens the quotations in time order; the arrows walk from cell to cell.
import { address, get } from "../lib/api";
import { actorLink } from "../lib/cards";
import { all, h, one, s } from "../lib/dom";
import { offerPicture } from "../lib/picture";
import { rove } from "../lib/roving";
import { Sheet } from "../lib/sheet";
import { empty, failure } from "../lib/states";
import type { Page, Position } from "../lib/types";
import { days, human, percent, sideOf } from "../lib/words";

const QUOTES = 100;
const CARRIED = ["q", "stance", "date_from", "date_to"];

export function start(): void {
  one("[data-stage=matrix]")?.remove();
  const table = one<HTMLTableElement>("[data-matrix]");
  if (!table) return;
  const sheet = new Sheet("Quotations", () => all("[aria-current]", table).forEach((cell) => cell.removeAttribute("aria-current")));
  table.addEventListener("click", (event) => {
    const cell = (event.target as Element).closest<HTMLAnchorElement>("a.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    for (const other of all("[aria-current]", table)) other.removeAttribute("aria-current");
    cell.setAttribute("aria-current", "true");
    void open(sheet, cell);
  });
  walk(table);
  offerPicture("positions", () => draw(table));
}

async function open(sheet: Sheet, cell: HTMLAnchorElement): Promise<void> {
  const given = new URLSearchParams(location.search);
  const asked = address("/v1/positions", {
    holder: cell.dataset["actor"],
    issue: cell.dataset["issue"],
    actor_exact: true,
    sort: "stated_date",
    limit: QUOTES,
    ...Object.fromEntries(CARRIED.map((name) => [name, given.get(name)])),
  });
  sheet.show([h("p", { class: "loading" }, "Loading…")], cell);
  try {
    const found = await get<Page<Position>>(asked);
    sheet.show(quotations(found.data, asked), cell, false);
  } catch (error) {
    sheet.show([failure(error, () => void open(sheet, cell))], cell, false);
  }
}

function quotations(positions: Position[], asked: string): HTMLElement[] {
  const first = positions[0];
  if (!first) return [empty("No positions were found.")];
  let before = null as Position | null;
  const items = positions.map((position) => {
    const turned = before && (before.polarity !== position.polarity || before.stance !== position.stance) ? before : null;
    before = position;
    const side = sideOf(position.polarity);
    return h(
      "li",
      { class: `is-${side}` },
      h(
        "p",
        { class: "quoted-when" },
        h("time", {}, days(position.stated_date)),
        ` ${human(position.stance)} `,
        h("span", { class: `side side${side}` }, side),
        turned && h("small", {}, ` ↻ before: ${human(turned.stance).toLowerCase()}, ${sideOf(turned.polarity)}`),
      ),
      position.evidence.slice(0, 3).map((piece) =>
        h("blockquote", {}, h("q", {}, piece.quote), " ", h("a", { href: `/articles/${piece.article_id}#${position.id}` }, "in the article")),
      ),
      h("p", { class: "faint" }, `Sure ${percent(position.confidence)}, rule `, h("code", {}, position.rule)),
    );
  });
  return [
    h("h2", { class: "card-title" }, actorLink(first.actor_id, first.actor_name), ` on ${first.issue.label}`),
    h("ol", { class: "quotations" }, items),
    h("p", {}, h("a", { href: asked }, "These as JSON")),
  ];
}

/** Arrows lead to the next cell that holds anything, in the row or the column. */
function walk(table: HTMLTableElement): void {
  const grid = all<HTMLTableRowElement>("tbody tr", table).map((row) => all<HTMLTableCellElement>("td", row).map((cell) => one<HTMLAnchorElement>("a.cell", cell)));
  const cells = grid.flat().filter((cell) => cell !== null);
  rove(table, () => cells, (from, key) => {
    const row = grid.findIndex((line) => line.includes(from));
    const column = grid[row]?.indexOf(from) ?? 0;
    const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], Home: [0, 0], End: [0, 0] }[key] as [number, number];
    for (let i = row + down, j = column + right; grid[i]?.[j] !== undefined; i += down, j += right) {
      const cell = grid[i]?.[j];
      if (cell) return cell;
    }
    return undefined;
  });
}

/** Draws the table as a picture to be taken along. */
function draw(table: HTMLTableElement): SVGSVGElement {
  const columns = all("thead th", table).slice(1).map((cell) => cell.textContent?.trim() ?? "");
  const rows = all<HTMLTableRowElement>("tbody tr", table);
  const [left, top, width, height] = [170, 130, 92, 34];
  const svg = s("svg", { class: "picture offstage", width: left + columns.length * width + 90, height: top + rows.length * height + 10 });
  columns.forEach((label, index) => {
    const x = left + index * width + 12;
    svg.append(s("text", { x, y: top - 8, transform: `rotate(-35 ${x} ${top - 8})`, "font-size": 12 }, label.length > 28 ? `${label.slice(0, 27)}…` : label));
  });
  rows.forEach((row, index) => {
    const y = top + index * height;
    const name = one("th", row)?.textContent?.trim() ?? "";
    svg.append(s("text", { x: left - 10, y: y + 21, "text-anchor": "end", "font-size": 12 }, name.length > 26 ? `${name.slice(0, 25)}…` : name));
    all<HTMLTableCellElement>("td", row).forEach((cell, column) => {
      const link = one("a.cell", cell);
      if (!link) return;
      const side = ["for", "against", "neither"].find((one) => link.classList.contains(`is-${one}`)) ?? "neither";
      const x = left + column * width;
      svg.append(
        s("rect", { x: x + 2, y: y + 2, width: width - 4, height: height - 4, rx: 4, class: `fill-${side}`, "fill-opacity": 0.25 }),
        s("rect", { x: x + 2, y: y + 2, width: 4, height: height - 4, class: `fill-${side}` }),
        s("text", { x: x + 12, y: y + 16, "font-size": 11 }, one("span", link)?.textContent ?? ""),
        s("text", { x: x + 12, y: y + 28, "font-size": 10 }, [...(one("small", link)?.childNodes ?? [])].filter((node) => !(node instanceof Element && node.matches(".unseen"))).map((node) => node.textContent).join("").trim()),
      );
    });
  });
  // Its colours are those of the page, which only what is in the page has.
  document.body.append(svg);
  setTimeout(() => svg.remove(), 3000);
  return svg;
}
