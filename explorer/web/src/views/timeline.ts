// The timeline view: events in the lanes of who acts, a bar as long as their date is imprecise.
import { scaleUtc, type ScaleTime } from "d3-scale";
import { select } from "d3-selection";
import { utcDay } from "d3-time";
import { zoom, zoomIdentity, type D3ZoomEvent, type ZoomTransform } from "d3-zoom";
import { get, getIfThere } from "../lib/api";
import { actorLink, eventCard } from "../lib/cards";
import { h, one, s } from "../lib/dom";
import { lanesOf, pack, type Bar, type Lane } from "../lib/lanes";
import { offerPicture } from "../lib/picture";
import { rove } from "../lib/roving";
import { Sheet } from "../lib/sheet";
import { empty, fill } from "../lib/states";
import { table } from "../lib/tables";
import type { DatelineEvent, Page } from "../lib/types";
import { days, headline, human, HOLLOW, plural, QUADS, withRole } from "../lib/words";

const TOP = 34;
const MOST_ROWS = 24;
/** Rows and bars of a lane are lower where it has many. */
const MANY_ROWS = 8;
const HIGH = { row: 18, bar: 12 };
const LOW = { row: 11, bar: 8 };
/** The picture begins with the shortest time that holds this share of the events. */
const MOST = 0.7;
const CHARACTER = 6.3;
const BAND = 21;
const MOST_BANDS = 6;
const STORYLINES = 100;

export async function start(): Promise<void> {
  const stage = one("[data-stage=timeline]");
  const asked = one("[data-asked]")?.textContent;
  if (!stage || !asked) return;
  await fill(stage, async () => {
    const [found, stories] = await Promise.all([
      get<Page<DatelineEvent>>(asked),
      getIfThere<Page<Storyline>>(`/v1/storylines?limit=${STORYLINES}`),
    ]);
    const same = one("[data-same]");
    const dated = found.data.filter((event) => event.event_date.start ?? event.event_date.end);
    if (found.data.length === 0) same?.replaceChildren();
    if (dated.length === 0) return empty(found.data.length > 0 ? "None of these events has a date." : "Nothing was found. Fewer filters find more.");
    same?.replaceChildren(tableOf(found.data));
    return new Timeline(dated, found, stories?.data ?? []).element;
  });
}

interface Storyline {
  id: string;
  title: string;
  first_day: string | null;
  last_day: string | null;
  article_count: number;
  event_count: number;
}

class Timeline {
  readonly element: HTMLElement;
  private readonly svg: SVGSVGElement;
  private readonly room: HTMLElement;
  private readonly lanes: Lane[];
  private readonly status = h("p", { class: "faint", role: "status" });
  private readonly sheet = new Sheet("The chosen event", () => this.mark(null));
  private readonly behaviour = zoom<SVGSVGElement, unknown>().scaleExtent([0.2, 4000]);
  private width = 900;
  private full: ScaleTime<number, number>;
  private transform: ZoomTransform = zoomIdentity;
  private bars: Bar[] = [];

  constructor(private readonly events: DatelineEvent[], found: Page<DatelineEvent>, private readonly stories: Storyline[]) {
    this.lanes = lanesOf(events);
    this.svg = s("svg", { class: "picture timeline", role: "group", "aria-label": "Events by actor, oldest left" });
    this.room = h("div", {}, this.svg);
    const starts = this.lanes.flatMap((lane) => lane.bars.map((bar) => bar.start.getTime())).sort((a, b) => a - b);
    this.full = scaleUtc().domain([utcDay.offset(new Date(starts[0] ?? 0), -2), utcDay.offset(new Date(starts.at(-1) ?? 0), 4)]);
    const undated = found.data.length - events.length;
    const left = [
      undated > 0 && `${plural(undated, "event")} without a date ${undated === 1 ? "stands" : "stand"} only in the table`,
      found.page.next_cursor && `older events than these ${found.data.length} are left out: narrow the filters to see them`,
    ].filter(Boolean);
    const button = (label: string, sign: string, call: () => void) =>
      h("button", { type: "button", class: "small", "aria-label": label, title: label, onclick: call }, sign);
    this.element = h(
      "div",
      { class: "chart" },
      h(
        "div",
        { class: "chart-tools" },
        legend(),
        h(
          "div",
          { class: "zooms", role: "group", "aria-label": "Zoom" },
          button("Earlier", "←", () => this.pan(0.5)),
          button("Later", "→", () => this.pan(-0.5)),
          button("Zoom in", "+", () => this.scale(2)),
          button("Zoom out", "−", () => this.scale(0.5)),
          button("Show all", "All", () => this.move(zoomIdentity)),
          button("Filter to what is seen", "Filter to this", () => this.filter()),
        ),
      ),
      this.room,
      this.status,
      left.length > 0 && h("p", { class: "faint" }, `${left.join("; ")}.`),
    );
    new ResizeObserver(() => this.resize()).observe(this.room);
    this.listen(starts);
  }

  private listen(starts: number[]): void {
    this.behaviour
      .filter((event: Event) => !(event instanceof WheelEvent) || event.ctrlKey || event.shiftKey || event.metaKey)
      .on("zoom", (event: D3ZoomEvent<SVGSVGElement, unknown>) => {
        this.transform = event.transform;
        this.draw();
      });
    select(this.svg).call(this.behaviour).on("dblclick.zoom", null);
    this.svg.addEventListener("click", (event) => this.open((event.target as Element).closest<SVGGElement>("[data-event]")));
    this.svg.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        const chosen = (event.target as Element).closest<SVGGElement>("[data-event]");
        if (!chosen) return;
        event.preventDefault();
        this.open(chosen);
      } else if (event.key === "+") this.scale(2);
      else if (event.key === "-") this.scale(0.5);
    });
    rove(this.svg, () => [...this.svg.querySelectorAll<SVGGElement>("[data-event]")], (from, key) => this.neighbour(from, key));
    requestAnimationFrame(() => {
      this.resize();
      this.zoomToMost(starts);
      const chosen = location.hash.slice(1);
      if (chosen.startsWith("evt_")) this.open(one<SVGGElement>(`[data-event="${CSS.escape(chosen)}"]`, this.svg), false);
    });
  }

  private resize(): void {
    const width = Math.max(280, this.room.clientWidth);
    if (width === this.width && this.svg.hasChildNodes()) return;
    this.width = width;
    this.full.range([this.left + 8, width - 10]);
    const frame: [[number, number], [number, number]] = [[this.left, 0], [width, 10]];
    this.behaviour.extent(frame);
    this.draw();
  }

  /** Names of lanes stand beside them where there is room, else above them. */
  private get left(): number {
    return this.width < 640 ? 0 : 168;
  }

  /** A few events of long ago would press all others together: begin with where most are, or with the days asked for. */
  private zoomToMost(starts: number[]): void {
    const given = new URLSearchParams(location.search);
    const [from, to] = [given.get("date_from"), given.get("date_to")];
    if (from || to) {
      const [first, last] = this.full.domain() as [Date, Date];
      this.show(from ? new Date(from) : first, to ? utcDay.offset(new Date(to), 1) : last);
      return;
    }
    const many = Math.ceil(MOST * starts.length);
    let best = 0;
    const span = (index: number) => (starts[index + many - 1] ?? Infinity) - (starts[index] ?? 0);
    for (let index = 0; index + many <= starts.length; index++) if (span(index) < span(best)) best = index;
    const margin = Math.max(span(best) * 0.06, 2 * 864e5);
    this.show(new Date((starts[best] ?? 0) - margin), new Date((starts[best] ?? 0) + span(best) + 2 * margin));
  }

  private show(from: Date, to: Date): void {
    const [low, high] = [this.full(from), this.full(to)];
    const [begin, end] = this.full.range() as [number, number];
    const k = (end - begin) / Math.max(high - low, 1);
    this.move(zoomIdentity.translate(begin - low * k, 0).scale(k));
  }

  private move(transform: ZoomTransform): void {
    select(this.svg).call(this.behaviour.transform, transform);
  }

  private scale(by: number): void {
    select(this.svg).call(this.behaviour.scaleBy, by);
  }

  private pan(share: number): void {
    const [begin, end] = this.full.range() as [number, number];
    select(this.svg).call(this.behaviour.translateBy, ((end - begin) * share) / this.transform.k, 0);
  }

  private filter(): void {
    const [from, to] = this.seen().map((day) => day.toISOString().slice(0, 10));
    const query = new URLSearchParams(location.search);
    query.set("date_from", from ?? "");
    query.set("date_to", to ?? "");
    location.assign(`${location.pathname}?${query.toString().replaceAll("%3A", ":")}`);
  }

  private seen(): [Date, Date] {
    const x = this.transform.rescaleX(this.full);
    const [begin, end] = this.full.range() as [number, number];
    return [x.invert(begin), x.invert(end)];
  }

  private draw(): void {
    const x = this.transform.rescaleX(this.full);
    const focused = (document.activeElement as Element | null)?.getAttribute("data-event");
    const parts: Node[] = [];
    const names: Node[] = [];
    this.bars = [];
    let y = TOP;
    const [from, to] = this.seen();
    const bands = this.bands(x, y);
    if (bands.length > 0) {
      if (this.left > 0) names.push(s("text", { class: "lane-name is-story", x: this.left - 12, y: y + 15, "text-anchor": "end" }, "Storylines"));
      y += bands.length * BAND + 10;
    }
    let shown = 0;
    for (const lane of this.lanes) {
      if (this.left === 0) y += 18;
      const placed = pack(lane.bars, x, this.left, this.width, MOST_ROWS, label, CHARACTER);
      const size = placed.rows > MANY_ROWS ? LOW : HIGH;
      const height = Math.max(1, placed.rows) * size.row + 8;
      parts.push(s("line", { class: "lane-line", x1: 0, x2: this.width, y1: y + height - 2, y2: y + height - 2 }));
      names.push(
        s("text", { class: "lane-name", x: this.left === 0 ? 2 : this.left - 12, y: this.left === 0 ? y - 3 : y + 15, "text-anchor": this.left === 0 ? "start" : "end" }, short(lane.name, this.left === 0 ? 40 : 23)),
      );
      for (const { bar, row, left, width, labelled } of placed.placed) {
        shown += 1;
        this.bars.push(bar);
        parts.push(this.bar(bar, left, y + 4 + row * size.row, width, size.bar, labelled && size === HIGH));
      }
      y += height;
    }
    const height = y + 6;
    this.svg.setAttribute("width", String(this.width));
    this.svg.setAttribute("height", String(height));
    this.svg.setAttribute("viewBox", `0 0 ${this.width} ${height}`);
    const clip = s("clipPath", { id: "timeline-frame" }, s("rect", { x: this.left, y: 0, width: Math.max(0, this.width - this.left), height }));
    this.svg.replaceChildren(s("defs", {}, clip), s("g", { "clip-path": "url(#timeline-frame)" }, this.axis(x, height), bands, parts), ...names);
    const all = [...this.svg.querySelectorAll<SVGGElement>("[data-event]")];
    all.forEach((one, index) => (one.tabIndex = index === 0 ? 0 : -1));
    if (focused) all.find((one) => one.dataset["event"] === focused)?.focus({ preventScroll: true });
    const outside = this.lanes.reduce((sum, lane) => sum + lane.bars.length, 0) - shown;
    this.status.textContent = `${day(from)} to ${day(to)}${outside > 0 ? `; ${plural(outside, "event")} outside: zoom out to see ${outside === 1 ? "it" : "them"}` : ""}. Hold Ctrl or Shift and turn the wheel to zoom, drag to move.`;
    offerPicture("timeline", () => this.svg);
  }

  private axis(x: ScaleTime<number, number>, height: number): Node[] {
    const ticks = x.ticks(Math.max(3, Math.floor((this.width - this.left) / 110)));
    const format = x.tickFormat();
    return ticks.flatMap((tick) => [
      s("line", { class: "tick", x1: x(tick), x2: x(tick), y1: 22, y2: height }),
      s("text", { class: "tick-label", x: x(tick), y: 16, "text-anchor": "middle" }, format(tick)),
    ]);
  }

  private bar(bar: Bar, x: number, y: number, width: number, height: number, labelled: boolean): Node {
    const { event } = bar;
    const hollow = HOLLOW.has(event.status);
    return s(
      "g",
      {
        class: `bar quad-${event.quad_class}${hollow ? " is-hollow" : ""}${event.status === "DENIED" ? " is-denied" : ""}`,
        role: "button",
        tabindex: -1,
        "data-event": event.id,
        "aria-label": `${days(event.event_date)}: ${headline(event)}, ${human(event.status).toLowerCase()}`,
      },
      s("title", {}, `${days(event.event_date)} · ${headline(event)} (${human(event.status).toLowerCase()})`),
      s("rect", { x, y, width, height, rx: 3 }),
      labelled && s("text", { class: "bar-label", x: x + width + 4, y: y + 10 }, label(bar)),
    );
  }

  /** Affairs over days, each a band that leads to its events. */
  private bands(x: ScaleTime<number, number>, top: number): Node[] {
    const [low, high] = [this.left, this.width];
    const seen = this.stories.filter((story) => story.first_day !== null && story.last_day !== null).map((story) => ({
      story,
      start: x(new Date(`${story.first_day}T00:00:00Z`)),
      end: x(utcDay.offset(new Date(`${story.last_day}T00:00:00Z`), 1)),
    })).filter(({ start, end }) => end > low && start < high);
    return seen.sort((a, b) => b.story.event_count - a.story.event_count).slice(0, MOST_BANDS).map(({ story, start, end }, index) => {
      const [left, right] = [Math.max(start, low), Math.min(Math.max(end, start + 8), high)];
      const y = top + index * BAND;
      const [rightwards, leftwards] = [high - left - 12, left - low - 12];
      const before = story.title.length * CHARACTER > rightwards && leftwards > rightwards;
      const title = short(story.title, Math.max(8, Math.floor(Math.max(rightwards, leftwards) / CHARACTER)));
      const query = new URLSearchParams(location.search);
      query.set("storyline", story.id);
      return s(
        "a",
        { class: "band", href: `/timeline?${query.toString()}`, "aria-label": `Storyline ${story.title}, ${story.first_day} to ${story.last_day}, ${plural(story.event_count, "event")}` },
        s("title", {}, `${story.title} (${plural(story.article_count, "article")}, ${plural(story.event_count, "event")})`),
        s("rect", { x: left, y, width: right - left, height: BAND - 4, rx: 4 }),
        s("text", { x: before ? left - 6 : left + 6, y: y + 13, "text-anchor": before ? "end" : "start" }, title),
      );
    });
  }

  private neighbour(from: SVGGElement, key: string): SVGGElement | undefined {
    const now = this.bars.findIndex((bar) => bar.event.id === from.dataset["event"]);
    const bar = this.bars[now];
    if (!bar) return undefined;
    const sorted = (lane: Bar["lane"]) => this.bars.filter((other) => other.lane === lane).sort((a, b) => a.start.getTime() - b.start.getTime());
    let to: Bar | undefined;
    if (key === "ArrowRight" || key === "ArrowLeft") {
      const lane = sorted(bar.lane);
      to = lane[lane.indexOf(bar) + (key === "ArrowRight" ? 1 : -1)];
    } else {
      const step = key === "ArrowDown" ? 1 : -1;
      for (let lane = bar.lane + step; lane >= 0 && lane < this.lanes.length && !to; lane += step) {
        to = sorted(lane).sort((a, b) => Math.abs(a.start.getTime() - bar.start.getTime()) - Math.abs(b.start.getTime() - bar.start.getTime()))[0];
      }
    }
    return to && (one<SVGGElement>(`[data-event="${CSS.escape(to.event.id)}"]`, this.svg) ?? undefined);
  }

  private open(chosen: SVGGElement | null, focus = true): void {
    const event = this.events.find((one) => one.id === chosen?.dataset["event"]);
    if (!chosen || !event) return;
    this.mark(event.id);
    this.sheet.show([eventCard(event)], chosen, focus);
  }

  private mark(id: string | null): void {
    for (const bar of this.svg.querySelectorAll("[data-event]")) bar.classList.toggle("is-chosen", bar.getAttribute("data-event") === id);
    history.replaceState(null, "", `${location.pathname}${location.search}${id ? `#${id}` : ""}`);
  }
}

function label(bar: Bar): string {
  const targets = withRole(bar.event, "TARGET").map((target) => target.name).join(", ");
  return short(`${human(bar.event.event_type)}${targets ? ` → ${targets}` : ""}`, 34);
}

function legend(): HTMLElement {
  return h(
    "p",
    { class: "legend" },
    [1, 2, 3, 4].map((quad) => h("span", { class: `swatch quad${quad}` }, QUADS[quad])),
    h("span", { class: "swatch is-outline" }, "planned or not real"),
  );
}

function tableOf(events: DatelineEvent[]): HTMLElement {
  return table(
    `The same ${plural(events.length, "event")} as a table`,
    ["When", "Who", "Did what", "To whom", "Where", "The words"],
    events.map((event) => [
      days(event.event_date),
      people(event, "SOURCE"),
      `${human(event.event_type)}, ${human(event.status).toLowerCase()}`,
      people(event, "TARGET"),
      event.place?.name ?? "",
      event.evidence[0] && [h("q", {}, event.evidence[0].quote), " ", h("a", { href: `/articles/${event.evidence[0].article_id}#${event.id}` }, "in the article")],
    ]),
  );
}

function people(event: DatelineEvent, role: string): (Node | string)[] {
  return withRole(event, role).flatMap((participant, index) => [index > 0 ? ", " : "", actorLink(participant.actor_id, participant.name)]);
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
