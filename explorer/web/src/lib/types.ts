// What the API gives out, as far as the explorer reads it (openapi.yaml has the whole of it).

export interface Span {
  article_id: string;
  start: number;
  end: number;
  text: string;
}
export interface Evidence {
  article_id: string;
  start: number;
  end: number;
  quote: string;
}
export interface Dating {
  start: string | null;
  end: string | null;
  precision: string;
  basis: string;
  text: string | null;
  span: Span | null;
}
export interface Participant {
  actor_id: string;
  name: string;
  role: string;
  mention: Span | null;
}
export interface Place {
  id: string;
  name: string;
  country: string | null;
  latitude: number | null;
  longitude: number | null;
}
export interface DatelineEvent {
  id: string;
  event_type: string;
  mode: string | null;
  contexts: string[];
  cameo_code: string | null;
  status: string;
  participants: Participant[];
  event_date: Dating;
  place: (Place & { span: Span | null }) | null;
  trigger: Span;
  evidence: Evidence[];
  evidence_count: number;
  article_count: number;
  quad_class: number;
  intensity: number | null;
  fatalities: number | null;
  reported_by: string | null;
  background: boolean;
  confidence: number;
  rule: string;
}
export interface Position {
  id: string;
  actor_id: string;
  actor_name: string;
  on_behalf_of: string | null;
  stance: string;
  certainty: string;
  polarity: -1 | 0 | 1;
  issue: { id: string; label: string; topic: string };
  proposition: string;
  addressee_ids: string[];
  condition: string | null;
  via: string | null;
  quoted: boolean;
  stated_date: Dating;
  source: Span | null;
  cue: Span | null;
  content: Span | null;
  evidence: Evidence[];
  evidence_count: number;
  article_count: number;
  confidence: number;
  rule: string;
}
export interface ArticleActor {
  id: string;
  name: string;
  actor_type: string;
  country: string | null;
  code: string | null;
  wikidata: string | null;
  offices: { title: string; organisation: string | null }[];
  mentions: (Span & { form: string })[];
}
export interface Timex extends Span {
  type: string;
  value: string;
  mod: string | null;
  interval: { start: string | null; end: string | null; precision: string } | null;
}
export interface Mark extends Span {
  kind: string;
  ref: string | null;
  label: string;
}
export interface Annotations {
  article_id: string;
  text: string | null;
  marks: Mark[];
  timexes: Timex[];
  actors: ArticleActor[];
  places: (Place & { kind: string; mentions: Span[] })[];
}
export interface FoundArticle {
  id: string;
  title: string | null;
  text: string | null;
  warnings: string[];
  timexes: Timex[];
  actors: ArticleActor[];
  places: (Place & { kind: string; mentions: Span[] })[];
  events: DatelineEvent[];
  positions: Position[];
}
export interface Warning {
  code: string;
  detail: string;
}
export interface Page<T> {
  data: T[];
  page: { limit: number; next_cursor: string | null; total: { value: number; relation: string } | null };
  warnings: Warning[];
  facets?: Record<string, { value: string; count: number }[]>;
}
export interface Matrix {
  rows: { id: string; name: string; actor_type: string; position_count: number }[];
  cols: { id: string; label: string; topic: string; position_count: number }[];
  cells: MatrixCell[];
  left_out: { rows: number; cols: number; positions: number };
  warnings: Warning[];
}
export interface MatrixCell {
  actor_id: string;
  issue_id: string;
  position_count: number;
  stance: string;
  polarity: -1 | 0 | 1;
  first_day: string | null;
  last_day: string | null;
  changed: boolean;
  stance_changed: boolean;
  polarity_changed: boolean;
  changed_on: string | null;
}
