// Before the first paint: the theme that the reader chose, and that scripts run here.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("dateline-theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the theme of the system does as well.
  }
})();
