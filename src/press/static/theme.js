// Light or dark: the system's choice until the reader makes one. Loaded before the
// body, so that no page is first drawn in the wrong colours.
(() => {
  "use strict";
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null; // Storage is blocked: the choice lasts as long as the page.
    }
  };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  };
  show(read());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const isDark = () => (root.dataset.theme ?? (dark.matches ? "dark" : "light")) === "dark";
    const tell = () => button.setAttribute("aria-pressed", String(isDark()));
    button.hidden = false;
    tell();
    dark.addEventListener("change", tell);
    button.addEventListener("click", () => {
      const theme = isDark() ? "light" : "dark";
      show(theme);
      tell();
      try {
        localStorage.setItem("theme", theme);
      } catch {
        // As above.
      }
    });
    // Another tab of the site changed it.
    addEventListener("storage", () => {
      show(read());
      tell();
    });
  });
})();
