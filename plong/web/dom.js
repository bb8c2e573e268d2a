/** Elements, found and made. Texts go in as text only: nothing here reads markup. */

/** Find what the page cannot be without. */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}

/** Make an element; properties that an element does not have become attributes. */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Change a text only if it is another one: what is written anew is read out anew. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
