/** Where word is left for this page: who the page is from one visit to the next, who knocks, what is left for others. */

import { Key } from "./key.js";
import { connect, PlongError } from "./plong.js";

/** Knocks that are shown at once; what waits behind them comes when these are dealt with. */
const MOST_SHOWN = 20;
/** Milliseconds between two looks into the inbox, however often somebody knocks. */
const LOOK_EVERY = 1000;

export class Letterbox {
  #hears;
  #key = new Key();
  #me = null;
  #isOpening = false;
  #isLooking = false;
  #isStale = false;

  /** @param hears its `offered()`, `opened(address)`, `failed(code)`, `knocked()` and `waits(rows, isMore)` are called */
  constructor(hears) {
    this.#hears = hears;
  }

  /** Be who this page was last time. Who never had an address gets none unasked, but hears whether there could be one. */
  async begin() {
    if (this.#key.get() !== null) await this.open();
    if (!this.#me && (await isPostOpen())) this.#hears.offered();
  }

  /** Have an address: that of last time, or a new one. */
  async open() {
    if (this.#me || this.#isOpening) return;
    this.#isOpening = true;
    const kept = this.#key.get();
    try {
      this.#opened(await this.#connect(kept));
    } catch (error) {
      this.#fail(error, kept);
    } finally {
      this.#isOpening = false;
    }
  }

  async #connect(kept) {
    const me = await connect({ privateId: kept ?? undefined, patient: kept !== null });
    const another = this.#key.get();
    if (kept !== null || another === null) return me;
    me.leave().catch(() => {}); // another tab has got an address meanwhile, which is this browser's
    return this.#connect(another);
  }

  get #office() {
    if (this.#me) return this.#me;
    throw new PlongError("closed", "There is no connection to the server.");
  }

  /** Leave word for another. */
  async knock(address, text) {
    await this.#office.knock(address, text);
  }

  /** Fetch what somebody left, or what was fetched in another tab. */
  async read({ pingId, origin }) {
    try {
      return (await this.#office.pull(pingId, { origin })).content;
    } catch (error) {
      if (error.code !== "already-acknowledged") throw error;
      return (await this.#recall(pingId, origin, error)).content;
    }
  }

  #recall(pingId, origin, why) {
    return this.#office.kept(pingId, { origin }).catch((error) => {
      throw error.code === "no-such-ping" ? why : error;
    });
  }

  async ignore({ pingId, origin }) {
    await this.#office.ignore(pingId, { origin });
  }

  async block({ origin }) {
    await this.#office.block({ origin });
  }

  async unblock({ origin }) {
    await this.#office.unblock({ origin });
  }

  /** Give the address up, with all that waits. */
  async giveUp() {
    const me = this.#office;
    this.#me = null;
    this.#key.forget(me.privateId);
    await me.leave().catch(() => {}); // a server that cannot hear it forgets us by itself
  }

  /** See what waits: soon, if that was seen just now. */
  async look() {
    this.#isStale = true;
    if (this.#isLooking) return;
    this.#isLooking = true;
    for (; this.#isStale && this.#me; await pause(LOOK_EVERY)) {
      this.#isStale = false;
      await this.#see().catch(() => {}); // it is seen at the next knock, or when the line is back
    }
    this.#isLooking = false;
  }

  async #see() {
    const rows = await this.#me.inbox({ limit: MOST_SHOWN + 1 });
    this.#hears.waits(rows.slice(0, MOST_SHOWN), rows.length > MOST_SHOWN);
  }

  #opened(me) {
    if (me.address === null) return void this.#leaveClosed(me);
    this.#me = me;
    this.#key.keep(me.privateId);
    this.#listen(me);
    this.#hears.opened(me.address);
    this.look();
  }

  /** The server takes no word, or not any more. */
  #leaveClosed(me) {
    this.#key.forget(me.privateId);
    me.leave().catch(() => {});
    this.#hears.failed("switched-off");
  }

  #listen(me) {
    me.addEventListener("knocked", () => (this.#hears.knocked(), this.look()));
    me.addEventListener("reconnected", () => this.look());
    me.addEventListener("closed", ({ detail: error }) => error && this.#fail(error, me.privateId));
    // The address tells everybody whom to send messages and files to; nobody is here to take them.
    me.addEventListener("offer", ({ detail: offer }) => offer.decline());
    drain(me);
  }

  #fail(error, privateId) {
    this.#me = null;
    if (error.code === "no-such-peer") this.#key.forget(privateId);
    this.#hears.failed(error.code);
  }
}

async function drain(me) {
  try {
    for await (const _ of me);
  } catch {
    // The event says so.
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function isPostOpen() {
  try {
    const { Mode: mode } = await (await fetch("wuu2")).json();
    return typeof mode === "string" && mode.includes("p");
  } catch {
    return false;
  }
}
