// A text and its items in, a text to step through out: marks by kind, a card for the one that is chosen.
import { actorCard, eventCard, placeCard, positionCard, timexCard } from "./cards";
import { all, h, one } from "./dom";
import { codePoints, cut, KINDS, type Item, type Kind, type Segment } from "./marking";
import { human, plural } from "./words";

const NAMES: Record<Kind, string> = {
  event: "Events", position: "Positions", actor: "Actors", timex: "Dates", place: "Places",
};
type Shown = Kind | "all";

export interface ReaderOptions {
  articleId: string;
  text: string;
  items: Item[];
  /** Whether what is shown and chosen stands in the address of the page. */
  addressed: boolean;
}

export class Reader {
  readonly element: HTMLElement;
  private readonly article: HTMLElement;
  private readonly panel: HTMLElement;
  private readonly counter: HTMLElement;
  private readonly kinds: HTMLElement;
  private readonly segments: HTMLElement[][];
  private shown: Shown = "all";
  private chosen = -1;

  constructor(private readonly options: ReaderOptions) {
    this.segments = options.items.map(() => []);
    this.kinds = h("div", { class: "kinds", role: "group", "aria-label": "What is marked" });
    this.article = h("article", { "data-text": true }, this.paragraphs());
    this.counter = h("span", { class: "counter", "aria-live": "polite" });
    this.panel = h("div", { class: "panel", "aria-live": "polite", "aria-label": "The chosen record", role: "region" });
    this.element = h(
      "div",
      { class: "reader is-live", onkeydown: (event: KeyboardEvent) => this.press(event) },
      h("div", { class: "reading" }, this.kinds, this.article),
      h(
        "aside",
        { class: "aside", "aria-label": "Records" },
        h(
          "div",
          { class: "stepper" },
          this.button("Previous", "←", () => this.step(-1)),
          this.counter,
          this.button("Next", "→", () => this.step(1)),
          this.button("Close", "✕", () => this.choose(-1), "close"),
        ),
        this.panel,
      ),
    );
    this.listen();
    if (options.addressed) this.readAddress();
    this.draw();
  }

  private button(label: string, sign: string, call: () => void, name = ""): HTMLButtonElement {
    return h("button", { type: "button", "aria-label": label, title: label, class: name, onclick: call }, sign);
  }

  private paragraphs(): HTMLElement[] {
    const { text, items } = this.options;
    const points = codePoints(text);
    const characters = points.length === text.length ? text : [...text];
    const lineEnds: number[] = [];
    for (let i = 0; i < points.length; i++) if (characters[i] === "\n") lineEnds.push(i + 1);
    const paragraphs: HTMLElement[] = [];
    let paragraph = h("p", { dir: "auto" });
    for (const segment of cut(points.length, lineEnds, items)) {
      const words = text.slice(points.at(segment.start), points.at(segment.end));
      if (words.trim() || paragraph.hasChildNodes()) paragraph.append(this.segment(segment, words));
      if (words.endsWith("\n") && paragraph.hasChildNodes()) {
        paragraphs.push(paragraph);
        paragraph = h("p", { dir: "auto" });
      }
    }
    if (paragraph.hasChildNodes()) paragraphs.push(paragraph);
    return paragraphs;
  }

  private segment(segment: Segment, words: string): Node {
    if (segment.marks.length === 0) return document.createTextNode(words);
    const looks = new Set(segment.marks.map((mark) => mark.look).filter((look) => look !== null));
    const element = h("span", { class: ["seg", ...looks].join(" ") }, words);
    // The narrowest mark says most about these words.
    const narrowFirst = [...segment.marks].sort((a, b) => Number(a.look === null) - Number(b.look === null) || a.width - b.width);
    element.dataset["start"] = String(segment.start);
    element.dataset["items"] = [...new Set(narrowFirst.map((mark) => mark.item))].join(" ");
    for (const { item } of segment.marks) this.segments[item]?.push(element);
    for (const { item } of segment.marks) {
      if (this.options.items[item]?.anchor[0] === segment.start) {
        element.setAttribute("role", "button");
        element.tabIndex = -1;
        break;
      }
    }
    return element;
  }

  private listen(): void {
    this.article.addEventListener("click", (event) => {
      const here = this.itemsAt(event.target);
      if (here.length === 0) return;
      // Pressing the same words again goes on to what else they say.
      const next = here[(here.indexOf(this.chosen) + 1) % here.length];
      if (next !== undefined) this.choose(next, { scroll: false });
    });
    this.article.addEventListener("pointerover", (event) => this.glow(this.itemsAt(event.target)[0] ?? -1));
    this.article.addEventListener("pointerleave", () => this.glow(-1));
    if (this.options.addressed) window.addEventListener("hashchange", () => {
      this.readAddress();
      this.draw({ scroll: true });
    });
  }

  private itemsAt(target: EventTarget | null): number[] {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-items]") : null;
    const here = (element?.dataset["items"] ?? "").split(" ").filter(Boolean).map(Number);
    return here.filter((item) => this.isShown(item));
  }

  private isShown(item: number): boolean {
    return this.shown === "all" || this.options.items[item]?.kind === this.shown;
  }

  /** What is stepped through: with everything shown, what the article says rather than what it names. */
  private stops(): number[] {
    const all = this.options.items.map((_, index) => index);
    if (this.shown !== "all") return all.filter((index) => this.isShown(index));
    const said = all.filter((index) => ["event", "position"].includes(this.options.items[index]?.kind ?? ""));
    return said.length > 0 ? said : all;
  }

  private step(by: number): void {
    const stops = this.stops();
    if (stops.length === 0) return;
    const now = stops.indexOf(this.chosen);
    let next = now + by;
    if (now < 0) {
      // From something that is not stepped through, to the next that stands behind or before it.
      const from = this.options.items[this.chosen]?.anchor[0] ?? -1;
      const behind = stops.findIndex((stop) => (this.options.items[stop]?.anchor[0] ?? 0) > from);
      next = by > 0 ? behind : (behind < 0 ? stops.length : behind) - 1;
    }
    this.choose(stops[(next + stops.length) % stops.length] ?? -1, { focus: true });
  }

  private choose(item: number, how: { focus?: boolean; scroll?: boolean } = {}): void {
    this.chosen = item;
    if (this.options.addressed) this.writeAddress();
    this.draw({ scroll: how.scroll ?? item >= 0, focus: how.focus ?? false });
  }

  private show(shown: Shown): void {
    this.shown = shown;
    if (this.chosen >= 0 && !this.isShown(this.chosen)) this.chosen = -1;
    if (this.options.addressed) this.writeAddress();
    this.draw();
  }

  private press(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.altKey || event.ctrlKey || event.metaKey || target.closest("pre, input, textarea, summary")) return;
    if (event.key === "ArrowRight" || event.key === "ArrowDown" && target.closest("[data-items]")) this.step(1);
    else if (event.key === "ArrowLeft" || event.key === "ArrowUp" && target.closest("[data-items]")) this.step(-1);
    else if (event.key === "Escape" && this.chosen >= 0) this.choose(-1);
    else if ((event.key === "Enter" || event.key === " ") && target.matches("[data-items]")) target.click();
    else return;
    event.preventDefault();
  }

  private glow(item: number): void {
    for (const element of all(".glow", this.article)) element.classList.remove("glow");
    for (const element of this.segments[item] ?? []) element.classList.add("glow");
    if (this.chosen < 0) this.fillPanel(item);
  }

  private draw(how: { scroll?: boolean; focus?: boolean } = {}): void {
    this.drawKinds();
    this.article.dataset["shown"] = this.shown;
    for (const element of all(".chosen", this.article)) element.classList.remove("chosen", "at");
    const chosen = this.segments[this.chosen] ?? [];
    for (const element of chosen) element.classList.add("chosen");
    this.element.classList.toggle("has-chosen", this.chosen >= 0);
    const stops = this.stops();
    const anchor = this.anchorOf(this.chosen) ?? this.anchorOf(stops[0] ?? -1);
    for (const element of all("[tabindex='0']", this.article)) element.tabIndex = -1;
    if (anchor) anchor.tabIndex = 0;
    if (anchor && this.chosen >= 0) for (const element of this.nameOf(this.chosen)) element.classList.add("at");
    const place = stops.indexOf(this.chosen);
    this.counter.textContent =
      place >= 0 ? `${place + 1} of ${stops.length}` : plural(stops.length, this.shown === "all" ? "record" : human(NAMES[this.shown]).toLowerCase().slice(0, -1));
    this.fillPanel(this.chosen);
    if (this.chosen < 0 || !anchor) return;
    if (how.focus) anchor.focus({ preventScroll: true });
    if (how.scroll || how.focus) anchor.scrollIntoView({ block: isNarrow() ? "start" : "center", behavior: calm() ? "auto" : "smooth" });
  }

  private anchorOf(item: number): HTMLElement | null {
    const anchor = this.options.items[item]?.anchor[0];
    if (anchor === undefined) return null;
    return this.segments[item]?.find((element) => element.hasAttribute("role") && this.startsAt(element, item)) ?? null;
  }

  /** The words that name an item: the trigger of an event, the cue of a position, nothing of what is itself only words. */
  private nameOf(item: number): HTMLElement[] {
    const [start, end] = this.options.items[item]?.anchor ?? [0, 0];
    const kind = this.options.items[item]?.kind;
    if (kind !== "event" && kind !== "position") return [];
    return (this.segments[item] ?? []).filter((element) => {
      const at = Number(element.dataset["start"]);
      return at >= start && at < end && this.startsAt(element, item);
    });
  }

  private startsAt(element: HTMLElement, item: number): boolean {
    // An item's anchor is where its trigger, cue or first mention begins; its element was made a button there.
    const { kind } = this.options.items[item] ?? { kind: "event" };
    const look = kind === "event" ? "trigger" : kind === "position" ? "cue" : kind;
    return element.classList.contains(look) || !this.segments[item]?.some((other) => other.classList.contains(look));
  }

  private drawKinds(): void {
    const counts = KINDS.map((kind) => [kind, this.options.items.filter((item) => item.kind === kind).length] as const);
    const button = (shown: Shown, label: string, count: number | null) =>
      h(
        "button",
        { type: "button", class: `small is-${shown}`, "data-kind": shown, "aria-pressed": String(this.shown === shown), disabled: count === 0, onclick: () => {
          this.show(shown);
          one(`[data-kind=${shown}]`, this.kinds)?.focus();
        } },
        label,
        count === null ? null : h("small", {}, count),
      );
    this.kinds.replaceChildren(button("all", "All", null), ...counts.map(([kind, count]) => button(kind, NAMES[kind], count)));
  }

  private fillPanel(index: number): void {
    const item = this.options.items[index];
    this.panel.replaceChildren(item ? this.card(item) : this.hint());
  }

  private card(item: Item): HTMLElement {
    switch (item.kind) {
      case "event": return eventCard(item.record, this.options.articleId);
      case "position": return positionCard(item.record, this.options.articleId);
      case "actor": return actorCard(item.record);
      case "timex": return timexCard(item.record);
      case "place": return placeCard(item.record);
    }
  }

  private hint(): HTMLElement {
    if (this.options.items.length === 0) return h("p", { class: "hint" }, "Nothing was found in this text.");
    return h(
      "p",
      { class: "hint" },
      "Point at the marked words, or step through them with ",
      h("kbd", {}, "←"), " ", h("kbd", {}, "→"),
      ": each opens what was found there, and why.",
    );
  }

  private readAddress(): void {
    const shown = new URLSearchParams(location.search).get("show") as Kind | null;
    this.shown = shown && KINDS.includes(shown) ? shown : "all";
    const id = decodeURIComponent(location.hash.slice(1));
    this.chosen = id ? this.options.items.findIndex((item) => item.id === id) : -1;
    if (this.chosen >= 0 && !this.isShown(this.chosen)) this.shown = "all";
    if (this.chosen >= 0) requestAnimationFrame(() => this.draw({ scroll: true }));
  }

  private writeAddress(): void {
    const query = this.shown === "all" ? "" : `?show=${this.shown}`;
    const id = this.options.items[this.chosen]?.id;
    history.replaceState(null, "", `${location.pathname}${query}${id ? `#${encodeURIComponent(id)}` : ""}`);
  }
}

/** Where the card lies over the lower half of the text. */
function isNarrow(): boolean {
  return matchMedia("(max-width: 60rem)").matches;
}

function calm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
