/** Files on their way, all of them together. */

import { Incoming, Outgoing } from "./moving.js";

const REFRESH_EVERY = 250;
/** A receiver keeps at most 32 that are not finished; the rest waits its turn here. */
const AT_ONCE = 16;

/** All transfers with the friend of this session. */
export class Transfers {
  #log;
  #shelf;
  #moving = new Set();
  #queue = [];

  constructor(log, shelf) {
    this.#log = log;
    this.#shelf = shelf;
    setInterval(() => this.#refresh(), REFRESH_EVERY);
  }

  get areUnderWay() {
    return this.#queue.length > 0 || [...this.#moving].some((moving) => !moving.isOver);
  }

  /** Offer files to a friend, some at a time. */
  send(files, friend) {
    for (const file of files) this.#queue.push({ file, friend });
    this.#startNext();
  }

  /** Ask whether to take a file. */
  ask(offer) {
    const withdraw = () => this.#log.withdraw(incoming.card.element, offer.name);
    const incoming = new Incoming(offer, this.#shelf, withdraw);
    this.#add(incoming);
  }

  /** Give up what has no end any more: all but what is with this friend. */
  keepOnly(friend) {
    this.#queue = this.#queue.filter((waiting) => waiting.friend === friend);
    for (const moving of this.#moving) if (moving.peer !== friend) moving.cancel();
  }

  #startNext() {
    while (this.#queue.length > 0 && this.#moving.size < AT_ONCE) {
      const { file, friend } = this.#queue.shift();
      this.#add(new Outgoing(friend.sendFile(file)));
    }
  }

  #add(moving) {
    this.#moving.add(moving);
    this.#log.add(moving.card.element);
  }

  #refresh() {
    for (const moving of this.#moving) {
      moving.refresh();
      if (moving.isOver) this.#moving.delete(moving);
    }
    this.#startNext();
  }
}
