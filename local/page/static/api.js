// Ask this page's own server.

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
