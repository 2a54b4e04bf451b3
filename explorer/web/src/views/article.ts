// The article view: the plain text of the page becomes one to step through.
import { get } from "../lib/api";
import { one } from "../lib/dom";
import { itemsOfArticle } from "../lib/marking";
import { Reader } from "../lib/reader";
import { failure } from "../lib/states";
import type { Annotations, DatelineEvent, Page, Position } from "../lib/types";

const MOST = 1000;

export async function start(): Promise<void> {
  const host = one("[data-reader]");
  const id = host?.dataset["article"];
  if (!host || !id) return;
  try {
    const [annotations, events, positions] = await Promise.all([
      get<Annotations>(`/v1/articles/${id}/annotations`),
      get<Page<DatelineEvent>>(`/v1/events?article=${id}&limit=${MOST}`),
      get<Page<Position>>(`/v1/positions?article=${id}&limit=${MOST}`),
    ]);
    const items = itemsOfArticle(annotations, events.data, positions.data);
    host.replaceWith(new Reader({ articleId: id, text: annotations.text ?? "", items, addressed: true }).element);
  } catch (error) {
    // The marked text of the page stays; only its cards are missing.
    host.before(failure(error, () => location.reload()));
  }
}
