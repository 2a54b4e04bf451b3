// The actor view: activity over time, offices as bars, positions as points.
import * as Plot from "@observablehq/plot";
import { address, get, getIfThere, Problem } from "../lib/api";
import { h, one, s } from "../lib/dom";
import { offerPicture } from "../lib/picture";
import { fill } from "../lib/states";
import { table } from "../lib/tables";
import type { Page, Position } from "../lib/types";
import { human, plural, QUADS, sideOf } from "../lib/words";

const MOST_POSITIONS = 300;
const MOST_ISSUES = 14;

interface Term {
  title: string;
  organisation: string | null;
  start: string | null;
  end: string | null;
}
interface Series {
  data: { group: Record<string, string>; count: number }[];
}

export async function start(): Promise<void> {
  const stage = one("[data-stage=actor]");
  const asked = one("[data-asked]")?.textContent;
  if (!stage || !asked) return;
  const id = decodeURIComponent(asked.split("/").at(-1) ?? "");
  const width = Math.max(300, stage.clientWidth - 34);
  const drawn = new Map<number, SVGSVGElement>();
  const name = one("h1")?.textContent ?? id;
  // Each chart comes when it can: counting all events of a great power takes longer than asking for its offices.
  const parts: (() => Promise<Chart | null>)[] = [
    async () => offices((await get<{ terms?: Term[] }>(asked)).terms ?? [], width),
    async () => histogram(await activity(id), width),
    async () => stances((await get<Page<Position>>(address(`${asked}/positions`, { limit: MOST_POSITIONS, sort: "-stated_date" }))).data, width),
  ];
  const places = parts.map(() => h("div", {}, h("p", { class: "loading", role: "status" }, "Loading…")));
  stage.replaceChildren(...places);
  await Promise.all(parts.map((part, index) => fill(places[index] ?? stage, async () => {
    const chart = await part();
    if (!chart) return null;
    drawn.set(index, chart.svg);
    offerPicture(name.toLowerCase().replaceAll(/\W+/g, "-"), () => stack([...drawn].sort(([a], [b]) => a - b).map(([, svg]) => svg)));
    return h("figure", { class: "chart" }, h("figcaption", {}, h("h2", {}, chart.title)), chart.svg, chart.same);
  })));
  if (drawn.size === 0 && !one(".error", stage)) stage.replaceChildren(h("p", { class: "empty" }, "Nothing about this actor is dated."));
}

interface Chart {
  title: string;
  svg: SVGSVGElement;
  same: HTMLElement;
}

/** Counts by day over a short time, else by month, else by year: 2,000 months are more than there is room for. */
async function activity(id: string): Promise<(Series & { unit: string }) | null> {
  for (const unit of ["month", "year"]) {
    try {
      const found = await getIfThere<Series>(address("/v1/stats/events", { actor: id, group_by: `${unit},quad_class` }));
      return found && { ...found, unit };
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 400) throw error;
    }
  }
  return null;
}

function plot(options: Plot.PlotOptions): SVGSVGElement {
  const drawn = Plot.plot({ ...options, className: "plot" });
  const svg = drawn instanceof SVGSVGElement ? drawn : (drawn.querySelector("svg") as SVGSVGElement);
  // Its own style sheet is not allowed in the page; ours says the same.
  svg.querySelectorAll("style").forEach((sheet) => sheet.remove());
  svg.classList.add("picture");
  svg.setAttribute("role", "img");
  for (const part of svg.querySelectorAll("[aria-label], [aria-description]")) {
    part.removeAttribute("aria-label");
    part.removeAttribute("aria-description");
  }
  return svg;
}

function histogram(series: (Series & { unit: string }) | null, width: number): Chart | null {
  if (!series) return null;
  const cells = series.data.filter((cell) => cell.count > 0);
  if (cells.length === 0) return null;
  const start = (value: string) => new Date(`${value.padEnd(7, "-01").slice(0, 7)}-01T00:00:00Z`);
  const bars = cells.map((cell) => ({ day: start(cell.group[series.unit] ?? ""), quad: Number(cell.group["quad_class"]), count: cell.count }));
  const interval = series.unit === "month" ? "month" : "year";
  const svg = plot({
    width,
    height: 190,
    marginLeft: 36,
    x: { label: null },
    y: { grid: true, label: null, ticks: 4 },
    color: { domain: [0, 1, 2, 3, 4], range: [0, 1, 2, 3, 4].map((quad) => `var(--quad${quad})`) },
    marks: [
      Plot.rectY(bars, { x: "day", y: "count", fill: "quad", interval, insetLeft: 0.5, insetRight: 0.5, order: "quad", title: (bar: (typeof bars)[number]) => `${bar.day.toISOString().slice(0, 7)}: ${QUADS[bar.quad]} ${bar.count}` }),
      Plot.ruleY([0]),
    ],
  });
  svg.setAttribute("aria-label", `Events by ${series.unit}`);
  const legend = h("p", { class: "legend" }, [1, 2, 3, 4].map((quad) => h("span", { class: `swatch quad${quad}` }, QUADS[quad])));
  const same = table(`The same as a table`, [human(series.unit), "Kind", "Events"], cells.map((cell) => [cell.group[series.unit] ?? "", QUADS[Number(cell.group["quad_class"])] ?? "", String(cell.count)]));
  return { title: `Events by ${series.unit}`, svg, same: h("div", {}, legend, same) };
}

function stances(positions: Position[], width: number): Chart | null {
  const dated = positions.filter((position) => position.stated_date.start ?? position.stated_date.end);
  const counts = new Map<string, number>();
  for (const { issue } of dated) counts.set(issue.label, (counts.get(issue.label) ?? 0) + 1);
  const issues = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST_ISSUES).map(([label]) => label);
  const points = dated
    .filter((position) => issues.includes(position.issue.label))
    .map((position) => ({ day: new Date(position.stated_date.start ?? position.stated_date.end ?? ""), issue: position.issue.label, side: sideOf(position.polarity), position }));
  if (points.length === 0) return null;
  const narrow = width < 560;
  const svg = plot({
    width,
    height: issues.length * 26 + 50,
    marginLeft: narrow ? 110 : 210,
    x: { label: null, grid: true, inset: 8, ticks: narrow ? 3 : 6 },
    y: { domain: issues, label: null, tickFormat: (label: string) => (label.length > (narrow ? 16 : 32) ? `${label.slice(0, narrow ? 15 : 31)}…` : label), tickSize: 0 },
    color: { domain: ["for", "against", "neither"], range: ["var(--for)", "var(--against)", "var(--neither)"] },
    symbol: { domain: ["for", "against", "neither"], range: ["circle", "square", "diamond"] },
    marks: [
      Plot.dot(points, { x: "day", y: "issue", stroke: "side", fill: "side", fillOpacity: 0.35, symbol: "side", r: 5.5, title: (point: (typeof points)[number]) => `${point.position.stated_date.start ?? ""}: ${human(point.position.stance)}, ${point.side}. ${point.position.proposition}` }),
    ],
  });
  svg.setAttribute("aria-label", "Positions by issue and day");
  const legend = h("p", { class: "legend" }, ["for", "against", "neither"].map((side) => h("span", { class: `swatch is-${side}` }, side)));
  const left = counts.size - issues.length;
  const same = table(
    "The same as a table",
    ["When", "On what", "Stance", "Side", "What"],
    points.map(({ position, side }) => [position.stated_date.start ?? position.stated_date.end ?? "", position.issue.label, human(position.stance), side, position.proposition]),
  );
  return { title: "Positions over time", svg, same: h("div", {}, legend, left > 0 && h("p", { class: "faint" }, `Left out: ${plural(left, "issue")} with fewer positions.`), same) };
}

function offices(terms: Term[], width: number): Chart | null {
  const known = terms.filter((term) => term.start !== null);
  if (known.length === 0) return null;
  const now = new Date();
  const label = (term: Term) => term.title;
  const svg = plot({
    width,
    height: new Set(known.map(label)).size * 28 + 44,
    marginLeft: width < 560 ? 120 : 210,
    x: { type: "utc", label: null, grid: true, nice: true },
    y: { label: null, domain: [...new Set(known.map(label))], tickSize: 0 },
    marks: [
      Plot.barX(known, { x1: (term: Term) => new Date(term.start ?? ""), x2: (term: Term) => (term.end ? new Date(term.end) : now), y: label, fill: "var(--accent)", fillOpacity: 0.75, insetTop: 4, insetBottom: 4, rx: 3, title: (term: Term) => `${term.title}: ${term.start ?? "…"} to ${term.end ?? "today"}` }),
    ],
  });
  svg.setAttribute("aria-label", "Offices over time");
  const same = table("The same as a table", ["Office", "From", "To"], known.map((term) => [term.title, term.start ?? "", term.end ?? "holds it"]));
  return { title: "Offices over time", svg, same };
}

/** One picture of several, below each other. */
function stack(parts: SVGSVGElement[]): SVGSVGElement {
  const sizes = parts.map((part) => ({ width: part.width.baseVal.value, height: part.height.baseVal.value }));
  const svg = s("svg", { class: "picture offstage", width: Math.max(...sizes.map((size) => size.width)), height: sizes.reduce((sum, size) => sum + size.height + 12, 0) });
  let y = 0;
  parts.forEach((part, index) => {
    const copy = part.cloneNode(true) as SVGSVGElement;
    copy.setAttribute("y", String(y));
    svg.append(copy);
    y += (sizes[index]?.height ?? 0) + 12;
  });
  document.body.append(svg);
  setTimeout(() => svg.remove(), 3000);
  return svg;
}
