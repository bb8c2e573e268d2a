/** Putting a text where people can paste it from. */

import { write } from "./dom.js";

/** Milliseconds for which a button says what became of it. */
const SAID_FOR = 2000;

/** Copy a text, and say on the button that was pressed whether that worked. */
export async function copyBy(button, text) {
  const label = (button.dataset.label ??= button.textContent);
  write(button, (await copied(text)) ? "Copied" : "Select and copy it");
  setTimeout(() => write(button, label), SAID_FOR);
}

/** Copy a text; without https there is no clipboard, but there may be the old way. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedByHand(text);
  }
}

function copiedByHand(text) {
  const area = document.createElement("textarea");
  area.value = text;
  const before = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}
