// Values of the API in, words for people out.
import type { Dating, DatelineEvent, Participant } from "./types";

/** CONSULT -> Consult, GOVERNMENT_BODY -> Government body. */
export function human(value: string): string {
  const text = value.replaceAll("_", " ").toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function plural(count: number, word: string): string {
  return `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function days(date: { start: string | null; end: string | null }): string {
  if (date.start === null && date.end === null) return "no date";
  if (date.start === date.end) return date.start ?? "";
  return `${date.start ?? "…"} – ${date.end ?? "…"}`;
}

const BASIS: Record<string, string> = {
  STATED: "the text says so",
  CARRIED: "carried over from an earlier mention",
  PUBLICATION: "only the day of publication speaks for it",
  UNKNOWN: "nothing in the text dates it",
};

export function basis(date: Dating): string {
  const why = BASIS[date.basis] ?? human(date.basis).toLowerCase();
  return date.text && date.basis === "STATED" ? `${why}: “${date.text}”` : why;
}

export function sideOf(polarity: number): "for" | "against" | "neither" {
  return polarity > 0 ? "for" : polarity < 0 ? "against" : "neither";
}

export function withRole(event: DatelineEvent, role: string): Participant[] {
  return event.participants.filter((participant) => participant.role === role);
}

export function names(participants: Participant[]): string {
  return participants.map((participant) => participant.name).join(", ");
}

/** Who did what to whom, in one line. */
export function headline(event: DatelineEvent): string {
  const parts = [names(withRole(event, "SOURCE")), human(event.event_type), names(withRole(event, "TARGET"))];
  return parts.filter(Boolean).join(" · ");
}

export const QUADS = ["Other", "Verbal cooperation", "Material cooperation", "Verbal conflict", "Material conflict"];
/** Statuses of what has not happened: drawn hollow. */
export const HOLLOW = new Set(["PLANNED", "PROPOSED", "HYPOTHETICAL", "DENIED"]);
