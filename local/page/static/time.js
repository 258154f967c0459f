// The time in which the embedded AWS lives, and a way to go ahead in it.

import { act, Refusal } from "./api.js";
import { byId } from "./elements.js";

const MINUTE = 60_000;
let ahead = 0;
let refresh = () => {};

export function showTime(afterwards) {
  refresh = afterwards;
  for (const button of document.querySelectorAll(".pass-time")) {
    button.addEventListener("click", () => pass(button, Number(button.dataset.minutes), button.textContent));
  }
  byId("go").addEventListener("click", () => goTo(new Date(byId("until").value)));
  setInterval(tick, MINUTE / 12);
}

export function keepTime(seconds) {
  ahead = seconds * 1000;
  tick();
}

const now = () => new Date(Date.now() + ahead);

function tick() {
  byId("now").textContent = now().toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
}

function goTo(date) {
  if (Number.isNaN(date.getTime())) byId("busy").textContent = "Choose a date and a time to go to.";
  else pass(byId("go"), Math.ceil((date - now()) / MINUTE), date.toLocaleString());
}

async function pass(button, minutes, name) {
  byId("busy").textContent = `${name} …`;
  button.disabled = true;
  try {
    const { emails } = await act("pass-time", { minutes });
    const came = emails === 1 ? "1 email came" : `${emails || "no"} emails came`;
    byId("busy").textContent = `After ${name}: ${came}.`;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    byId("busy").textContent = error.message;
  } finally {
    button.disabled = false;
    // A button that is switched off loses the focus; it gets it back unless the person has moved on.
    if (document.activeElement === document.body) button.focus();
    await refresh();
  }
}
