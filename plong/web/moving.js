/** One file on its way, with its card: one that goes, one that comes. */

import { Card, control } from "./card.js";
import { make } from "./dom.js";
import { progressOf, Rate, sizeOf } from "./format.js";
import { reasonOf } from "./sayings.js";

/** Ends that somebody wanted. */
const WISHES = new Set(["declined", "cancelled"]);
/** Or a browser gives a name without an ending the ending that it takes the bytes for. */
const ANY_TYPE = "application/octet-stream";

/** What both ways have in common: a transfer (of plong.js), its card, how fast it goes. */
class Moving {
  card;
  transfer;
  #isMine;
  #rate = new Rate();
  #isCancelled = false;

  constructor(transfer, isMine) {
    this.transfer = transfer;
    this.#isMine = isMine;
    this.card = new Card(transfer.name, isMine);
    transfer.done.catch((error) => this.fail(error.code));
  }

  get peer() {
    return this.transfer.peer;
  }

  get isOver() {
    return ["done", "failed"].includes(this.transfer.state);
  }

  cancel() {
    this.#isCancelled = true;
    this.transfer.cancel();
  }

  offerCancel() {
    this.card.offer(control("Cancel", this.transfer.name, () => this.cancel()));
  }

  /** Show how far it is, so many bytes. */
  showProgress(bytes) {
    const { size, state } = this.transfer;
    this.#rate.add(performance.now() / 1000, bytes);
    this.card.advance(size ? bytes / size : 0);
    const text = progressOf(bytes, size, state === "active" ? this.#rate.perSecond : null);
    if (state !== "waiting") this.card.tell("active", text);
    else this.card.tell("waiting", `${text} · broken off, goes on when your friend is back`);
  }

  fail(code) {
    const byMe = code === "cancelled" && this.#isCancelled;
    const mood = WISHES.has(code) ? "ended" : "failed";
    this.card.tell(mood, byMe ? "You cancelled." : reasonOf(code, this.#isMine));
    this.card.offer();
  }
}

/** A file that goes. */
export class Outgoing extends Moving {
  constructor(transfer) {
    super(transfer, true);
    this.offerCancel();
    this.refresh();
    transfer.done.then((result) => this.#finish(result), () => {});
  }

  refresh() {
    const { state, sent, size } = this.transfer;
    if (state === "offered") this.card.tell("asked", `${sizeOf(size)} · your friend is asked whether to take it`);
    else if (!this.isOver) this.showProgress(sent);
  }

  #finish({ size, sha256 }) {
    this.card.tell("done", `${sizeOf(size)} · your friend has it`);
    this.card.offer();
    this.card.prove(sha256);
  }
}

/** A file that comes, if it is wanted. */
export class Incoming extends Moving {
  #shelf;
  #withdraws;
  #isAnswered = false;

  /** @param withdraws is called if the friend withdraws the offer before it was answered */
  constructor(offer, shelf, withdraws) {
    super(offer, false);
    this.#shelf = shelf;
    this.#withdraws = withdraws;
    this.card.tell("asked", `${sizeOf(offer.size)} · your friend wants to send you this`);
    this.card.offer(
      control("Accept", this.#title, () => this.#accept(), "primary"),
      control("Decline", this.#title, () => this.#decline()),
    );
  }

  get #title() {
    return `${this.transfer.name}, ${sizeOf(this.transfer.size)}`;
  }

  refresh() {
    if (this.#isAnswered && !this.isOver) this.showProgress(this.transfer.received);
  }

  cancel() {
    this.#isAnswered = true;
    super.cancel();
  }

  fail(code) {
    super.fail(code);
    if (code === "cancelled" && !this.#isAnswered) this.#withdraws();
  }

  #decline() {
    this.#isAnswered = true;
    this.transfer.decline();
  }

  async #accept() {
    this.#isAnswered = true;
    this.offerCancel();
    this.refresh();
    const sink = await this.#shelf.open(this.transfer.id);
    try {
      this.#finish(await this.transfer.accept(sink), await sink.file());
    } catch {
      // The card says why: it hears of every end.
    }
  }

  #finish({ size, sha256 }, file) {
    const { name } = this.transfer;
    this.card.tell("done", `${sizeOf(size)} · received`);
    this.card.prove(sha256);
    const href = URL.createObjectURL(file.slice(0, file.size, ANY_TYPE));
    const link = make("a", { href, download: name, className: "button secondary", textContent: "Save again" });
    link.setAttribute("aria-label", `Save again: ${name}`);
    this.card.offer(link);
    link.click();
  }
}
