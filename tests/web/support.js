// What the tests share: peers that go when the test ends, waiting for what happens, strangers. Runs in Node and browsers.

import { connect, PlongError } from "../../plong/web/plong.js";
import { SHARED } from "./server.js";

export const FS = "\x1c";

/** A new peer; its connection is closed when the test ends. */
export async function newPeer(t, url = SHARED, options = {}) {
  const me = await connect(url, options);
  t.after(() => me.close());
  return me;
}

export function newPeers(t, count, url = SHARED) {
  return Promise.all(Array.from({ length: count }, () => newPeer(t, url)));
}

/** Two who have met: themselves, and each as the other sees it. */
export async function newFriends(t, url = SHARED) {
  const [bob, alice] = await newPeers(t, 2, url);
  const words = newWords();
  const [aliceToBob, bobToAlice] = await Promise.all([bob.meet(words), alice.meet(words)]);
  return { bob, alice, aliceToBob, bobToAlice };
}

/** A passphrase that no other test has. */
export function newWords() {
  return crypto.randomUUID();
}

/** The detail of the next event of this name; listens from now on. */
export function heard(me, name) {
  return new Promise((resolve) => {
    me.addEventListener(name, ({ detail }) => resolve(detail), { once: true });
  });
}

/** What `assert.rejects` wants of an error: that it has this code. */
export function refused(code) {
  return (error) => error instanceof PlongError && error.code === code;
}

/** The next messages. */
export async function read(me, count) {
  const messages = [];
  for await (const message of me) {
    messages.push(message);
    if (messages.length === count) break;
  }
  return messages;
}

/** The bytes of a text. */
export function bytesOf(text) {
  return new TextEncoder().encode(text);
}

/** Resolves when what is under way has had its turn. */
export function nextTurn() {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

export function randomBytes(length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

/** A peer that keeps to no rule but WebSocket's: what it says is what goes over the wire. */
export class Stranger {
  #heard = [];
  #waiting = null;

  static async connect(t, url = SHARED) {
    const { PrivateId, PublicId } = await (await fetch(`${url}/ohai`)).json();
    const stranger = new Stranger();
    stranger.id = PublicId;
    stranger.socket = new WebSocket(`${url.replace("http", "ws")}/ws`, ["plong.2", `private.${PrivateId}`]);
    stranger.socket.binaryType = "arraybuffer";
    stranger.socket.onmessage = ({ data }) => stranger.#hear(data);
    t.after(() => stranger.socket.close());
    await stranger.hears((words) => words.Event === "welcome");
    return stranger;
  }

  /** Somebody who was there. */
  static async gone() {
    const { PublicId: id } = await (await fetch(`${SHARED}/ohai`)).json();
    return { id };
  }

  #hear(data) {
    const text = typeof data === "string" ? data.replace(/^:[^:]{43}:/, "") : "";
    this.#heard.push(/^[\x1b\x1c]/.test(text) ? JSON.parse(text.slice(1)) : data);
    this.#waiting?.();
  }

  /** The next that is so; what came before it is dropped. */
  async hears(isIt) {
    for (;;) {
      while (this.#heard.length > 0) {
        const words = this.#heard.shift();
        if (isIt(words)) return words;
      }
      await new Promise((resolve) => (this.#waiting = resolve));
    }
  }

  async linkTo(id) {
    this.socket.send(`\x1bchlink ${id}`);
    await this.hears((words) => words.Ok === "chlink");
  }

  say(words) {
    this.socket.send(FS + JSON.stringify(words));
  }

  chunk(id, offset, bytes) {
    const head = new Uint8Array(25).fill(0x1c);
    head.set(Uint8Array.from(atob(id.replaceAll("-", "+").replaceAll("_", "/")), (digit) => digit.charCodeAt(0)), 1);
    new DataView(head.buffer).setBigUint64(17, BigInt(offset));
    this.socket.send(new Blob([head, bytes]));
  }
}
