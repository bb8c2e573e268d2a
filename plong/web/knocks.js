/** What waits for this page, a card each, and what becomes of it. Nothing is fetched before somebody presses a button. */

import { byId, write } from "./dom.js";
import { KnockCard } from "./knock-card.js";

/** Moods of cards that go when the inbox has no more of them: nobody has done anything about these. */
const UNTOUCHED = new Set(["asked"]);
const NEWS = "Somebody left word for you. It waits on the first page.";

const nameOf = ({ origin, pingId }) => JSON.stringify([origin, pingId]);

export class Knocks {
  #letterbox;
  #answers;
  #cards = new Map();
  /** What was put away; the inbox may have it a little longer. */
  #dismissed = new Set();

  /** @param answers is called with the address of whom somebody wants to answer */
  constructor(letterbox, answers) {
    this.#letterbox = letterbox;
    this.#answers = answers;
  }

  /** Show what waits, oldest first; what was read stays. */
  show(rows, isMore) {
    const names = new Set(rows.map(nameOf));
    for (const [name, card] of this.#cards) if (!names.has(name) && UNTOUCHED.has(card.mood)) this.#remove(card);
    for (const row of rows) this.#add(row);
    byId("waiting-more").hidden = !isMore;
    this.#showWhether();
  }

  /** Forget all of it: the address is another's now. */
  clear() {
    this.#cards.clear();
    byId("knocks").replaceChildren();
    this.#say("");
    this.#showWhether();
  }

  #add(row) {
    const name = nameOf(row);
    if (this.#cards.has(name) || this.#dismissed.has(name)) return;
    const card = new KnockCard(row, this.#deeds);
    this.#cards.set(name, card);
    byId("knocks").append(card.element);
  }

  #deeds = {
    read: (card) => this.#do(card, "Fetching it from its sender…", async () => card.show(await this.#letterbox.read(card.waiting))),
    ignore: (card) => this.#do(card, "Ignoring it…", () => this.#ignore(card)),
    block: (card) => this.#do(card, "Blocking them…", () => this.#block(card)),
    unblock: (card) => this.#do(card, "Unblocking them…", () => this.#unblock(card)),
    answer: ({ waiting }) => this.#answers(waiting.origin),
    dismiss: (card) => this.#dismiss(card),
  };

  async #do(card, text, deed) {
    this.#say("");
    card.wait(text);
    try {
      await deed();
    } catch (error) {
      card.complain(error);
    }
    this.#showWhether();
  }

  async #ignore(card) {
    await this.#letterbox.ignore(card.waiting);
    this.#dismiss(card);
    this.#say("Ignored. Its sender is not told.");
  }

  /** Hear no more from there; what they left before, and nobody read, goes too. */
  async #block(card) {
    const { origin } = card.waiting;
    await this.#letterbox.block(card.waiting);
    const others = [...this.#cards.values()].filter(({ waiting, mood }) => waiting.origin === origin && UNTOUCHED.has(mood));
    for (const { waiting } of [card, ...others]) await this.#letterbox.ignore(waiting);
    for (const other of others) this.#dismiss(other);
    card.tellBlocked();
  }

  async #unblock(card) {
    await this.#letterbox.unblock(card.waiting);
    card.tellUnblocked();
  }

  #dismiss(card) {
    this.#dismissed.add(nameOf(card.waiting));
    this.#remove(card);
    this.#showWhether();
    this.#letterbox.look();
  }

  /** Take a card away; whoever was on it stays near. */
  #remove(card) {
    const { element } = card;
    const near = element.nextElementSibling ?? element.previousElementSibling;
    const place = near?.querySelector("button") ?? byId("post-summary");
    const wasHere = element.contains(document.activeElement);
    this.#cards.delete(nameOf(card.waiting));
    element.remove();
    if (wasHere) place.focus();
  }

  #showWhether() {
    const isAsked = [...this.#cards.values()].some(({ mood }) => UNTOUCHED.has(mood));
    byId("waiting").hidden = this.#cards.size === 0;
    write(byId("news"), isAsked ? NEWS : "");
  }

  #say(text) {
    write(byId("knocks-outcome"), text);
  }
}
