// Events in, the lanes of their actors and the rows that their bars lie in out.
import type { ScaleTime } from "d3-scale";
import type { DatelineEvent } from "./types";
import { withRole } from "./words";

const MOST_LANES = 14;
const LEAST_WIDTH = 7;
const GAP = 3;

export interface Bar {
  event: DatelineEvent;
  lane: number;
  start: Date;
  end: Date;
}
export interface Lane {
  name: string;
  bars: Bar[];
}
export interface Placed {
  bar: Bar;
  row: number;
  left: number;
  width: number;
  labelled: boolean;
}

/** Each event lies once, in the lane of the most active of those who act; the last lane is for all others. */
export function lanesOf(events: DatelineEvent[]): Lane[] {
  const counts = new Map<string, { name: string; count: number }>();
  for (const event of events) {
    for (const { actor_id, name } of actorsOf(event)) {
      const known = counts.get(actor_id) ?? { name, count: 0 };
      known.count += 1;
      counts.set(actor_id, known);
    }
  }
  const ranked = [...counts].sort(([a, x], [b, y]) => y.count - x.count || (a < b ? -1 : 1)).slice(0, MOST_LANES);
  const rank = new Map(ranked.map(([id], index) => [id, index]));
  const lanes: Lane[] = [...ranked.map(([, { name }]) => ({ name, bars: [] })), { name: "Others", bars: [] }];
  for (const event of events) {
    const lane = Math.min(...actorsOf(event).map(({ actor_id }) => rank.get(actor_id) ?? ranked.length), ranked.length);
    const { start, end } = event.event_date;
    const first = new Date(`${start ?? end}T00:00:00Z`);
    const last = new Date(`${end ?? start}T00:00:00Z`);
    lanes[lane]?.bars.push({ event, lane, start: first, end: new Date(last.getTime() + 864e5) });
  }
  // Lanes keep their places as numbers: what is empty goes, and the bars of the others learn their new place.
  const filled = lanes.filter((lane) => lane.bars.length > 0);
  filled.forEach((lane, index) => lane.bars.forEach((bar) => (bar.lane = index)));
  return filled;
}

function actorsOf(event: DatelineEvent) {
  const sources = withRole(event, "SOURCE");
  return sources.length > 0 ? sources : event.participants;
}

/** Lays the bars that can be seen into as few rows as keep them apart; beyond the most rows they overlap. */
export function pack(
  bars: Bar[],
  x: ScaleTime<number, number>,
  from: number,
  to: number,
  mostRows: number,
  label: (bar: Bar) => string,
  character: number,
): { rows: number; placed: Placed[] } {
  const free: number[] = [];
  const last: (Placed | undefined)[] = [];
  const placed: Placed[] = [];
  for (const bar of [...bars].sort((a, b) => a.start.getTime() - b.start.getTime() || b.end.getTime() - a.end.getTime())) {
    const left = Math.max(x(bar.start), from - 20);
    const right = Math.min(x(bar.end), to + 20);
    if (right < from || left > to) continue;
    const width = Math.max(right - left, LEAST_WIDTH);
    let row = free.findIndex((end) => end <= left);
    if (row < 0) row = free.length < mostRows ? free.length : free.indexOf(Math.min(...free));
    const before = last[row];
    if (before && before.left + before.width + 10 + label(before.bar).length * character < left) before.labelled = true;
    const one: Placed = { bar, row, left, width, labelled: false };
    free[row] = left + width + GAP;
    last[row] = one;
    placed.push(one);
  }
  for (const one of last) {
    if (one && one.left + one.width + 10 + label(one.bar).length * character < to) one.labelled = true;
  }
  return { rows: free.length, placed };
}
