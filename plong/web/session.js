/** One meeting by some words, from connecting to leaving: tells the page what happens. */

import { connect } from "./plong.js";

/** Between two looks at the round-trip time. */
const MEASURE_EVERY = 5000;
/** Ends of a meeting that are states of their own. */
const ENDS = new Set(["busy", "expired"]);
/** A friend whose connection broke mostly comes back by itself, which needs no looking for. */
const SEEK_AFTER = 1000;

export class Session {
  #words;
  #hears;
  #me = null;
  #friend = null;
  #ended = new AbortController();
  #seeking = null;
  #measuring = null;

  /** @param hears its `happened(event)`, `said(message)`, `offered(offer)` and `undelivered(error)` are called */
  constructor(words, hears) {
    this.#words = words;
    this.#hears = hears;
  }

  /** Meet; returns when the session is over. */
  async run() {
    const { signal } = this.#ended;
    try {
      this.#me = await connect({ signal });
      if (signal.aborted) return this.#me.close();
      this.#tell("connected", { me: this.#me.publicId });
      this.#listen();
      this.#meet(false, signal);
      for await (const message of this.#me.messages({ signal })) this.#hear(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Look for the friend again: at once if they left, for they may only have reloaded the page. */
  seek({ hasLeft }) {
    if (this.#seeking) return;
    this.#seeking = new AbortController();
    const { signal } = this.#seeking;
    const timer = setTimeout(() => this.#meet(true, signal), hasLeft ? 0 : SEEK_AFTER);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** Say goodbye, free the words, hang up; a server that cannot hear it forgets us by itself. */
  async end() {
    this.#stop();
    if (this.#isOpen) await this.#me.leave().catch(() => {});
  }

  /** The same in a page that is closed, where nothing can be waited for. */
  flee() {
    if (!this.#isOpen) return;
    this.#friend?.bye().catch(() => {});
    navigator.sendBeacon("obai", JSON.stringify({ PrivateId: this.#me.privateId }));
    this.#stop();
  }

  /** Nobody need leave whom the server has put out. */
  get #isOpen() {
    return this.#me !== null && this.#me.state !== "closed";
  }

  #stop() {
    this.#ended.abort();
    this.#settle();
    clearInterval(this.#measuring);
  }

  #tell(type, more = {}) {
    if (!this.#ended.signal.aborted) this.#hears.happened({ type, ...more });
  }

  #fail(error) {
    if (this.#ended.signal.aborted) return;
    this.#tell(ENDS.has(error.code) ? error.code : "failed", { error: error.code ?? String(error) });
    this.end();
  }

  #hear(message) {
    if (message.sender === this.#friend) this.#hears.said(message);
  }

  #listen() {
    const listen = (type, hear) =>
      this.#me.addEventListener(type, ({ detail }) => hear(detail), { signal: this.#ended.signal });
    const ofFriend = (hear) => (peer) => peer === this.#friend && hear();
    listen("linked", ofFriend(() => this.#linked(this.#friend)));
    listen("unlinked", ofFriend(() => this.#tell("elsewhere")));
    listen("gone", ofFriend(() => this.#tell("gone")));
    listen("bye", ofFriend(() => this.#tell("left")));
    listen("restarting", (seconds) => this.#tell("restarting", { seconds }));
    listen("disconnected", () => this.#disconnected());
    listen("reconnecting", ({ delay }) => this.#tell("reconnecting", { delay }));
    listen("reconnected", () => this.#tell("reconnected"));
    listen("closed", (error) => error && this.#fail(error));
    listen("undelivered", (error) => this.#hears.undelivered(error));
    listen("offer", (offer) => this.#offered(offer));
  }

  #offered(offer) {
    if (offer.peer === this.#friend && !offer.stream) this.#hears.offered(offer);
    else offer.decline();
  }

  #disconnected() {
    this.#settle();
    this.#tell("disconnected");
  }

  async #meet(renew, signal) {
    try {
      const onstate = (state) => this.#found(state);
      this.#linked(await this.#me.meet(this.#words, { signal, onstate, renew }));
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #found({ name, retryIn }) {
    // By this page's clock, which need not be the server's.
    const until = Date.now() + this.#me.limits.IdentityTimeout * 1000;
    this.#tell(name, { until, retryIn });
  }

  #linked(friend) {
    this.#settle();
    this.#friend = friend;
    this.#tell("linked", { friend });
    this.#measure();
    clearInterval(this.#measuring);
    this.#measuring = setInterval(() => document.hidden || this.#measure(), MEASURE_EVERY);
  }

  #settle() {
    this.#seeking?.abort();
    this.#seeking = null;
  }

  async #measure() {
    try {
      const signal = AbortSignal.timeout(MEASURE_EVERY - 500);
      this.#tell("measured", { roundTrip: await this.#friend.ping({ signal }) });
    } catch {
      // Away, or a client that does not measure: the states say what there is to say.
    }
  }
}
