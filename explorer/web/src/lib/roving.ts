// Many things to choose from, one of which the Tab key reaches; the arrows go on from there.

type Focusable = Element & HTMLOrSVGElement;
type Direction = "ArrowRight" | "ArrowLeft" | "ArrowUp" | "ArrowDown" | "Home" | "End";

/** `next` says where an arrow leads. */
export function rove<E extends Focusable>(host: Element, all: () => E[], next: (from: E, key: Direction) => E | undefined): void {
  const settle = (chosen?: E) => all().forEach((one, index) => (one.tabIndex = chosen ? (one === chosen ? 0 : -1) : index === 0 ? 0 : -1));
  settle();
  host.addEventListener("focusin", (event) => {
    const chosen = all().find((one) => one === event.target);
    if (chosen) settle(chosen);
  });
  host.addEventListener("keydown", (event) => {
    const { key, target } = event as KeyboardEvent;
    if (!/^(Arrow(Right|Left|Up|Down)|Home|End)$/.test(key)) return;
    const from = all().find((one) => one === target);
    if (!from) return;
    const to = key === "Home" ? all()[0] : key === "End" ? all().at(-1) : next(from, key as Direction);
    if (!to) return;
    event.preventDefault();
    to.focus();
  });
}
