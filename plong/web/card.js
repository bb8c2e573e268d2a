/** How one file looks in the log: its name, how far it is, what one can do about it. */

import { byId, make, write } from "./dom.js";

export class Card {
  element;
  #facts = make("p", { className: "facts", "aria-live": "off" });
  #bar;
  #actions = make("div", { className: "actions" });
  #hash = make("p", { className: "hash", hidden: true });

  constructor(name, isMine) {
    const who = make("span", { className: "hidden", textContent: isMine ? "You send " : "Your friend sends " });
    this.#bar = make("progress", { max: 1, value: 0, hidden: true, "aria-label": `Progress of ${name}` });
    const title = make("p", { className: "name", dir: "auto" }, who, name);
    const parts = [title, this.#facts, this.#bar, this.#hash, this.#actions];
    this.element = make("li", { className: `card ${isMine ? "mine" : "theirs"}` }, ...parts);
  }

  /** Say how it stands; `mood` is `"asked"`, `"active"`, `"waiting"`, `"done"`, `"ended"` or `"failed"`. */
  tell(mood, text) {
    this.element.dataset.mood = mood;
    write(this.#facts, text);
    this.#bar.hidden = mood !== "active" && mood !== "waiting";
  }

  /** Move the bar: from 0 to 1. */
  advance(share) {
    this.#bar.value = share;
  }

  /** Put these controls in the place of those that were; whoever was on one stays near. */
  offer(...controls) {
    const hadFocus = this.#actions.contains(document.activeElement);
    this.#actions.replaceChildren(...controls);
    if (hadFocus) (controls[0] ?? byId("message")).focus();
  }

  /** Say that it arrived as it was sent. */
  prove(sha256) {
    const code = make("code", { textContent: sha256 });
    this.#hash.replaceChildren("Checked by SHA-256 ", code);
    this.#hash.hidden = false;
  }
}

/** A button of a card, named in full for who cannot see which card it is on. */
export function control(text, name, press, className = "secondary") {
  const button = make("button", { type: "button", className, textContent: text, "aria-label": `${text} ${name}` });
  button.addEventListener("click", press);
  return button;
}
