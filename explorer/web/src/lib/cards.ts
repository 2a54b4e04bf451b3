// A record in, the card that explains it out: what it says, what speaks for it, its JSON.
import { h, type Child } from "./dom";
import type { ArticleActor, Dating, DatelineEvent, Evidence, Participant, Place, Position, Timex } from "./types";
import { basis, days, human, percent, plural, sideOf, withRole } from "./words";

export function actorLink(id: string, name: string): HTMLAnchorElement {
  return h("a", { href: `/actors/${encodeURIComponent(id).replaceAll("%3A", ":")}` }, name);
}

export function eventCard(event: DatelineEvent, here?: string): HTMLElement {
  return card(
    "Event",
    "event",
    [h("span", { class: `kind quad${event.quad_class}` }, human(event.event_type)), " ", h("small", {}, human(event.status).toLowerCase())],
    [
      row("Who", people(withRole(event, "SOURCE"))),
      row("To whom", people(withRole(event, "TARGET"))),
      row("When", when(event.event_date)),
      row("Where", event.place && place(event.place)),
      row("Act", [event.mode, event.cameo_code && `CAMEO ${event.cameo_code}`].filter(Boolean).join(", ")),
      row("Deaths", event.fatalities === null ? null : `at least ${event.fatalities}`),
      row("Told as", event.background && "history, not news"),
    ],
    event,
    `/v1/events/${event.id}`,
    here,
  );
}

export function positionCard(position: Position, here?: string): HTMLElement {
  const side = sideOf(position.polarity);
  return card(
    "Position",
    "position",
    [human(position.stance), " ", h("span", { class: `side side${side}` }, side)],
    [
      row("Who", actorLink(position.actor_id, position.actor_name)),
      row("On", h("a", { href: `/matrix?issue=${encodeURIComponent(position.issue.id)}` }, position.issue.label)),
      row("What", position.proposition),
      row("If", position.condition),
      row("When", when(position.stated_date)),
      row("Words", `${position.quoted ? "the holder’s own" : "those of the article"}, ${human(position.certainty).toLowerCase()}`),
    ],
    position,
    `/v1/positions/${position.id}`,
    here,
  );
}

export function actorCard(actor: ArticleActor): HTMLElement {
  const names = [...new Set(actor.mentions.map((mention) => mention.text))];
  return card(
    "Actor",
    "actor",
    [actor.name],
    [
      row("Kind", [human(actor.actor_type), actor.country].filter(Boolean).join(", ")),
      row("Offices", actor.offices.map((office) => office.title).join("; ")),
      row("Called", names.slice(0, 12).join(", ") + (names.length > 12 ? " …" : "")),
      row("Named", plural(actor.mentions.length, "time")),
      row("More", actorLink(actor.id, "Everything on this actor")),
    ],
    actor,
    `/v1/actors/${encodeURIComponent(actor.id).replaceAll("%3A", ":")}`,
  );
}

export function timexCard(timex: Timex): HTMLElement {
  return card(
    "Date",
    "timex",
    [timex.text],
    [
      row("Reads as", timex.value),
      row("Days", timex.interval ? days(timex.interval) : "cannot be told"),
      row("Kind", human(timex.type)),
    ],
    timex,
    null,
  );
}

export function placeCard(found: Place): HTMLElement {
  const located = found.latitude !== null && found.longitude !== null;
  return card(
    "Place",
    "place",
    [found.name],
    [row("Country", found.country), row("Lies at", located && `${found.latitude}, ${found.longitude}`)],
    found,
    null,
  );
}

function card(
  kind: string,
  colour: string,
  title: Child,
  rows: Child[],
  record: { confidence?: number; rule?: string; evidence?: Evidence[]; evidence_count?: number } | object,
  address: string | null,
  here?: string,
): HTMLElement {
  const known = record as { confidence?: number; rule?: string; evidence?: Evidence[]; evidence_count?: number };
  return h(
    "div",
    { class: `card is-${colour}` },
    h("p", { class: "card-kind" }, kind),
    h("h2", { class: "card-title" }, title),
    h("dl", {}, rows, trust(known)),
    known.evidence && quotes(known.evidence, known.evidence_count ?? known.evidence.length, here),
    h(
      "details",
      { class: "json" },
      h("summary", {}, "JSON"),
      address && h("p", {}, h("a", { href: address }, h("code", {}, address))),
      h("pre", { tabindex: 0 }, JSON.stringify(record, null, 2)),
    ),
  );
}

function row(term: string, content: Child): Child {
  const empty = content === "" || content === null || content === undefined || content === false;
  return empty || (Array.isArray(content) && content.length === 0)
    ? null
    : [h("dt", {}, term), h("dd", {}, content)];
}

function trust({ confidence, rule }: { confidence?: number; rule?: string }): Child {
  return [
    confidence !== undefined &&
      row("Sure", [
        h("meter", { min: 0, max: 1, low: 0.5, high: 0.75, optimum: 1, value: confidence, "aria-label": "Confidence" }),
        ` ${percent(confidence)}`,
      ]),
    rule !== undefined && row("Rule", h("code", {}, rule)),
  ];
}

function when(date: Dating): Child {
  return [days(date), " ", h("small", {}, basis(date))];
}

function place(found: Place): Child {
  return [found.name, found.country && found.country !== found.name ? h("small", {}, ` ${found.country}`) : null];
}

function people(participants: Participant[]): Child[] {
  return participants.flatMap((participant, index) => [
    index > 0 && ", ",
    actorLink(participant.actor_id, participant.name),
  ]);
}

function quotes(evidence: Evidence[], count: number, here?: string): Child {
  const elsewhere = evidence.filter((piece) => piece.article_id !== here);
  if (elsewhere.length === 0 && here !== undefined) return null;
  return h(
    "div",
    { class: "quotes" },
    elsewhere.map((piece) =>
      h(
        "blockquote",
        {},
        h("q", {}, piece.quote),
        " ",
        h("a", { href: `/articles/${piece.article_id}` }, here === undefined ? "in the article" : "in another article"),
      ),
    ),
    count > evidence.length && h("p", { class: "faint" }, `and ${count - evidence.length} more`),
  );
}
