/** The tab: what it says of the state, and that something came while nobody looked. */

import { byId, write } from "./dom.js";
import { say } from "./sayings.js";

export class Title {
  #icon = document.querySelector("link[rel=icon]");
  #unread = 0;
  #state = null;

  constructor() {
    document.addEventListener("visibilitychange", () => this.#look());
  }

  /** Something came. */
  count() {
    if (!document.hidden) return;
    this.#unread++;
    this.#write();
  }

  /** Show a state in the tab and in the status line. */
  show(state) {
    this.#state = state;
    const { status, tone, heading, text } = say(state);
    byId("status").dataset.tone = tone;
    write(byId("status-word"), status);
    write(byId("status-words"), [heading, text].filter(Boolean).join(". "));
    this.#write();
  }

  #look() {
    if (document.hidden) return;
    this.#unread = 0;
    this.#write();
  }

  #write() {
    const { status, tone } = say(this.#state);
    const count = this.#unread ? `(${this.#unread}) ` : "";
    document.title = count + (status ? `${status} · Plong` : "Plong");
    const mark = this.#unread ? "-unread" : tone === "good" ? "-linked" : "";
    const href = `favicon${mark}.svg`;
    if (this.#icon.getAttribute("href") !== href) this.#icon.setAttribute("href", href);
  }
}
