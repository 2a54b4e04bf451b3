// Any text in, what would be found in it out; nothing is stored.
import { get, post, Problem } from "../lib/api";
import { h, one } from "../lib/dom";
import { itemsOfAnalysis } from "../lib/marking";
import { Reader } from "../lib/reader";
import { save } from "../lib/copying";
import { failure } from "../lib/states";
import type { FoundArticle } from "../lib/types";
import { plural } from "../lib/words";

const SAMPLE = {
  text:
    "ANKARA — The foreign ministers of Turkey and Armenia met in Ankara on Tuesday and agreed to reopen the land border " +
    "before the end of May, the Turkish Foreign Ministry said.\n\n" +
    "“We will never accept preconditions,” Armenian Foreign Minister Ararat Mirzoyan told reporters after the talks. " +
    "He urged Azerbaijan to release all prisoners.\n\n" +
    "Azerbaijan rejected the demand on Wednesday. President Ilham Aliyev accused Armenia of delaying a peace treaty, " +
    "while France welcomed the agreement and offered to host a summit in Paris next month.",
  published_at: "2025-04-10",
};
interface Job {
  id: string;
  state: string;
  links: { self: string; result: string | null };
  error: { detail: string } | null;
}

export function start(): void {
  const form = one<HTMLFormElement>("[data-try]");
  const result = one("[data-result]");
  if (!form || !result) return;
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement | HTMLTextAreaElement;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void read();
  });
  one("[data-sample]", form)?.addEventListener("click", () => {
    field("text").value = SAMPLE.text;
    field("published_at").value = SAMPLE.published_at;
    void read();
  });
  const file = one<HTMLInputElement>("[data-file]", form);
  file?.addEventListener("change", () => void take(file.files?.[0]));
  for (const name of ["dragover", "dragleave", "drop"] as const) {
    form.addEventListener(name, (event: DragEvent) => {
      event.preventDefault();
      field("text").classList.toggle("dropping", name === "dragover");
      if (name === "drop") void take(event.dataTransfer?.files[0]);
    });
  }

  async function take(dropped: File | undefined): Promise<void> {
    if (!dropped) return;
    field("text").value = await dropped.text();
    await read();
  }

  async function read(): Promise<void> {
    const body = Object.fromEntries(
      ["text", "title", "published_at"].map((name) => [name, field(name).value] as const).filter(([, value]) => value.trim()),
    );
    if (!body["text"] || !result) return;
    const button = one<HTMLButtonElement>(".primary", form ?? document);
    if (button) button.disabled = true;
    result.replaceChildren(h("p", { class: "loading" }, "Reading the text…"));
    try {
      const found = await analyse(body);
      const items = itemsOfAnalysis(found);
      const json = new Blob([JSON.stringify(found, null, 2)], { type: "application/json" });
      const reader = new Reader({ articleId: found.id, text: found.text ?? body["text"], items, addressed: false });
      result.replaceChildren(
        h("h2", {}, `${plural(found.events.length, "event")}, ${plural(found.positions.length, "position")}, ${plural(found.actors.length, "actor")}`),
        ...found.warnings.map((warning) => h("p", { class: "warning" }, warning)),
        reader.element,
        h(
          "div",
          { class: "take" },
          h("div", { class: "asked" }, h("span", { class: "faint" }, "Asked of the API"), h("code", {}, "POST /v1/analyses")),
          h("div", { class: "saves" }, h("button", { type: "button", class: "small", onclick: () => save(json, "analysis.json") }, "JSON")),
        ),
      );
      result.scrollIntoView({ block: "start" });
    } catch (error) {
      result.replaceChildren(failure(error, () => void read()));
    } finally {
      if (button) button.disabled = false;
    }
  }
}

/** Hands a text in; a long one, or a worker that still loads its model, takes more than one question. */
async function analyse(body: Record<string, string>): Promise<FoundArticle> {
  const answer = await post<FoundArticle | Job>("/v1/analyses", body);
  if (answer.status !== 202) return answer.data as FoundArticle;
  let job = answer.data as Job;
  for (let asked = 0; asked < 120; asked++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    job = await get<Job>(job.links.self);
    if (job.state === "FAILED" || job.state === "CANCELLED") throw new Problem(0, "The text could not be read", job.error?.detail ?? "");
    if (job.links.result) return get<FoundArticle>(job.links.result);
  }
  throw new Problem(0, "The text has not been read yet", "The extraction worker is busy or not running.");
}
