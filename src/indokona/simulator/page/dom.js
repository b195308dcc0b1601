// Elements by hand. Text is always set as text, never as markup.

export const byId = (id) => document.getElementById(id);

/** An element with properties (or attributes), and children that may be missing. */
export function make(tag, { dataset, ...given } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (name in node) node[name] = value;
    else node.setAttribute(name, value);
  }
  Object.assign(node.dataset, dataset);
  node.append(...children.flat().filter(Boolean));
  return node;
}

const signs = new WeakMap();

/**
 * Makes the children of `parent` stand for `items`, and touches only what changed: a reader hears
 * what is new, a film plays on, and who stands on an element stays there.
 */
export function draw(parent, items, { key, sign, build }) {
  const standing = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  let next = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    let node = standing.get(name);
    standing.delete(name);
    const wanted = JSON.stringify(sign(item));
    if (!node || signs.get(node) !== wanted) {
      const fresh = build(item);
      fresh.dataset.key = name;
      signs.set(fresh, wanted);
      if (node === next && node) next = fresh;
      if (node) replace(node, fresh);
      node = fresh;
    }
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
  for (const gone of standing.values()) gone.remove();
}

function replace(node, fresh) {
  const stood = node.contains(document.activeElement) && document.activeElement.id;
  node.replaceWith(fresh);
  if (stood) byId(stood)?.focus();
}
