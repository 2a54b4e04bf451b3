// Filters are the address of the page: what is left empty does not stand in it.
import { all } from "./dom";

export function startFilters(): void {
  for (const form of all<HTMLFormElement>("form[data-filters]")) {
    // Coming back to a page, its fields say what its address says, not what was typed last.
    window.addEventListener("pageshow", () => form.reset());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const query = new URLSearchParams();
      for (const [name, value] of new FormData(form)) {
        if (typeof value === "string" && value.trim()) query.append(name, value.trim());
      }
      const text = query.toString().replaceAll("%3A", ":");
      location.assign(text ? `${location.pathname}?${text}` : location.pathname);
    });
  }
}
