/** How one knock looks: who says to be there, what they have, what one can do about it. */

import { control } from "./card.js";
import { make } from "./dom.js";
import { momentOf, sizeOf } from "./format.js";
import { troubleOf } from "./post-sayings.js";

export class KnockCard {
  element;
  #waiting;
  #does;
  #facts = make("p", { className: "facts", "aria-live": "polite" });
  #actions = make("div", { className: "actions" });
  /** What its mood was before it became busy. */
  #before = null;

  /** @param does its `read`, `ignore`, `block`, `unblock`, `answer` and `dismiss` are called with this card */
  constructor(waiting, does) {
    this.#waiting = waiting;
    this.#does = does;
    const from = make("p", { className: "name" }, "Word from ", make("bdi", { dir: "ltr", textContent: waiting.origin }));
    this.element = make("li", { className: "card knock" }, from, this.#facts, this.#actions);
    this.#ask();
  }

  get waiting() {
    return this.#waiting;
  }

  get mood() {
    return this.element.dataset.mood;
  }

  #ask() {
    const { payloadType, size, receivedAt } = this.#waiting;
    const facts = [size === null ? "size not said" : sizeOf(size), momentOf(receivedAt)].join(" · ");
    this.#tell("asked", "Kind: ", make("bdi", { textContent: payloadType }), ` · ${facts}`);
    this.#offer(["Read it", "read", "primary"], ["Ignore", "ignore"], ["Block", "block"]);
  }

  /** Say what is being done; until it is, nothing else can be. */
  wait(text) {
    this.#before = this.mood;
    this.#tell("busy", text);
    for (const button of this.#actions.children) button.setAttribute("aria-disabled", "true");
  }

  /** Show what somebody left, as the text that it is. */
  show(content) {
    const isHere = this.element.contains(document.activeElement);
    const label = { role: "group", "aria-label": `What ${this.#waiting.origin} left` };
    const text = make("div", { className: "words", dir: "auto", tabIndex: 0, textContent: content, ...label });
    this.#tell("read", "It stands here until you put it away or close the page.");
    this.#actions.before(text);
    this.#offer(["Answer", "answer"], ["Block", "block"], ["Put away", "dismiss"]);
    if (isHere) text.focus();
  }

  /** Say that this origin is not heard any more. */
  tellBlocked() {
    this.#tell("blocked", "Blocked: you hear no more from this address. They are not told.");
    this.#offer(["Unblock", "unblock"], ["Put away", "dismiss"]);
  }

  /** Say that it is heard again. */
  tellUnblocked() {
    this.#tell("blocked", "Unblocked: they can leave word again.");
    this.#offer(["Put away", "dismiss"]);
  }

  /** Say why it did not work; all that could be done before can be tried again. */
  complain(error) {
    this.#tell(this.#before === "asked" ? "failed" : this.#before, troubleOf(error));
    for (const button of this.#actions.children) button.removeAttribute("aria-disabled");
  }

  #tell(mood, ...parts) {
    this.element.dataset.mood = mood;
    this.#facts.replaceChildren(...parts);
  }

  /** Put these buttons in the place of those that were; whoever was on one stays near. */
  #offer(...actions) {
    const wasHere = this.#actions.contains(document.activeElement);
    const name = `word from ${this.#waiting.origin}`;
    const press = (verb) => () => this.mood !== "busy" && this.#does[verb](this);
    this.#actions.replaceChildren(...actions.map(([text, verb, look]) => control(text, name, press(verb), look)));
    if (wasHere) this.#actions.firstElementChild.focus();
  }
}
