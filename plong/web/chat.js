/** The log of what was said and sent, and the field in which one writes. */

import { byId, make } from "./dom.js";
import { foldWithdrawn, withdraw } from "./withdrawn.js";

/** So near the end, in pixels, a reader is reading the end. */
const NEAR = 60;
/** Items that the log keeps; the oldest go first, but no file that is under way. */
const MOST_ITEMS = 1000;
const UNDER_WAY = new Set(["asked", "active", "waiting"]);
const isPast = (item) => !UNDER_WAY.has(item.dataset.mood);
const isMine = (item) => item.matches(".bubble.mine");

/** What was said and sent, oldest first. */
export class Log {
  #list = byId("log");
  #scroller = byId("scroller");
  #isAtEnd = true;
  /** What comes until the next frame goes in at once: each time costs a layout. */
  #coming = [];
  #isFrameAsked = false;

  constructor() {
    // It grows by what is added, and by cards that have more to say.
    const follow = new ResizeObserver(() => this.#isAtEnd && this.#toEnd());
    for (const element of [this.#scroller, this.#list]) follow.observe(element);
    this.#scroller.addEventListener("scroll", () => (this.#isAtEnd = this.#isNearEnd()), { passive: true });
  }

  /** Forget everything. */
  clear() {
    this.#list.replaceChildren();
    this.#coming = [];
    this.#isAtEnd = true;
  }

  /** Add something; who reads further up is left there. */
  add(item) {
    this.#coming.push(item);
    if (this.#coming.length > MOST_ITEMS) this.#coming.splice(Math.max(0, this.#coming.findIndex(isPast)), 1);
    this.#askForFrame();
  }

  /** Make a line of the card of an offer that was withdrawn. */
  withdraw(card, name) {
    withdraw(card, name);
    this.#askForFrame();
  }

  #askForFrame() {
    if (this.#isFrameAsked) return;
    this.#isFrameAsked = true;
    requestAnimationFrame(() => this.#flush());
  }

  #flush() {
    this.#isFrameAsked = false;
    this.#isAtEnd ||= this.#coming.some(isMine);
    this.#list.append(...this.#coming);
    this.#coming = [];
    foldWithdrawn(this.#list);
    const past = [...this.#list.children].slice(0, -1).filter(isPast);
    for (const item of past.slice(0, Math.max(0, this.#list.children.length - MOST_ITEMS))) item.remove();
    if (this.#isAtEnd) this.#toEnd();
  }

  /** Add what somebody said, as the text that it is. */
  say(text, isMine) {
    const who = make("span", { className: "hidden", textContent: isMine ? "You: " : "Friend: " });
    const words = make("p", { className: "words", dir: "auto" }, who, text);
    this.add(make("li", { className: `bubble ${isMine ? "mine" : "theirs"}` }, words));
  }

  /** Add a remark of the page's own. */
  note(text) {
    this.add(make("li", { className: "remark" }, make("p", { textContent: text })));
  }

  #isNearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

/** Where one writes: Enter sends, Shift and Enter begin a new line. */
export class Composer {
  #field = byId("message");
  #send = byId("send");
  #attach = byId("attach");
  #says;

  /** @param says is called with the text, and resolves with whether it was sent */
  constructor(says) {
    this.#says = says;
    byId("composer").addEventListener("submit", (event) => this.#submit(event));
    this.#field.addEventListener("keydown", (event) => {
      const isEnter = event.key === "Enter" && !event.shiftKey && !event.isComposing;
      if (isEnter) this.#submit(event);
    });
  }

  /** Let the reader write at once. */
  focus() {
    this.#field.focus({ preventScroll: true });
  }

  /** Forget what was not sent. */
  clear() {
    this.#field.value = "";
  }

  /** While nobody hears, one may write, but not send. */
  enable(canSend) {
    this.#send.disabled = this.#attach.disabled = !canSend;
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.#field.value;
    if (this.#send.disabled || !text.trim()) return;
    this.#field.value = "";
    if (!(await this.#says(text)) && !this.#field.value) this.#field.value = text;
  }
}
