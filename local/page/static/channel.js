// The chat channel: threads, newest first, each with its messages and what the chat service makes of them.

import { read } from "./api.js";
import { byId, make, renew } from "./elements.js";

export function showThreads(threads) {
  renew(byId("threads"), threads, (one) => one.number, thread);
  byId("thread-count").textContent = threads.length ? `(${threads.length})` : "";
}

function thread({ number, title, messages, dropped }) {
  const shown = make("div", { class: "messages" });
  const fill = async (event) => {
    if (event.target.open) shown.replaceChildren(...(await read(`threads/${number}`)).map(message));
  };
  const count = messages === 1 ? "1 message" : `${messages} messages`;
  return make("li", {},
    make("details", { ontoggle: fill },
      make("summary", {}, title, make("span", { class: "from" }, ` ${count}${dropped ? `, ${dropped} not shown by the service` : ""}`)),
      shown));
}

function message({ title, description, steps, keywords, verdict, text }) {
  return make("div", { class: "message" },
    make("b", {}, title),
    make("div", { class: "body" }, description),
    steps.length ? make("ol", { class: "next" }, ...steps.map((step) => make("li", {}, step))) : null,
    make("div", { class: "from" }, keywords.join(", ")),
    make("div", { class: "result" }, verdict),
    make("details", {}, make("summary", {}, "JSON"), make("pre", { tabindex: "0", "aria-label": `JSON of ${title}` }, pretty(text))));
}

// What the service drops may be no JSON.
function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}
