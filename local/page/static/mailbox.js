// The emails as a mail program shows them: a list, newest first, and the one that is open.

import { byId, make, renew } from "./elements.js";

const LINK = /https?:\/\/[^\s<>"]+/g;
let emails = [];
let open = null;

export function showEmails(found) {
  emails = found;
  renew(byId("emails"), emails.map(({ number, sender, subject, time }) => ({ number, sender, subject, time, current: number === open })), (one) => one.number, entry);
  byId("unread").textContent = emails.length ? `(${emails.length})` : "";
}

function entry({ number, sender, subject, time, current }) {
  const button = make("button", {
    type: "button", "data-action": "open", "aria-current": current ? "true" : false,
    onclick: () => openEmail(number), onkeydown: step,
  }, make("span", { class: "subject" }, subject), make("span", { class: "from" }, `${sender.split(" <")[0]}, ${clock(time)}`));
  return make("li", {}, button);
}

function step(event) {
  const item = event.currentTarget.parentElement;
  const next = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[event.key];
  if (!next) return;
  event.preventDefault();
  next.firstElementChild.focus();
}

export function openEmail(number) {
  const email = emails.find((one) => one.number === number);
  if (!email) return;
  open = number;
  const facts = { From: email.sender, To: email.to, At: clock(email.time), Because: email.why };
  byId("email").replaceChildren(
    make("h3", {}, email.subject),
    make("dl", {}, ...Object.entries(facts).flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    make("div", { class: "body" }, ...linked(email.body)));
  showEmails(emails);
  // Beside the list there is room for both; below it the email must come into view.
  byId("email").focus({ preventScroll: matchMedia("(min-width: 75rem)").matches });
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

const clock = (time) => new Date(time * 1000).toLocaleTimeString();
