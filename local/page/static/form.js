// The owner's form, and the subscriptions that came of it.

import { act, read, Refusal } from "./api.js";
import { byId, make, renew } from "./elements.js";
import { ask } from "./question.js";

const NAME = "name";
const NAMES = /^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/;
const EXAMPLE = { EmailAddresses: "you@example.com" };
let questions = [];
let changing = null;
let refresh = () => {};

export function showForm(groups, afterwards) {
  refresh = afterwards;
  questions = groups.flatMap((group) => group.questions);
  byId("questions").replaceChildren(...groups.map(fieldset));
  byId("form").addEventListener("submit", submit);
  byId("subscribe").addEventListener("keydown", (event) => { if (event.key === "Escape" && changing) cancel(); });
  byId("cancel").addEventListener("click", cancel);
  byId("generate").addEventListener("click", generate);
  edit(null);
}

// As in the console, all groups stand open, one below the other.
function fieldset(group) {
  return make("fieldset", {}, make("legend", {}, group.label), ...group.questions.flatMap(question));
}

function question(asked) {
  const id = `answer-${asked.name}`;
  const help = `${id}-help`;
  const common = { id, name: asked.name, "aria-describedby": help };
  const control = asked.options.length
    ? make("select", common, ...asked.options.map((option) => make("option", { value: option }, option)))
    : make("input", { ...common, type: "text", autocomplete: "off" });
  return [make("label", { for: id }, asked.label), make("p", { class: "help", id: help }, asked.help), control];
}

// The console makes a name of the product's and of the time, too.
function generate() {
  const [, ...time] = new Date().toISOString().match(/\d+/g);
  byId(NAME).value = `security-notifications-${time.join("")}`;
}

function cancel() {
  const { key } = changing;
  edit(null);
  byId("subscriptions").querySelector(`[data-key="${key}"] [data-action="change"]`)?.focus();
}

function edit(subscription) {
  changing = subscription;
  for (const { name, default: usual } of questions) {
    const control = byId(`answer-${name}`);
    control.value = subscription ? subscription.answers[name] ?? usual : EXAMPLE[name] ?? usual;
  }
  byId(NAME).value = "";
  byId("naming").hidden = Boolean(subscription);
  byId("form-heading").textContent = subscription ? `Change ${subscription.name}` : "Another subscription";
  byId("launch").textContent = subscription ? "Update" : "Launch";
  byId("cancel").hidden = !subscription;
  say("");
}

async function submit(event) {
  event.preventDefault();
  say("");
  const name = byId(NAME).value;
  if (!changing && !NAMES.test(name)) {
    say("Type a name of letters, digits, periods, hyphens and underscores, or choose Generate name.", byId(NAME));
    return;
  }
  const answers = Object.fromEntries(questions.map(({ name }) => [name, byId(`answer-${name}`).value]));
  const button = byId("launch");
  button.disabled = true;
  byId("done").textContent = changing ? "Updating …" : "Launching …";
  let done = "";
  try {
    await (changing ? act("change", { key: changing.key, answers }) : act("subscribe", { name, answers }));
    done = changing ? `${changing.name} is updated.` : "Launched.";
    edit(null);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    say(error.message, byId(`answer-${error.question}`));
  } finally {
    byId("done").textContent = done;
    button.disabled = false;
    if (document.activeElement === document.body) button.focus();
    await refresh();
  }
}

function say(sentence, control = null) {
  for (const one of byId("form").querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  const refusal = byId("refusal");
  // It stands where the answer is to be mended, if it is about one.
  if (control) control.parentElement.insertBefore(refusal, control);
  else byId("bottom").prepend(refusal);
  refusal.textContent = sentence;
  if (!control) return;
  control.setAttribute("aria-invalid", "true");
  control.focus();
}

export function showSubscriptions(subscriptions) {
  renew(byId("subscriptions"), subscriptions, (one) => one.key, card);
}

function card(subscription) {
  const { key, name, provisioned, answers, has_channel: hasChannel } = subscription;
  const connect = async () => { await act("connect", { key }); await refresh(); };
  return make("li", {},
    make("b", {}, name), " ", make("span", { class: "from" }, provisioned),
    make("div", { class: "result" }, summary(answers)),
    make("div", { class: "row" },
      make("button", { type: "button", "data-action": "change", "aria-label": `Change ${name}`, onclick: () => { edit(subscription); byId("form-heading").focus(); } }, "Change"),
      make("button", { type: "button", "data-action": "connect", "aria-label": `${hasChannel ? "Disconnect" : "Connect"} chat of ${name}`, onclick: connect }, hasChannel ? "Disconnect chat" : "Connect chat"),
      make("button", { type: "button", "data-action": "leave", "aria-label": `End ${name}`, onclick: (event) => leave(event.target, subscription) }, "End")),
    eventPattern(subscription));
}

export function showRefused(refused) {
  renew(byId("refused"), refused, (one) => one.name, failed);
}

// As Service Catalog lists it: a launch that failed stays as a provisioned product until somebody terminates it.
function failed({ name, sentence }) {
  const terminate = async () => { await act("terminate", { name }); await refresh(); byId("launch").focus(); };
  return make("li", {},
    make("span", { class: "severity CRITICAL" }, "ERROR"), " ", make("b", {}, name),
    make("div", { class: "result" }, sentence),
    make("div", { class: "result" }, "The way out: terminate this provisioned product, correct the answer below, and launch again."),
    make("div", { class: "row" }, make("button", { type: "button", "aria-label": `Terminate ${name}`, onclick: terminate }, "Terminate")));
}

function eventPattern({ key, name }) {
  const shown = make("pre", { tabindex: "0", "aria-label": `Event pattern of ${name}` });
  const fill = async (event) => { if (event.target.open) shown.textContent = await read(`patterns/${key}`); };
  return make("details", { ontoggle: fill }, make("summary", {}, "Event pattern"), shown);
}

function summary({ EmailAddresses, LeadAddresses, MinimumSeverity, Delivery, NotifyWhenResolved, TagKey, TagValues, ProductFilter, Products }) {
  const parts = [`${MinimumSeverity} and above to ${EmailAddresses}`];
  if (LeadAddresses) parts.push(`what nobody acts on to ${LeadAddresses}`);
  if (TagKey) parts.push(`tag ${TagKey}${TagValues ? `=${TagValues}` : ""}`);
  if (Products) parts.push(`${ProductFilter.toLowerCase()}: ${Products}`);
  if (Delivery && Delivery !== defaultOf("Delivery")) parts.push(Delivery.toLowerCase());
  if (NotifyWhenResolved === "No") parts.push("not when resolved");
  return parts.join(", ");
}

const defaultOf = (asked) => questions.find(({ name }) => name === asked)?.default;

async function leave(button, subscription) {
  const { name, answers } = subscription;
  const text = `Its topic, rules and function are deleted, and ${answers.EmailAddresses} get no more emails about this account from it.`;
  if (!await ask(`End ${name}?`, text, "End it")) return;
  button.disabled = true;
  await act("leave", { key: subscription.key });
  if (changing?.key === subscription.key) edit(null);
  await refresh();
  byId("done").textContent = `${name} has ended.`;
  byId("form-heading").focus();
}
