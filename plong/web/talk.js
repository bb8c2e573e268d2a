/** The view in which two people talk: who is there, the log, the field, what stands in the way. */

import { Composer, Log } from "./chat.js";
import { byId, write } from "./dom.js";
import { sizeOf } from "./format.js";
import { say } from "./sayings.js";
import { Shelf } from "./sink.js";
import { canSend } from "./state.js";
import { Transfers } from "./transfers.js";

/** Milliseconds after which what was said is no longer what a complaint of the server means. */
const RECENT = 10_000;
const SENDING = {
  "too-big": "That is too long for one message. Send it as a file.",
  "bad-request": "That begins with a character that cannot be sent.",
};

export class TalkView {
  #log = new Log();
  #transfers = new Transfers(this.#log, new Shelf());
  #composer = new Composer((text) => this.#say(text));
  #state = null;
  #saidAt = -Infinity;

  /** @param wants its `retry()` is called when it has all ended */
  constructor(wants) {
    byId("resume").addEventListener("click", wants.retry);
    const files = byId("files");
    byId("attach").addEventListener("click", () => files.click());
    files.addEventListener("change", () => {
      this.send([...files.files]);
      files.value = "";
    });
  }

  get areFilesUnderWay() {
    return this.#transfers.areUnderWay;
  }

  /** Show a state of after the two were linked. */
  show(state) {
    if (this.#state?.phase !== "left" && state.phase === "left") this.#transfers.keepOnly(null);
    if (this.#state?.friend !== state.friend) this.#transfers.keepOnly(state.friend);
    this.#state = state;
    this.#composer.enable(canSend(state));
    this.#showBanner(state);
    write(byId("people"), peopleOf(state));
  }

  /** Forget everything: another session begins. */
  clear() {
    this.#state = null;
    this.#log.clear();
    this.#composer.clear();
    this.#transfers.keepOnly(null);
  }

  focus() {
    this.#composer.focus();
  }

  /** Show what the friend said. */
  hear({ text, data }) {
    if (text === null) this.#log.note(`Your friend’s program sent ${sizeOf(data.length)} that are no text.`);
    else this.#log.say(text, false);
  }

  /** Ask whether to take a file. */
  ask(offer) {
    this.#transfers.ask(offer);
  }

  /** Send files, if the friend is there. */
  send(files) {
    if (this.#state && canSend(this.#state)) this.#transfers.send(files, this.#state.friend);
  }

  note(text) {
    this.#log.note(text);
  }

  /** Something was not delivered: pings and files see to that by themselves, words do not. */
  doubt() {
    if (performance.now() - this.#saidAt > RECENT) return;
    this.#saidAt = -Infinity;
    this.#log.note("Your friend may not have got what you said last.");
  }

  async #say(text) {
    try {
      await this.#state.friend.send(text);
      this.#saidAt = performance.now();
      this.#log.say(text, true);
      return true;
    } catch (error) {
      this.#log.note(SENDING[error.code] ?? "That could not be sent.");
      return false;
    }
  }

  #showBanner(state) {
    const { tone, heading, text } = say(state);
    byId("banner").dataset.tone = tone;
    byId("banner").hidden = canSend(state);
    byId("resume").hidden = state.phase !== "failed";
    write(byId("banner-heading"), heading);
    write(byId("banner-text"), text);
  }
}

/** Who is there, by the beginnings of their names, and how far apart. */
function peopleOf({ me, friend, roundTrip }) {
  const names = `You ${me.slice(0, 5)} · Friend ${friend.id.slice(0, 5)}`;
  return roundTrip === null ? names : `${names} · ${Math.max(1, Math.round(roundTrip))} ms`;
}
