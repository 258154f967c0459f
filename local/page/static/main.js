// Bring the three panes to life, and keep them as the embedded AWS is.

import { read } from "./api.js";
import { byId } from "./elements.js";
import { showGallery, showSent } from "./findings.js";
import { showForm, showSubscriptions } from "./form.js";
import { showEmails } from "./mailbox.js";

const PAUSE = 600;

async function refresh() {
  const { subscriptions, sent, emails, busy } = await read("state");
  showSubscriptions(subscriptions);
  showSent(sent, busy);
  showEmails(emails);
}

async function keepCurrent() {
  try {
    await refresh();
    byId("busy").classList.remove("refusal");
  } catch {
    byId("busy").classList.add("refusal");
    byId("busy").textContent = "The embedded AWS has ended: run ./install.sh local again.";
  }
  setTimeout(keepCurrent, PAUSE);
}

const { account, form, gallery } = await read("setup");
byId("account").textContent = account;
showForm(form, refresh);
showGallery(gallery, refresh);
await keepCurrent();
