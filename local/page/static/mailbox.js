// The emails as a mail program shows them: a list, newest first, and the one that is open; leads have a mailbox of their own.
// The address names the open email, so that a refresh keeps it and Back closes it.

import { read } from "./api.js";
import { byId, make, renew } from "./elements.js";
import { remember, remembered } from "./memory.js";

const LINK = /https?:\/\/[^\s<>"]+/g;
const EMPTY = {
  owners: "No email yet. Send a finding of High or Critical severity.",
  leads: "No email to leads yet. Name some in the form; they hear of what nobody acts on, and weekly.",
};
const WIDE = matchMedia("(min-width: 75rem)");
const NAMED = /^#email-(\d+)$/;
const seen = new Set(remembered("seen"));
const bodies = new Map();
let emails = [];
let open = null;
let known = null;

export function showEmails(found) {
  emails = found;
  const chosen = byId("audience");
  byId("emails").dataset.empty = EMPTY[chosen.value];
  renew(byId("emails"), inMailboxOf(chosen.value).map(listed), (one) => one.number, entry);
  for (const option of chosen.options) option.textContent = `the ${option.value}${counted(unreadOf(inMailboxOf(option.value)))}`;
  const unread = unreadOf(emails);
  byId("unread").textContent = unread ? `(${unread})` : "";
  document.title = `${unread ? `(${unread}) ` : ""}Security notifications`;
  announce();
}

const inMailboxOf = (audience) => emails.filter((email) => email.audience === audience);

const unreadOf = (some) => some.filter(({ number }) => !seen.has(number)).length;

const counted = (unread) => (unread ? ` (${unread} unread)` : "");

function announce() {
  const come = known === null ? 0 : emails.length - known;
  known = emails.length;
  if (come > 0) byId("news").textContent = come === 1 ? `New email: ${emails[0].subject}` : `${come} new emails`;
}

function listed({ number, sender, to, subject, preview, time, due }) {
  return { number, sender, to, subject, preview, time, due, current: number === open, unread: !seen.has(number) };
}

function entry({ number, sender, to, subject, preview, time, due, current, unread }) {
  const button = make("button", {
    type: "button", class: unread ? "unread" : false, "data-action": "open", "aria-current": current ? "true" : false,
    onclick: () => openEmail(number), onkeydown: step,
  },
    unread ? make("span", { class: "unseen" }, "Unread: ") : null,
    make("span", { class: "subject" }, subject),
    make("span", { class: "from" }, `${sender.split(" <")[0]} to ${to}, ${clock(time)}`),
    due ? make("span", { class: "due" }, `Due ${due}`) : null,
    make("span", { class: "preview", "aria-hidden": "true" }, preview));
  return make("li", {}, button);
}

// As a desk shows them, as a list of subjects, or as the list of a phone's mail program.
export function showViews() {
  const choice = byId("view");
  const [usual] = remembered("view");
  if (usual) choice.value = usual;
  const choose = () => { byId("mailbox").dataset.view = choice.value; };
  choice.addEventListener("change", () => { remember("view", [choice.value]); choose(); if (open !== null) closeEmail(); });
  choose();
  byId("audience").addEventListener("change", () => { if (open === null) showEmails(emails); else closeEmail(); });
}

function step(event) {
  const item = event.currentTarget.parentElement;
  const next = {
    ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling,
    Home: item.parentElement.firstElementChild, End: item.parentElement.lastElementChild,
  }[event.key];
  if (!next) return;
  event.preventDefault();
  next.firstElementChild.focus();
}

export async function openEmail(number) {
  const address = `#email-${number}`;
  // From one email to the next is no step back to take.
  if (NAMED.test(location.hash)) history.replaceState(history.state, "", address);
  else history.pushState({ isOpened: true }, "", address);
  await show(number);
  toTop();
}

// Whoever opens the page at a desk sees at once what an email looks like.
export async function openNamedEmail() {
  window.addEventListener("popstate", follow);
  const [newest] = inMailboxOf("owners");
  const [, named] = NAMED.exec(location.hash) ?? [];
  if (named !== undefined) await openAgain(Number(named));
  else if (WIDE.matches && byId("view").value === "desk" && newest) await show(newest.number);
}

export function closeEmail() {
  if (history.state?.isOpened) history.back();
  else {
    history.replaceState(null, "", "#mailbox");
    close();
  }
}

function follow() {
  const [, named] = NAMED.exec(location.hash) ?? [];
  if (named === undefined) close();
  else openAgain(Number(named));
}

async function openAgain(number) {
  await show(number);
  toTop();
}

function close() {
  if (open === null) return;
  const number = open;
  const focused = document.activeElement;
  const hadFocus = focused === document.body || byId("email").contains(focused);
  open = null;
  byId("email").replaceChildren();
  showEmails(emails);
  if (hadFocus) byId("emails").querySelector(`[data-key="${number}"] button`)?.focus();
}

function toTop() {
  const email = byId("email");
  email.focus({ preventScroll: true });
  // Beside the list there is room for both; below it the email must come into view, from its first line on.
  if (!WIDE.matches) email.scrollIntoView({ block: "start" });
}

async function show(number) {
  const email = emails.find((one) => one.number === number);
  if (!email) return;
  open = number;
  byId("audience").value = email.audience;
  seen.add(number);
  remember("seen", [...seen]);
  showEmails(emails);
  if (!bodies.has(number)) bodies.set(number, await read(`emails/${number}`));
  if (open !== number) return;
  const facts = { From: email.sender, To: email.to, At: clock(email.time), Why: email.why };
  byId("email").replaceChildren(
    make("button", { type: "button", class: "close", onclick: closeEmail }, "Close"),
    make("h3", {}, email.subject),
    make("dl", {}, ...Object.entries(facts).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    make("div", { class: "body" }, ...linked(bodies.get(number))));
  byId("mailbox").scrollTop = 0;
}

function linked(text) {
  const parts = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(LINK)) {
    parts.push(text.slice(end, index), make("a", { href: address, target: "_blank", rel: "noreferrer" }, address));
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}

const clock = (time) => new Date(time * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
