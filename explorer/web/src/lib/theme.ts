// Light or dark: the reader's choice, else the system's.
import { one } from "./dom";

export function startTheme(): void {
  const button = one<HTMLButtonElement>("[data-theme-toggle]");
  button?.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset["theme"] = theme;
    try {
      localStorage.setItem("dateline-theme", theme);
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the page.
    }
    window.dispatchEvent(new Event("themechange"));
  });
}

export function isDark(): boolean {
  const chosen = document.documentElement.dataset["theme"];
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}
