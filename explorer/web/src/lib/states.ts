// What a view says while it waits, when there is nothing, and when something went wrong.
import { Problem } from "./api";
import { h, type Child } from "./dom";

export function empty(...content: Child[]): HTMLElement {
  return h("p", { class: "empty", role: "status" }, ...content);
}

export function failure(error: unknown, again?: () => void): HTMLElement {
  const problem =
    error instanceof Problem ? error : new Problem(0, "This view could not be drawn", error instanceof Error ? error.message : "");
  return h(
    "div",
    { class: "error", role: "alert" },
    h("p", {}, h("strong", {}, problem.title), problem.detail && problem.detail !== problem.title ? `. ${problem.detail}` : ""),
    again && h("button", { type: "button", onclick: again }, "Try again"),
  );
}

/** Fills a stage with what `draw` returns, or says why it cannot. */
export async function fill(stage: HTMLElement, draw: () => Promise<Child>): Promise<void> {
  stage.setAttribute("aria-busy", "true");
  try {
    const drawn = await draw();
    stage.replaceChildren(h("div", { class: "drawn" }, drawn));
  } catch (error) {
    stage.replaceChildren(failure(error, () => {
      stage.replaceChildren(h("p", { class: "loading", role: "status" }, "Loading…"));
      void fill(stage, draw);
    }));
  } finally {
    stage.removeAttribute("aria-busy");
  }
}
