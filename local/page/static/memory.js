// What this tab remembers across a refresh; the address of the page, which differs by run, keeps runs apart.

const named = (name) => `${location.pathname}${name}`;

export const remember = (name, value) => sessionStorage.setItem(named(name), JSON.stringify(value));

export const remembered = (name) => JSON.parse(sessionStorage.getItem(named(name)) ?? "[]");
