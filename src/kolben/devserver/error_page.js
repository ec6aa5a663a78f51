document.addEventListener("DOMContentLoaded", () => {
  const copy = async (field, button) => {
    const done = () => { button.textContent = "Copied"; };
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(field.value);
        return done();
      } catch { /* not allowed: the old way */ }
    }
    field.hidden = false;
    field.select();
    if (document.execCommand("copy")) done();
    field.hidden = true;
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.querySelector(button.dataset.copy);
    button.addEventListener("click", () => copy(field, button));
  }

  for (const frame of document.querySelectorAll("div.traceback div.frame")) {
    // Who selects some text does not want it folded away.
    frame.addEventListener("click", (event) => {
      if (String(getSelection()) && !event.target.closest("button, img")) {
        event.stopImmediatePropagation();
      }
    }, true);
    const heading = frame.querySelector("h4");
    const add = (text, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = text;
      button.addEventListener("click", action);
      heading.append(" ", button);
    };
    // The click goes on to the frame, which unfolds.
    add("Source", () => {});
    if (EVALEX) {
      add("Console", (event) => {
        event.stopPropagation();
        frame.querySelector("pre.current img").click();
      });
    }
  }

  const prompt = document.querySelector(".pin-prompt");
  const leave = () => { prompt.style.display = "none"; };
  prompt.addEventListener("click", (event) => {
    if (event.target === prompt) leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
  });

  document.querySelector("li.here pre.current")?.scrollIntoView({ block: "nearest" });
});
