// Ask before something is done that cannot be undone.

import { byId } from "./elements.js";

// Becomes true if the person says so; Escape says no. The browser gives the focus back to where it was.
export function ask(heading, text, yes) {
  const dialog = byId("question");
  byId("question-heading").textContent = heading;
  byId("question-text").textContent = text;
  byId("question-yes").textContent = yes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
