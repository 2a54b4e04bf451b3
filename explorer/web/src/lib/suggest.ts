// Completions under a field, by keyboard and pointer, as a combobox with a list.
import { address, get, getIfThere } from "./api";
import { all, h, settle } from "./dom";
import { human } from "./words";

interface Suggestion {
  value: string;
  label: string;
  note: string;
  href: string;
}
interface Named {
  id: string;
  name: string;
  actor_type: string;
}

const SOURCES: Record<string, (typed: string, signal: AbortSignal) => Promise<Suggestion[]>> = {
  actors: suggestActors,
  issues: suggestIssues,
  everything: async (typed, signal) => [
    ...(await suggestActors(typed, signal)).slice(0, 6),
    ...(await suggestIssues(typed, signal)).slice(0, 4),
  ],
};

async function suggestActors(typed: string, signal: AbortSignal): Promise<Suggestion[]> {
  const found = await get<{ data: Named[] }>(address("/v1/actors/suggest", { q: typed, limit: 8 }), signal);
  return found.data.map((actor) => ({
    value: actor.id,
    label: actor.name,
    note: human(actor.actor_type),
    href: `/actors/${encodeURIComponent(actor.id).replaceAll("%3A", ":")}`,
  }));
}

async function suggestIssues(typed: string, signal: AbortSignal): Promise<Suggestion[]> {
  const asked = address("/v1/issues", { q: typed, limit: 8 });
  const found = await getIfThere<{ data: { id: string; label: string }[] }>(asked, signal);
  return (found?.data ?? []).map((issue) => ({
    value: issue.id,
    label: issue.label,
    note: "Issue",
    href: `/matrix?issue=${encodeURIComponent(issue.id)}`,
  }));
}

export function startSuggesting(): void {
  all<HTMLInputElement>("input[data-suggest]").forEach((input, index) => {
    const source = SOURCES[input.dataset["suggest"] ?? ""];
    if (source) new Combobox(input, source, `suggestions-${index}`);
  });
}

class Combobox {
  private readonly list: HTMLUListElement;
  private found: Suggestion[] = [];
  private chosen = -1;
  private asking = new AbortController();

  constructor(
    private readonly input: HTMLInputElement,
    private readonly source: (typed: string, signal: AbortSignal) => Promise<Suggestion[]>,
    id: string,
  ) {
    this.list = h("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Suggestions", hidden: true });
    input.after(this.list);
    for (const [name, value] of Object.entries({
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-controls": id,
      "aria-expanded": "false",
    })) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", settle(120, () => void this.ask()));
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  private async ask(): Promise<void> {
    this.asking.abort();
    this.asking = new AbortController();
    const typed = this.input.value.trim();
    if (!typed || document.activeElement !== this.input) return this.close();
    try {
      this.show(await this.source(typed, this.asking.signal));
    } catch {
      // A field without completions still works.
      this.close();
    }
  }

  private show(found: Suggestion[]): void {
    this.found = found;
    this.chosen = -1;
    this.list.replaceChildren(
      ...found.map((one, index) =>
        h(
          "li",
          { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", onpointerdown: (event: Event) => {
            event.preventDefault();
            this.take(index);
          } },
          h("span", {}, one.label),
          h("small", {}, one.note),
        ),
      ),
    );
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.show([]);
  }

  private press(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.mark((this.chosen + step + this.found.length + (this.chosen < 0 && step < 0 ? 1 : 0)) % this.found.length);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.take(this.chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }

  private mark(index: number): void {
    this.chosen = index;
    all("[role=option]", this.list).forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === index));
      if (number === index) option.scrollIntoView({ block: "nearest" });
    });
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  private take(index: number): void {
    const one = this.found[index];
    if (!one) return;
    if (this.input.dataset["suggest"] === "everything") location.assign(one.href);
    else this.input.value = one.value;
    this.close();
  }
}
