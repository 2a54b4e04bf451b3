// Records in, what is to be marked in a text out. Offsets of the API count code points; those of strings here do not.
import type {
  Annotations, ArticleActor, DatelineEvent, FoundArticle, Place, Position, Span, Timex,
} from "./types";

export const KINDS = ["event", "position", "actor", "timex", "place"] as const;
export type Kind = (typeof KINDS)[number];

export type Item = { id: string; label: string; anchor: Range; ranges: Marked[] } & (
  | { kind: "event"; record: DatelineEvent }
  | { kind: "position"; record: Position }
  | { kind: "actor"; record: ArticleActor }
  | { kind: "timex"; record: Timex }
  | { kind: "place"; record: Place }
);
export type Range = readonly [start: number, end: number];
/** `look` is the class of the words; null marks them only while the record is chosen. */
export interface Marked {
  range: Range;
  look: string | null;
}
export interface Segment {
  start: number;
  end: number;
  marks: { item: number; look: string | null; width: number }[];
}

interface Records {
  articleId: string;
  events: DatelineEvent[];
  positions: Position[];
  actors: ArticleActor[];
  timexes: Timex[];
  places: (Place & { mentions: Span[] })[];
}

export function itemsOfArticle(found: Annotations, events: DatelineEvent[], positions: Position[]): Item[] {
  return makeItems({ articleId: found.article_id, events, positions, ...found }, found);
}

export function itemsOfAnalysis(found: FoundArticle): Item[] {
  return makeItems({ ...found, articleId: found.id });
}

function makeItems(records: Records, annotations?: Annotations): Item[] {
  const inside = (span: Pick<Span, "article_id" | "start" | "end"> | null): Range[] =>
    span && span.article_id === records.articleId && span.end > span.start ? [[span.start, span.end]] : [];
  const marked = (look: string | null, ...spans: (Pick<Span, "article_id" | "start" | "end"> | null)[]): Marked[] =>
    spans.flatMap(inside).map((range) => ({ range, look }));
  const evidence = (id: string, own: { article_id: string; start: number; end: number }[]) =>
    unique([...own, ...(annotations?.marks.filter((m) => m.ref === id && m.kind !== "TRIGGER") ?? [])], (s) => `${s.start} ${s.end}`);

  const items: Item[] = [];
  const push = (item: Omit<Item, "anchor"> & { anchor?: Range | undefined }) => {
    const anchor = item.anchor ?? item.ranges.find((r) => r.look)?.range;
    if (anchor) items.push({ ...item, anchor } as Item);
  };
  for (const record of records.events) {
    push({
      kind: "event", id: record.id, label: record.event_type, record, anchor: inside(record.trigger)[0],
      ranges: [
        ...marked("event", ...evidence(record.id, record.evidence)),
        ...marked("trigger", record.trigger),
        ...marked(null, record.event_date.span, record.place?.span ?? null, ...record.participants.map((p) => p.mention)),
      ],
    });
  }
  for (const record of records.positions) {
    push({
      kind: "position", id: record.id, label: record.stance, record, anchor: inside(record.cue)[0],
      ranges: [
        ...marked("position", ...evidence(record.id, record.evidence)),
        ...marked("cue", record.cue),
        ...marked(null, record.source, record.content, record.stated_date.span),
      ],
    });
  }
  for (const record of records.actors) {
    push({ kind: "actor", id: record.id, label: record.name, record, ranges: marked("actor", ...record.mentions) });
  }
  for (const record of records.timexes) {
    push({ kind: "timex", id: `date-${record.start}`, label: record.text, record, ranges: marked("timex", record) });
  }
  for (const record of records.places) {
    push({ kind: "place", id: record.id, label: record.name, record, ranges: marked("place", ...record.mentions) });
  }
  return items.sort((a, b) => a.anchor[0] - b.anchor[0] || a.anchor[1] - b.anchor[1]);
}

/** Cuts a text of so many code points at every border of a mark and after every line. */
export function cut(length: number, lineEnds: number[], items: Item[]): Segment[] {
  const starting = new Map<number, { item: number; look: string | null; width: number; end: number }[]>();
  const borders = new Set([0, length, ...lineEnds]);
  items.forEach((item, index) => {
    for (const { range: [start, end], look } of item.ranges) {
      if (start >= length) continue;
      borders.add(start).add(Math.min(end, length));
      const here = starting.get(start) ?? [];
      here.push({ item: index, look, width: end - start, end });
      starting.set(start, here);
    }
  });
  const sorted = [...borders].sort((a, b) => a - b);
  let open: { item: number; look: string | null; width: number; end: number }[] = [];
  const segments: Segment[] = [];
  for (let i = 0; i + 1 < sorted.length; i++) {
    const start = sorted[i] ?? 0;
    open = [...open.filter((mark) => mark.end > start), ...(starting.get(start) ?? [])];
    segments.push({ start, end: sorted[i + 1] ?? length, marks: open });
  }
  return segments;
}

/** Where each code point of a text begins in its string. */
export function codePoints(text: string): { length: number; at: (index: number) => number } {
  if (!/[\ud800-\udbff]/.test(text)) return { length: text.length, at: (index) => Math.min(index, text.length) };
  const starts: number[] = [];
  let position = 0;
  for (const character of text) {
    starts.push(position);
    position += character.length;
  }
  return { length: starts.length, at: (index) => starts[index] ?? text.length };
}

function unique<T>(values: T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}
