/** The section in which one leaves word for somebody who is away, and hears who left some. */

import { copyBy } from "./copying.js";
import { byId, write } from "./dom.js";
import { Knocks } from "./knocks.js";
import { Letterbox } from "./letterbox.js";
import { LEFT, lossOf, troubleOf } from "./post-sayings.js";

const GIVING_UP = "Give up this address? Nobody can leave word for you there any more, and what waits is lost.";

export class PostView {
  #letterbox;
  #knocks;
  #form;
  #address = null;

  /** @param counts is called when somebody knocks */
  constructor(counts) {
    this.#letterbox = new Letterbox({ ...this.#ears(), knocked: counts });
    this.#form = new WordForm((address, text) => this.#letterbox.knock(address, text));
    this.#knocks = new Knocks(this.#letterbox, (address) => this.#answer(address));
    byId("post-fold").addEventListener("toggle", () => this.#unfold());
    byId("post-retry").addEventListener("click", () => this.#retry());
    byId("copy-address").addEventListener("click", ({ target }) => copyBy(target, this.#address));
    byId("give-up").addEventListener("click", () => this.#giveUp());
    this.#letterbox.begin();
  }

  #ears() {
    return {
      offered: () => (byId("post").hidden = false),
      opened: (address) => this.#show(address, ""),
      failed: (code) => this.#lose(code),
      waits: (rows, isMore) => this.#knocks.show(rows, isMore),
    };
  }

  /** Say what was lost before there is a new address: others have the old one. */
  #lose(code) {
    this.#show(null, lossOf(code), { canRetry: true });
    if (code === "no-such-peer") byId("post-fold").open = true;
  }

  /** An address is made for who asks, not for everybody who looks at the page. */
  #unfold() {
    const isLost = !byId("post-retry").hidden;
    if (this.#address === null && byId("post-fold").open && !isLost) this.#open();
  }

  /** The button goes; whoever was on it stays near. */
  #retry() {
    byId("post-summary").focus();
    this.#open();
  }

  #open() {
    this.#show(null, "Asking the server for an address…");
    this.#letterbox.open();
  }

  #show(address, text, { canRetry = false } = {}) {
    this.#address = address;
    write(byId("address"), address ?? "");
    write(byId("post-state"), text);
    byId("own").hidden = byId("leave-word").hidden = address === null;
    byId("post-retry").hidden = !canRetry;
    if (address !== null) byId("post").hidden = false;
  }

  #answer(address) {
    byId("post-fold").open = true;
    this.#form.begin(address);
  }

  #giveUp() {
    if (!confirm(GIVING_UP)) return;
    this.#letterbox.giveUp();
    this.#knocks.clear();
    this.#show(null, "");
    byId("post-fold").open = false;
    byId("post-summary").focus();
  }
}

/** Where one writes an address and what is left there. */
class WordForm {
  #address = byId("their-address");
  #text = byId("word");
  #leaves;
  #isBusy = false;

  /** @param leaves is called with address and text */
  constructor(leaves) {
    this.#leaves = leaves;
    byId("leave-word").addEventListener("submit", (event) => this.#submit(event));
    for (const field of [this.#address, this.#text]) field.addEventListener("input", () => this.#say("", ""));
  }

  /** Begin to write to this address. */
  begin(address) {
    this.#address.value = address;
    this.#say("", "");
    this.#text.focus();
  }

  #submit(event) {
    event.preventDefault();
    if (this.#isBusy) return;
    if (!this.#address.value.trim()) this.#complain(this.#address, "Type the address that you were given.");
    else if (!this.#text.value.trim()) this.#complain(this.#text, "Type what you want to leave.");
    else this.#leave(this.#address.value.trim(), this.#text.value);
  }

  async #leave(address, text) {
    this.#isBusy = true;
    this.#say("", "Leaving it…");
    try {
      await this.#leaves(address, text);
      if (this.#text.value === text) this.#text.value = "";
      this.#say("", LEFT);
    } catch (error) {
      this.#say(troubleOf(error), "");
    }
    this.#isBusy = false;
  }

  #complain(field, text) {
    this.#say(text, "");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  #say(error, outcome) {
    for (const field of [this.#address, this.#text]) field.setAttribute("aria-invalid", "false");
    write(byId("word-error"), error);
    write(byId("word-outcome"), outcome);
  }
}
