/** The view in which two people find each other: the words, the ways to pass them on, how it stands. */

import { copyBy } from "./copying.js";
import { byId, write } from "./dom.js";
import { encode } from "./qr.js";
import { say, validityOf } from "./sayings.js";
import { toFragment } from "./words.js";

/** Round a code there must be four modules of nothing. */
const QUIET = 4;
const RETRY = { failed: "Try again", busy: "Try again", expired: "Wait again" };

export class InviteView {
  #words = null;

  /** @param wants its `retry()` and `over()` are called */
  constructor(wants) {
    this.#button("copy-words", (button) => copyBy(button, this.#words));
    this.#button("copy-link", (button) => copyBy(button, this.#link));
    this.#button("share", () => this.#share());
    this.#button("retry", wants.retry);
    this.#button("over", wants.over);
  }

  #button(id, press) {
    const button = byId(id);
    button.addEventListener("click", () => press(button));
  }

  get #link() {
    return `${location.origin}${location.pathname}#${toFragment(this.#words)}`;
  }

  /** Show a state of before the two are linked. */
  show(state) {
    const { heading, text } = say(state);
    write(byId("invite-heading"), heading);
    write(byId("invite-text"), text);
    write(byId("validity"), validityOf(state, Date.now()));
    if (state.words !== this.#words) this.#showWords(state.words);
    this.#offer(state);
  }

  #showWords(words) {
    this.#words = words;
    write(byId("phrase"), words);
    write(byId("link"), this.#link);
  }

  /** Who came by a friend's link need not pass it on. */
  #offer({ phase, via, line }) {
    const isHost = phase === "waiting" && via !== "link" && line === "up";
    byId("sharing").hidden = byId("link").hidden = !isHost;
    byId("code").hidden = !(isHost && this.#draw());
    byId("share").hidden = !navigator.share;
    byId("retry").hidden = !(phase in RETRY);
    write(byId("retry"), RETRY[phase] ?? RETRY.failed);
  }

  #draw() {
    const code = encode(this.#link);
    if (code) drawCode(byId("qr"), code);
    return code !== null;
  }

  async #share() {
    try {
      await navigator.share({ title: "Plong", text: `Meet me under “${this.#words}”`, url: this.#link });
    } catch {
      // Whoever closes the sheet has changed their mind.
    }
  }
}

/** Draw a code as one path: its dark modules, a square each. */
function drawCode(svg, code) {
  const side = code.length + 2 * QUIET;
  const squares = code.flatMap((row, y) =>
    Array.from(row, (dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")),
  );
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.querySelector("path").setAttribute("d", squares.join(""));
}
