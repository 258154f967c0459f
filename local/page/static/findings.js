// Findings to send, and what became of those that were sent.

import { act, Refusal } from "./api.js";
import { byId, make, renew } from "./elements.js";
import { openEmail } from "./mailbox.js";

const SEVERITIES = ["Critical", "High", "Medium", "Low", "Informational"];
const STORM = 500;
let refresh = () => {};

export function showGallery(gallery, afterwards) {
  refresh = afterwards;
  byId("gallery").replaceChildren(...gallery.map(sample));
  byId("storm").addEventListener("click", () => act("storm", { size: STORM }).then(refresh));
  byId("pass-time").addEventListener("click", (event) => whileDisabled(event.target, () => act("pass-time")));
  byId("paste").addEventListener("click", paste);
}

function sample({ product, title, severity }, number) {
  const id = `severity-${number}`;
  const select = make("select", { id }, ...SEVERITIES.map((name) => make("option", { selected: name === severity }, name)));
  return make("li", { class: "sample" },
    make("div", { class: "title" }, make("span", { class: "product" }, `${product} `), title),
    make("div", { class: "row" },
      make("label", { for: id, class: "unseen" }, `Severity of ${title}`), select,
      make("button", { type: "button", "aria-label": `Send ${title}`, onclick: (event) => whileDisabled(event.target, () => act("pick", { number, severity: select.value })) }, "Send")));
}

async function paste(event) {
  byId("problem").textContent = "";
  try {
    await whileDisabled(event.target, () => act("paste", { text: byId("pasted").value }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    byId("problem").textContent = error.message;
  }
}

async function whileDisabled(button, work) {
  button.disabled = true;
  try {
    await work();
  } finally {
    button.disabled = false;
    // A button that is switched off loses the focus; it gets it back unless the person has moved on.
    if (document.activeElement === document.body) button.focus();
    await refresh();
  }
}

export function showSent(sent, busy) {
  byId("busy").textContent = busy;
  byId("storm").disabled = Boolean(busy);
  renew(byId("sent"), sent, (one) => one.number, card);
}

function card(sent) {
  const { number, step, title, severity, product, results } = sent;
  const again = (path, name) => make("button", {
    type: "button", "data-action": path, "aria-label": `${name}: ${title}`,
    onclick: (event) => whileDisabled(event.target, () => act(path, { number })),
  }, name);
  const buttons = step === "storm" ? null : make("div", { class: "row" }, again("resolve", "Resolve"), again("fail-again", "Fail again"));
  return make("li", {},
    make("div", {}, `${number}. `, make("span", { class: `severity ${severity}` }, severity), ` ${step}`, make("span", { class: "product" }, ` ${product}`)),
    make("div", { class: "title" }, title),
    ...results.map(result),
    buttons);
}

function result({ subscription, text, emails, decision }) {
  const links = emails.map((email) => make("button", { type: "button", "data-action": `email-${email}`, onclick: () => openEmail(email) }, `Read email ${email + 1}`));
  return make("div", { class: `result${emails.length ? " told" : ""}` },
    make("div", { class: "row" }, `${subscription}: ${text}`, ...links),
    decision ? make("details", {}, make("summary", {}, "Decision"), make("pre", { tabindex: "0", "aria-label": "Decision" }, decision)) : null);
}
