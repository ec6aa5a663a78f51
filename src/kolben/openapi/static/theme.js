// Light or dark: what the reader chose, or else what the system says. Runs before
// anything is drawn.
"use strict";
(() => {
  const KEY = "kolben-openapi-theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  try {
    chosen = localStorage.getItem(KEY);
  } catch {
    // No storage: the choice lasts for this page.
  }

  function isDark() {
    return chosen === null ? system.matches : chosen === "dark";
  }

  function show() {
    const dark = isDark();
    root.classList.toggle("dark-mode", dark);
    root.classList.toggle("light-mode", !dark);
    document.getElementById("theme")?.setAttribute("aria-pressed", String(dark));
  }

  show();
  system.addEventListener("change", show);
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    button.hidden = false;
    show();
    button.addEventListener("click", () => {
      chosen = isDark() ? "light" : "dark";
      try {
        localStorage.setItem(KEY, chosen);
      } catch {
        // As above.
      }
      show();
    });
  });
})();
