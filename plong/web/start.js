/** The view in which somebody types words, or is dealt some. */

import { byId, write } from "./dom.js";
import { deal, loadWords, tidy } from "./words.js";

export class StartView {
  #input = byId("words");
  #meets;
  #dealt = null;
  #list = null;

  /** @param meets is called with the words and how they came about: `"dealt"` or `"typed"` */
  constructor(meets) {
    this.#meets = meets;
    byId("dice").addEventListener("click", () => this.#deal());
    byId("meet").addEventListener("submit", (event) => this.#submit(event));
    this.#input.addEventListener("input", () => this.#complain(""));
  }

  /** Begin anew. */
  show() {
    this.#input.value = "";
    this.#complain("");
  }

  async #deal() {
    try {
      this.#list ??= await loadWords();
      this.#dealt = this.#input.value = deal(this.#list);
      this.#complain("");
    } catch {
      this.#complain("The list of words could not be loaded. Type some of your own.");
    }
  }

  #submit(event) {
    event.preventDefault();
    const words = tidy(this.#input.value);
    if (!words) {
      this.#complain("Type some words, or let yourself be dealt three.");
      this.#input.focus();
      return;
    }
    this.#meets(words, words === this.#dealt ? "dealt" : "typed");
  }

  #complain(text) {
    write(byId("words-error"), text);
    this.#input.setAttribute("aria-invalid", String(text !== ""));
  }
}
