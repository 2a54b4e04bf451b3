// The map view: countries by how many events they saw, and a point for each place.
import { geoEqualEarth, geoPath } from "d3-geo";
import { scaleSqrt } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type D3ZoomEvent } from "d3-zoom";
import type { Feature, FeatureCollection, Geometry } from "geojson";
import { feature, mesh } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json?url";
import codes from "../data/countries.json";
import { address, get } from "../lib/api";
import { h, one, s } from "../lib/dom";
import { offerPicture } from "../lib/picture";
import { rove } from "../lib/roving";
import { Sheet } from "../lib/sheet";
import { empty, fill } from "../lib/states";
import { table } from "../lib/tables";
import type { DatelineEvent, Page } from "../lib/types";
import { days, headline, human, plural } from "../lib/words";

const [WIDTH, HEIGHT] = [960, 470];
const ISO = codes as unknown as Record<string, [alpha3: string, name: string]>;

interface Spot {
  id: string;
  name: string;
  at: [number, number];
  events: DatelineEvent[];
}
interface Country {
  code: string;
  name: string;
  count: number;
}

export async function start(): Promise<void> {
  const stage = one("[data-stage=map]");
  const asked = one("[data-asked]")?.textContent;
  if (!stage || !asked) return;
  await fill(stage, async () => {
    const [found, world] = await Promise.all([get<Page<DatelineEvent>>(asked), get<Topology>(atlas)]);
    const spots = spotsOf(found.data);
    const same = one("[data-same]");
    if (spots.length === 0) {
      same?.replaceChildren();
      return empty("No event with a known place was found. Fewer filters find more.");
    }
    same?.replaceChildren(tableOfSpots(spots));
    const view = new WorldMap(world, spots, found);
    void colourCountries(view, same);
    return view.element;
  });
}

/** Counting all events of all countries can take longer than drawing the points: it comes after them. */
async function colourCountries(view: WorldMap, same: HTMLElement | null): Promise<void> {
  const given = Object.fromEntries(new URLSearchParams(location.search));
  const asked = address("/v1/events", { ...given, limit: 1, facets: "country" });
  try {
    const found = await get<Page<DatelineEvent>>(asked);
    const countries = (found.facets?.["country"] ?? []).map(({ value, count }) => ({ code: value, count, name: nameOf(value) }));
    view.colour(countries);
    for (const { code, detail } of found.warnings) if (code === "PARTIAL_FACETS") view.say(`${countries.length} countries. ${detail}`);
    same?.append(tableOfCountries(countries));
  } catch (error) {
    view.say(error instanceof Error ? `Countries are not coloured: ${error.message}` : "");
  }
}

function spotsOf(events: DatelineEvent[]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const event of events) {
    const { place } = event;
    if (!place || place.latitude === null || place.longitude === null) continue;
    const known = spots.get(place.id) ?? { id: place.id, name: place.name, at: [place.longitude, place.latitude] as [number, number], events: [] };
    known.events.push(event);
    spots.set(place.id, known);
  }
  return [...spots.values()].sort((a, b) => b.events.length - a.events.length || (a.id < b.id ? -1 : 1));
}

class WorldMap {
  readonly element: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly sheet = new Sheet("Events of the chosen place", () => this.mark(null));
  private readonly note = h("span", { role: "status" });
  private readonly behaviour = zoom<SVGSVGElement, unknown>().scaleExtent([1, 16]).translateExtent([[0, 0], [WIDTH, HEIGHT]]);

  constructor(world: Topology, private readonly spots: Spot[], found: Page<DatelineEvent>) {
    const shapes = world.objects["countries"] as GeometryCollection<{ name: string }>;
    const collection = feature(world, shapes) as FeatureCollection<Geometry, { name: string }>;
    const projection = geoEqualEarth().fitExtent([[4, 4], [WIDTH - 4, HEIGHT - 4]], { type: "Sphere" });
    const path = geoPath(projection);
    const radius = scaleSqrt().domain([0, Math.max(1, ...spots.map((spot) => spot.events.length))]).range([3, 14]);
    const land = collection.features.map((shape) => this.country(shape, path(shape) ?? ""));
    const borders = s("path", { class: "borders", d: path(mesh(world, shapes, (a, b) => a !== b)) ?? "" });
    const points = spots.map((spot) => this.point(spot, projection(spot.at) ?? [0, 0], radius(spot.events.length)));
    const layer = s("g", {}, s("path", { class: "sea", d: path({ type: "Sphere" }) ?? "" }), land, borders, points);
    this.svg = s(
      "svg",
      { class: "picture map", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, role: "group", "aria-label": "Events on a map of the world" },
      layer,
    );
    this.behaviour
      .filter((event: Event) => !(event instanceof WheelEvent) || event.ctrlKey || event.shiftKey || event.metaKey)
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        const { x, y, k } = event.transform;
        layer.setAttribute("transform", `translate(${x},${y}) scale(${k})`);
        // Points keep their size: zooming is for telling them apart.
        for (const point of layer.querySelectorAll("circle")) point.setAttribute("r", String(Number(point.getAttribute("data-r")) / k ** 0.8));
        borders.setAttribute("stroke-width", String(0.6 / k));
      });
    select(this.svg).call(this.behaviour).on("dblclick.zoom", null);
    this.listen(points);
    const button = (label: string, sign: string, call: () => void) =>
      h("button", { type: "button", class: "small", "aria-label": label, title: label, onclick: call }, sign);
    const left = found.page.next_cursor ? ` Points are those of the latest ${found.data.length} events with a place; countries count all.` : "";
    this.element = h(
      "div",
      { class: "chart" },
      h(
        "div",
        { class: "chart-tools" },
        h("p", { class: "legend" }, h("span", { class: "swatch is-spot" }, "places, larger with more events"), h("span", { class: "swatch is-land" }, "countries, darker with more")),
        h(
          "div",
          { class: "zooms", role: "group", "aria-label": "Zoom" },
          button("Zoom in", "+", () => select(this.svg).call(this.behaviour.scaleBy, 2)),
          button("Zoom out", "−", () => select(this.svg).call(this.behaviour.scaleBy, 0.5)),
          button("Show the whole world", "All", () => select(this.svg).call(this.behaviour.transform, zoomIdentity)),
        ),
      ),
      this.svg,
      h("p", { class: "faint" }, `${plural(spots.length, "place")}.${left} `, this.note, ` Drag to move; hold Ctrl or Shift and turn the wheel to zoom.`),
    );
    this.zoomToPoints(points);
    offerPicture("map", () => this.svg);
  }

  private country(shape: Feature<Geometry, { name: string }>, d: string): SVGPathElement {
    const code = ISO[String(shape.id).padStart(3, "0")]?.[0];
    return s("path", { class: "land", d, "data-code": code }, s("title", {}, shape.properties.name));
  }

  /** Makes countries the darker the more events they saw. */
  colour(countries: Country[]): void {
    const most = Math.max(1, ...countries.map((country) => country.count));
    for (const { code, name, count } of countries) {
      const shape = one<SVGPathElement>(`[data-code="${CSS.escape(code)}"]`, this.svg);
      if (!shape) continue;
      shape.classList.add("has");
      shape.dataset["country"] = code;
      // By square root: one country with many events must not leave all others pale.
      shape.setAttribute("fill-opacity", (0.15 + 0.6 * Math.sqrt(count / most)).toFixed(2));
      shape.replaceChildren(s("title", {}, `${name}: ${plural(count, "event")}`));
    }
    this.say(`${countries.length} countries.`);
  }

  say(text: string): void {
    this.note.textContent = text;
  }

  private point(spot: Spot, [x, y]: [number, number], r: number): SVGCircleElement {
    return s(
      "circle",
      { class: "spot", cx: x.toFixed(1), cy: y.toFixed(1), r, "data-r": r, role: "button", tabindex: -1, "data-place": spot.id, "aria-label": `${spot.name}: ${plural(spot.events.length, "event")}` },
      s("title", {}, `${spot.name}: ${plural(spot.events.length, "event")}`),
    );
  }

  private listen(points: SVGCircleElement[]): void {
    this.svg.addEventListener("click", (event) => {
      const target = event.target as Element;
      const country = target.closest("[data-country]")?.getAttribute("data-country");
      const spot = this.spots.find((one) => one.id === target.getAttribute("data-place"));
      if (spot) this.open(spot, target as SVGCircleElement);
      else if (country) this.openCountry(country);
    });
    this.svg.addEventListener("keydown", (event) => {
      const spot = this.spots.find((one) => one.id === (event.target as Element).getAttribute("data-place"));
      if (!spot || (event.key !== "Enter" && event.key !== " ")) return;
      event.preventDefault();
      this.open(spot, event.target as SVGCircleElement);
    });
    rove(this.svg, () => points, (from, key) => points[points.indexOf(from) + (key === "ArrowRight" || key === "ArrowDown" ? 1 : -1)]);
  }

  /** Most news is about a part of the world: begin there. */
  private zoomToPoints(points: SVGCircleElement[]): void {
    if (points.length < 2) return;
    const xs = points.map((point) => Number(point.getAttribute("cx"))).sort((a, b) => a - b);
    const ys = points.map((point) => Number(point.getAttribute("cy"))).sort((a, b) => a - b);
    const [left, right, top, bottom] = [xs[0] ?? 0, xs.at(-1) ?? WIDTH, ys[0] ?? 0, ys.at(-1) ?? HEIGHT];
    const k = Math.min(8, 0.85 / Math.max((right - left) / WIDTH, (bottom - top) / HEIGHT));
    if (k < 1.25) return;
    select(this.svg).call(
      this.behaviour.transform,
      zoomIdentity.translate(WIDTH / 2 - (k * (left + right)) / 2, HEIGHT / 2 - (k * (top + bottom)) / 2).scale(k),
    );
  }

  private open(spot: Spot, point: SVGCircleElement): void {
    this.mark(point);
    this.sheet.show([h("h2", { class: "card-title" }, spot.name), h("ul", { class: "happenings" }, spot.events.slice(0, 40).map(happening))], point);
  }

  private openCountry(code: string): void {
    this.mark(null);
    const events = this.spots.flatMap((spot) => spot.events).filter((event) => event.place?.country === code);
    const query = new URLSearchParams(location.search);
    query.set("country", code);
    this.sheet.show([
      h("h2", { class: "card-title" }, nameOf(code)),
      h("ul", { class: "happenings" }, events.slice(0, 40).map(happening)),
      h("p", {}, h("a", { href: `/events?${query.toString()}` }, "All events there")),
    ]);
  }

  private mark(point: Element | null): void {
    for (const other of this.svg.querySelectorAll(".spot")) other.classList.toggle("is-chosen", other === point);
  }
}

function happening(event: DatelineEvent): HTMLElement {
  const { article_id = "", quote = "" } = event.evidence[0] ?? {};
  return h(
    "li",
    {},
    h("p", {}, h("time", {}, days(event.event_date)), " ", h("strong", {}, headline(event)), " ", h("small", {}, human(event.status).toLowerCase())),
    h("blockquote", {}, h("q", {}, quote), " ", h("a", { href: `/articles/${article_id}#${event.id}` }, "in the article")),
  );
}

function tableOfSpots(spots: Spot[]): HTMLElement {
  const rows = spots.map((spot) => [spot.name, nameOf(spot.events[0]?.place?.country ?? ""), String(spot.events.length)]);
  return table(`The ${plural(spots.length, "place")} as a table`, ["Place", "Country", "Events"], rows);
}

function tableOfCountries(countries: Country[]): HTMLElement {
  const query = new URLSearchParams(location.search);
  const link = (code: string) => {
    query.set("country", code);
    return `/events?${query.toString()}`;
  };
  const rows = countries.map((country) => [h("a", { href: link(country.code) }, country.name), String(country.count)]);
  return table(`The ${countries.length} countries as a table`, ["Country", "Events"], rows);
}

const NAMES = new Map(Object.values(ISO));

function nameOf(code: string): string {
  return NAMES.get(code) ?? code;
}
