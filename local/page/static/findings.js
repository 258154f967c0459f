// Findings to send, and the story of each that was sent.

import { act, Refusal } from "./api.js";
import { byId, make, renew } from "./elements.js";
import { openEmail } from "./mailbox.js";

const SEVERITIES = ["Critical", "High", "Medium", "Low", "Informational"];
const ACTIONS = { resolve: "Resolve", "fail-again": "Fail again", worsen: "Get worse" };
const STORM = 500;
let refresh = () => {};

export function showGallery(gallery, example, afterwards) {
  refresh = afterwards;
  byId("gallery").replaceChildren(...gallery.map(sample));
  byId("product").append(...[...new Set(gallery.map(({ product }) => product))].map((name) => make("option", {}, name)));
  byId("product").addEventListener("change", (event) => filter(event.target.value));
  byId("storm").addEventListener("click", () => act("storm", { size: STORM }).then(refresh));
  byId("paste").addEventListener("click", paste);
  byId("example").addEventListener("click", () => { byId("pasted").value = example; byId("pasted").focus(); });
}

function filter(product) {
  for (const item of byId("gallery").children) item.hidden = Boolean(product) && item.dataset.product !== product;
  byId("gallery").scrollTop = 0;
}

function sample({ product, title, severity }, number) {
  const id = `severity-${number}`;
  const select = make("select", { id }, ...SEVERITIES.map((name) => make("option", { selected: name === severity }, name)));
  const send = (event) => whileDisabled(event.target, () => act("pick", { number, severity: select.value }));
  return make("li", { class: "sample", "data-product": product },
    make("span", { class: "product" }, product),
    make("label", { for: id, class: "unseen" }, `Severity of ${title}`), select,
    make("button", { type: "button", "aria-label": `Send ${title}`, onclick: send }, "Send"),
    make("span", { class: "title" }, title));
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
    return await work();
  } finally {
    button.disabled = false;
    // A button that is switched off loses the focus; it gets it back unless the person has moved on.
    if (document.activeElement === document.body) button.focus();
    await refresh();
  }
}

export function showSent(sent, busy) {
  byId("storm-sent").textContent = busy;
  byId("storm").disabled = Boolean(busy);
  renew(byId("sent"), sent, (one) => one.number, card);
}

function card({ number, title, severity, product, actions, steps }) {
  const button = (action) => make("button", {
    type: "button", "data-action": action, "aria-label": `${ACTIONS[action]}: ${title}`,
    onclick: (event) => whileDisabled(event.target, () => act(action, { number })),
  }, ACTIONS[action]);
  return make("li", {},
    make("div", { class: "title" },
      make("span", { class: `severity ${severity}` }, severity), " ", make("span", { class: "product" }, `Finding ${number}, ${product}`),
      make("div", {}, title)),
    make("ol", { class: "steps" }, ...steps.map(step)),
    actions.length ? make("div", { class: "row" }, ...actions.map(button)) : null);
}

function step({ name, results }) {
  const made = results.length ? results.map(result) : [make("div", { class: "result" }, "no subscription")];
  return make("li", {}, make("div", { class: "step" }, name), make("div", {}, ...made));
}

function result({ subscription, text, emails, decision }) {
  const links = emails.map((email) => make("button", { type: "button", class: "link", "data-action": `email-${email}`, onclick: () => openEmail(email) }, `Read email ${email + 1}`));
  return make("div", { class: `result${emails.length ? " told" : ""}` },
    `${subscription}: ${text} `, ...links,
    decision ? make("details", {}, make("summary", {}, "Decision"), make("pre", { tabindex: "0", "aria-label": "Decision" }, decision)) : null);
}
