// The network view: who acts on whom, the colour of a line from conflict to cooperation, its width the number of events.
import cytoscape, { type Core, type EdgeSingular, type ElementDefinition, type LayoutOptions, type NodeSingular, type StylesheetJson } from "cytoscape";
import { get } from "../lib/api";
import { actorLink } from "../lib/cards";
import { save } from "../lib/copying";
import { all, h, one } from "../lib/dom";
import { Sheet } from "../lib/sheet";
import { empty, fill } from "../lib/states";
import { table } from "../lib/tables";
import { human, plural } from "../lib/words";

interface Network {
  nodes: { id: string; name: string; actor_type: string | null; country: string | null; sent: number; received: number }[];
  edges: { source: string; target: string; weight: number; types: Record<string, number>; intensity: number | null; first_day: string | null; last_day: string | null }[];
  event_count: number;
  left_out: { nodes: number; edges: number; events: number };
}

export async function start(): Promise<void> {
  const stage = one("[data-stage=network]");
  const asked = one("[data-asked]")?.textContent;
  if (!stage || !asked) return;
  await fill(stage, async () => {
    const found = await get<Network>(asked);
    const same = one("[data-same]");
    same?.replaceChildren();
    if (found.edges.length === 0) return empty("No acts of one actor on another were found. Fewer filters find more.");
    same?.replaceChildren(tableOf(found));
    const view = new NetworkView(found);
    // It measures the room it has, so it needs to stand in the page first.
    requestAnimationFrame(() => view.draw());
    return view.element;
  });
}

function tableOf({ nodes, edges }: Network): HTMLElement {
  const names = new Map(nodes.map((node) => [node.id, node.name]));
  const rows = edges.map((edge) => [
    actorLink(edge.source, names.get(edge.source) ?? edge.source),
    actorLink(edge.target, names.get(edge.target) ?? edge.target),
    String(edge.weight),
    types(edge),
    [edge.first_day, edge.last_day].filter(Boolean).join(" to "),
  ]);
  return table(`The ${plural(edges.length, "pair")} as a table`, ["Who", "On whom", "Events", "Of which kinds", "Between"], rows);
}

function types(edge: Network["edges"][number]): string {
  return Object.entries(edge.types).map(([type, count]) => `${human(type)} ${count}`).join(", ");
}

/** On a narrow screen more names than these cannot be read. */
const NARROW = 500;
const MOST_WHERE_NARROW = 12;

class NetworkView {
  readonly element: HTMLElement;
  private readonly host = h("div", { class: "graph", role: "img", "aria-label": "Network of actors; the table below says the same" });
  private readonly sheet = new Sheet("The chosen actor or pair", () => this.graph?.elements().removeClass("faded chosen"));
  private readonly note = h("p", { class: "faint" });
  private graph: Core | null = null;
  private enlarged = 1;

  constructor(private found: Network) {
    const { nodes, edges, left_out } = found;
    const left = [left_out.nodes > 0 && plural(left_out.nodes, "actor"), left_out.edges > 0 && plural(left_out.edges, "pair")].filter(Boolean).join(" and ");
    const earlier = left_out.events > 0 ? ` ${plural(left_out.events, "earlier event")} not looked at.` : "";
    const button = (label: string, sign: string, call: () => void) =>
      h("button", { type: "button", class: "small", "aria-label": label, title: label, onclick: call }, sign);
    this.element = h(
      "div",
      { class: "chart" },
      h(
        "div",
        { class: "chart-tools" },
        h("p", { class: "legend" }, h("span", { class: "swatch quad2" }, "cooperation"), h("span", { class: "swatch quad4" }, "conflict"), h("span", { class: "faint" }, "arrows lead from who acts to whom")),
        h(
          "div",
          { class: "zooms", role: "group", "aria-label": "Zoom" },
          button("Zoom in", "+", () => this.zoom(1.4)),
          button("Zoom out", "−", () => this.zoom(1 / 1.4)),
          button("Show all", "All", () => this.graph?.fit(undefined, 24)),
        ),
      ),
      this.host,
      this.note,
      h("p", { class: "faint" }, `${plural(nodes.length, "actor")} and ${plural(edges.length, "pair")} of ${plural(found.event_count, "event")}.${left ? ` Left out: ${left} with fewer events.` : ""}${earlier}`),
    );
  }

  draw(): void {
    if (this.host.clientWidth < NARROW) this.narrow();
    // cytoscape would write a style sheet into the page, which the page forbids, unless it finds that there is one.
    if (!document.getElementById("__________cytoscape_stylesheet")) {
      document.head.append(h("meta", { id: "__________cytoscape_stylesheet" }));
    }
    this.graph = cytoscape({
      container: this.host,
      elements: this.elements(),
      style: this.looks(),
      layout: { name: "preset" },
      minZoom: 0.2,
      maxZoom: 4,
      userZoomingEnabled: false,
      autounselectify: true,
    });
    this.graph.layout(this.layout()).run();
    this.stretch(this.graph);
    // What fits the frame may have become small: names and points keep the size they are read at.
    this.enlarged = Math.min(3, Math.max(1, 1 / this.graph.zoom()));
    this.graph.style(this.looks());
    this.graph.fit(undefined, 24);
    this.graph.on("tap", "node", (event) => this.openActor(event.target.id()));
    this.graph.on("tap", "edge", (event) => this.openPair(event.target.data("source"), event.target.data("target")));
    this.host.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.shiftKey && !event.metaKey) return;
      event.preventDefault();
      this.zoom(event.deltaY + event.deltaX < 0 ? 1.2 : 1 / 1.2);
    }, { passive: false });
    window.addEventListener("themechange", () => this.graph?.style(this.looks()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.graph?.style(this.looks()));
    for (const button of all<HTMLButtonElement>("[data-save=png]")) {
      button.disabled = false;
      button.onclick = () => {
        const picture = this.graph?.png({ output: "blob", scale: 2, full: true, bg: this.colour("--paper") });
        if (picture) save(picture as unknown as Blob, "network.png");
      };
    }
  }

  /** Uses the whole width: names need more room beside each other than above each other. */
  private stretch(graph: Core): void {
    const box = graph.nodes().boundingBox();
    const by = Math.min(2.2, this.host.clientWidth / this.host.clientHeight / (box.w / Math.max(box.h, 1)));
    if (by > 1) graph.nodes().positions((node) => ({ x: node.position("x") * by, y: node.position("y") }));
    graph.fit(undefined, 24);
  }

  private layout(): LayoutOptions {
    // Where there is no room for a landscape, names round a circle can still be read.
    if (this.host.clientWidth < NARROW) return { name: "circle", animate: false, padding: 40, startAngle: 0, nodeDimensionsIncludeLabels: false };
    return {
      name: "cose", animate: false, randomize: false, nodeDimensionsIncludeLabels: true, padding: 24, numIter: 2500,
      nodeRepulsion: () => 500_000, idealEdgeLength: () => 130, edgeElasticity: () => 60, nodeOverlap: 30, componentSpacing: 30, gravity: 0.7,
    };
  }

  private narrow(): void {
    const { nodes, edges } = this.found;
    const kept = new Set(nodes.slice(0, MOST_WHERE_NARROW).map((node) => node.id));
    if (kept.size === nodes.length) return;
    const among = edges.filter((edge) => kept.has(edge.source) && kept.has(edge.target));
    const tied = nodes.filter((node) => among.some((edge) => edge.source === node.id || edge.target === node.id));
    this.found = { ...this.found, nodes: tied, edges: among };
    this.note.textContent = `On this narrow screen the picture shows the ${tied.length} actors with most acts; the table has them all.`;
  }

  /** Nodes begin on a circle, so that the same network always looks the same. */
  private elements(): ElementDefinition[] {
    const { nodes, edges } = this.found;
    return [
      ...nodes.map((node, index) => {
        const angle = (2 * Math.PI * index) / nodes.length;
        const radius = 120 + 220 * (index / nodes.length);
        return {
          data: { id: node.id, name: node.name, size: 14 + 5 * Math.sqrt(node.sent + node.received) },
          position: { x: radius * Math.cos(angle * 3), y: radius * Math.sin(angle * 3) },
        };
      }),
      ...edges.map((edge) => ({
        data: { id: `${edge.source}>${edge.target}`, source: edge.source, target: edge.target, width: 1 + 1.6 * Math.sqrt(edge.weight - 0.5), tone: tone(edge.intensity) },
      })),
    ];
  }

  private looks(): StylesheetJson {
    const colour = (name: string) => this.colour(name);
    return [
      { selector: "node", style: { label: "data(name)", width: (node: NodeSingular) => Number(node.data("size")) * Math.sqrt(this.enlarged), height: (node: NodeSingular) => Number(node.data("size")) * Math.sqrt(this.enlarged), "background-color": colour("--accent"), color: colour("--ink"), "font-family": '"Source Sans 3 Variable", sans-serif', "font-size": 13 * this.enlarged, "text-valign": "bottom", "text-margin-y": 3, "text-outline-color": colour("--paper"), "text-outline-width": 2 * this.enlarged, "text-max-width": `${130 * this.enlarged}px`, "text-wrap": "ellipsis" } },
      { selector: "edge", style: { width: (edge: EdgeSingular) => Number(edge.data("width")) * this.enlarged, "curve-style": "bezier", "target-arrow-shape": "triangle", "arrow-scale": 0.9, opacity: 0.8, "line-color": colour("--quad0"), "target-arrow-color": colour("--quad0") } },
      ...(["--quad2", "--quad1", "--quad3", "--quad4"] as const).map((name, index) => ({
        selector: `edge[tone = ${index}]`,
        style: { "line-color": colour(name), "target-arrow-color": colour(name) },
      })),
      { selector: ".faded", style: { opacity: 0.12 } },
      { selector: ".chosen", style: { "border-width": 3, "border-color": colour("--ink") } },
    ] as StylesheetJson;
  }

  /** Colours of the page are computed ones: a canvas knows no variables. */
  private colour(name: string): string {
    const probe = h("span", { class: `probe${name}` });
    this.host.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  private zoom(by: number): void {
    this.graph?.zoom({ level: this.graph.zoom() * by, renderedPosition: { x: this.host.clientWidth / 2, y: this.host.clientHeight / 2 } });
  }

  private openActor(id: string): void {
    const node = this.found.nodes.find((one) => one.id === id);
    if (!node || !this.graph) return;
    const chosen = this.graph.getElementById(id);
    this.graph.elements().addClass("faded").removeClass("chosen");
    chosen.closedNeighborhood().removeClass("faded");
    chosen.addClass("chosen");
    const ties = this.found.edges.filter((edge) => edge.source === id || edge.target === id);
    this.sheet.show([
      h("h2", { class: "card-title" }, actorLink(node.id, node.name)),
      h("p", { class: "faint" }, `${plural(node.sent, "act")} on others, ${node.received} of others on it`),
      h("ul", { class: "happenings" }, ties.map((edge) => this.tie(edge))),
    ]);
  }

  private openPair(source: string, target: string): void {
    const pair = this.found.edges.filter((edge) => (edge.source === source && edge.target === target) || (edge.source === target && edge.target === source));
    this.sheet.show([h("h2", { class: "card-title" }, `${this.name(source)} and ${this.name(target)}`), h("ul", { class: "happenings" }, pair.map((edge) => this.tie(edge)))]);
  }

  private tie(edge: Network["edges"][number]): HTMLElement {
    const query = new URLSearchParams({ actor: edge.source });
    return h(
      "li",
      {},
      h("p", {}, h("strong", {}, this.name(edge.source)), " → ", h("strong", {}, this.name(edge.target)), ` ${plural(edge.weight, "event")}`),
      h("p", { class: "faint" }, types(edge), edge.first_day && `; ${edge.first_day}${edge.last_day === edge.first_day ? "" : ` to ${edge.last_day ?? ""}`}`),
      h("p", {}, h("a", { href: `/v1/events?source_actor=${encodeURIComponent(edge.source)}&target_actor=${encodeURIComponent(edge.target)}&actor_exact=true` }, "These events as JSON"), " · ", h("a", { href: `/timeline?${query.toString().replaceAll("%3A", ":")}` }, "on the timeline")),
    );
  }

  private name(id: string): string {
    return this.found.nodes.find((node) => node.id === id)?.name ?? id;
  }
}

/** From strong cooperation (0) to strong conflict (3). */
function tone(intensity: number | null): number {
  if (intensity === null) return -1;
  return intensity >= 4 ? 0 : intensity >= 0 ? 1 : intensity > -6 ? 2 : 3;
}
