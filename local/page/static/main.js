// Bring the three panes to life, and keep them as the embedded AWS is.

import { read, readState } from "./api.js";
import { showThreads } from "./channel.js";
import { showConfirmations } from "./confirmations.js";
import { byId } from "./elements.js";
import { showGallery, showSent } from "./findings.js";
import { showForm, showRefused, showSubscriptions } from "./form.js";
import { closeEmail, openNamedEmail, showEmails, showViews } from "./mailbox.js";
import { keepTime, showTime } from "./time.js";

const PAUSE = 600;

async function refresh() {
  const state = await readState();
  if (state === null) return;
  const { ahead, subscriptions, refused, confirmations, threads, sent, emails, busy } = state;
  keepTime(ahead);
  showSubscriptions(subscriptions);
  showRefused(refused);
  showConfirmations(confirmations);
  showThreads(threads);
  showSent(sent, busy);
  showEmails(emails);
}

async function keepCurrent() {
  try {
    await refresh();
    byId("gone").textContent = "";
  } catch {
    byId("gone").textContent = "The embedded AWS has ended. Run ./install.sh local again, and open the page that it names.";
  }
  setTimeout(keepCurrent, PAUSE);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("#mailbox")) closeEmail();
});

const { account, form, gallery, example } = await read("setup");
byId("account").textContent = account;
showForm(form, refresh);
showTime(refresh);
showViews();
showGallery(gallery, example, refresh);
await refresh();
byId("panes").hidden = false;
await openNamedEmail();
await keepCurrent();
