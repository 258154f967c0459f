// Ask this page's own server.

const NOT_MODIFIED = 304;

export class Refusal extends Error {
  constructor({ question = "", sentence }) {
    super(sentence);
    this.question = question;
  }
}

export async function read(path) {
  const answer = await fetch(`api/${path}`);
  return answer.json();
}

let asked = 0;
let shown = 0;
let tag = "";

// What changes: null if nothing has since the last time.
export async function readState() {
  const number = ++asked;
  const answer = await fetch("api/state", { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
  if (answer.status === NOT_MODIFIED) return null;
  const state = await answer.json();
  // Two may be under way at once: an older answer must not undo a newer one.
  if (number < shown) return null;
  shown = number;
  tag = answer.headers.get("ETag");
  return state;
}

export async function act(path, given = {}) {
  const answer = await fetch(`api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(given),
  });
  const found = await answer.json();
  if (!answer.ok) throw new Refusal(found);
  return found;
}
