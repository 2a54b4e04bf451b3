// A card that lies beside a picture, or under it where there is no room.
import { h, type Child } from "./dom";

export class Sheet {
  private readonly body = h("div", { class: "panel" });
  private readonly element: HTMLElement;
  private opener: (Element & HTMLOrSVGElement) | null = null;

  constructor(label: string, private readonly closed: () => void = () => undefined) {
    this.element = h(
      "aside",
      { class: "sheet", "aria-label": label, tabindex: -1, hidden: true, onkeydown: (event: KeyboardEvent) => {
        if (event.key === "Escape") this.close();
      } },
      h("button", { type: "button", class: "sheet-close", "aria-label": "Close", onclick: () => this.close() }, "✕"),
      this.body,
    );
    document.body.append(this.element);
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  /** Shows content; `opener` gets the focus back when the sheet is closed, and `take` moves it here now. */
  show(content: Child[], opener: (Element & HTMLOrSVGElement) | null = null, take = true): void {
    this.body.replaceChildren(h("div", {}, content));
    this.body.scrollTop = 0;
    this.element.hidden = false;
    this.opener = opener ?? this.opener;
    if (take) this.element.focus({ preventScroll: true });
  }

  close(): void {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.opener?.focus({ preventScroll: true });
    this.opener = null;
    this.closed();
  }
}
