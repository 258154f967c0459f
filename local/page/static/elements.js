// Make elements, and renew lists without touching what has not changed, so that focus and open details stay.

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== undefined && value !== null) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

export const byId = (id) => document.getElementById(id);

// `key` names an item for good; `build` makes its element, which is kept as long as the item stays the same.
export function renew(list, items, key, build) {
  const present = new Map([...list.children].map((child) => [child.dataset.key, child]));
  const wanted = items.map((item) => {
    const name = String(key(item));
    const text = JSON.stringify(item);
    const known = present.get(name);
    if (known && known.dataset.text === text) return known;
    const element = build(item);
    element.dataset.key = name;
    element.dataset.text = text;
    if (known) keepOpen(known, element);
    return element;
  });
  const focused = focusedIn(list);
  wanted.forEach((element, position) => {
    if (list.children[position] !== element) list.insertBefore(element, list.children[position] ?? null);
  });
  while (list.children.length > wanted.length) list.lastElementChild.remove();
  // An action that is no longer possible hands the focus to another one of the same item.
  if (focused) (list.querySelector(`${focused.item} ${focused.action}`) ?? list.querySelector(`${focused.item} .row button`))?.focus();
}

function keepOpen(before, after) {
  const open = [...before.querySelectorAll("details")].map((details) => details.open);
  [...after.querySelectorAll("details")].forEach((details, position) => { details.open = open[position] ?? false; });
}

function focusedIn(list) {
  const item = document.activeElement?.closest("[data-key]");
  const action = document.activeElement?.dataset?.action;
  if (!item || !action || !list.contains(item)) return null;
  return { item: `[data-key="${CSS.escape(item.dataset.key)}"]`, action: `[data-action="${action}"]` };
}
