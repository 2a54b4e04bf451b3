// What every page begins with; the script of its view is loaded when it has one.
import "@fontsource-variable/source-sans-3/wght.css";
import "@fontsource-variable/source-serif-4/wght.css";
import "./explorer.css";
import { startCopying } from "./lib/copying";
import { startFilters } from "./lib/filters";
import { startSuggesting } from "./lib/suggest";
import { startTheme } from "./lib/theme";

const VIEWS: Record<string, () => Promise<{ start: () => void | Promise<void> }>> = {
  actor: () => import("./views/actor"),
  article: () => import("./views/article"),
  map: () => import("./views/map"),
  matrix: () => import("./views/matrix"),
  network: () => import("./views/network"),
  timeline: () => import("./views/timeline"),
  try: () => import("./views/try"),
};

startTheme();
startCopying();
startFilters();
startSuggesting();
void VIEWS[document.body.dataset["view"] ?? ""]?.().then((view) => view.start());
