// AWS's confirmation mails, which come before any other: whoever does not open the link gets nothing.

import { byId, make, renew } from "./elements.js";

export function showConfirmations(mails) {
  renew(byId("confirmations"), mails, (one) => one.key, mail);
  const waiting = mails.filter(({ url }) => url).length;
  byId("waiting").textContent = waiting ? `(${waiting} waiting)` : "";
}

function mail({ subscription, address, topic, url }) {
  const link = url ? make("a", { href: url, target: "_blank", rel: "noreferrer" }, "Confirm subscription") : "Confirm subscription (opened)";
  const outcome = url
    ? `${address} has not opened the link. It gets no email of ${subscription}, nobody is told so, and AWS deletes the invitation after two days.`
    : `${address} has opened the link, as this mailbox does at once. An address that begins with “unconfirmed” waits until you open it.`;
  return make("li", {},
    make("b", {}, "AWS Notification - Subscription Confirmation"),
    make("div", { class: "from" }, `AWS Notifications to ${address}`),
    make("div", { class: "body" }, `You have chosen to subscribe to the topic:\n${topic}\n\nTo confirm this subscription, click or visit the link below (If this was in error no action is necessary):\n`, link),
    make("div", { class: url ? "result refusal" : "result" }, outcome));
}
