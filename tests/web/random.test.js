// Transfers over a line that does its worst, drawn from a seed: whatever breaks, what arrives is what was sent.
// The server is no server, but what stands in for a socket; and time goes a hundred times as fast.

import assert from "node:assert/strict";
import { test } from "node:test";

import { connect, memorySink, Sha256 } from "../../plong/web/plong.js";
import { nextTurn, randomBytes } from "./support.js";

const RUNS = 60;
const SIZE = 1_500_000;
const LIMITS = { MaxMessage: 60_000, MessagesPerSecond: 1e6, BytesPerSecond: 1e9, IdentityTimeout: 60 };

const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = (work, milliseconds) => realTimeout(work, milliseconds / 100);

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function draws(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A relay between two that breaks one's connection now and then: what is under way is lost, and the sender is told so. */
class Relay {
  #sockets = new Map();
  #draw;
  #breaks;

  constructor(seed, breaks) {
    this.#draw = draws(seed);
    this.#breaks = breaks;
  }

  open(socket) {
    this.#sockets.get(socket.id)?.cut();
    this.#sockets.set(socket.id, socket);
    socket.says({ Event: "welcome", PublicId: socket.id, Limits: LIMITS });
  }

  /** Break somebody's connection, a few times in all. */
  disturb() {
    if (this.#breaks === 0 || this.#draw() > 0.02) return;
    this.#breaks -= 1;
    const sockets = [...this.#sockets.values()];
    sockets[Math.floor(this.#draw() * sockets.length)]?.cut();
  }

  close(socket) {
    if (this.#sockets.get(socket.id) !== socket) return;
    this.#sockets.delete(socket.id);
    for (const other of this.#sockets.values()) if (other.link === socket.id) other.says({ Event: "gone", PublicId: socket.id });
  }

  obey(socket, verb, argument) {
    if (verb === "chlink") this.#link(socket, argument);
    else if (verb === "tell") this.#tell(socket, argument);
    else socket.says({ Ok: verb });
  }

  #link(socket, id) {
    const other = this.#sockets.get(id);
    const isDirect = other?.link === socket.id;
    socket.link = id;
    socket.says({ Ok: "chlink", Remote: id, Direct: isDirect });
    if (isDirect) other.says({ Event: "linked", PublicId: socket.id });
  }

  #tell(socket, argument) {
    const [id, text] = [argument.slice(0, 43), argument.slice(44)];
    const isThere = this.relay(socket, id, text, false);
    socket.says(isThere ? { Ok: "tell" } : { Verb: "tell", Error: "Away.", Code: "not-connected" });
  }

  relay(socket, id, data, isLinked = true) {
    const other = this.#sockets.get(id);
    if (other) other.hears(isLinked && other.link === socket.id ? data : headed(socket.id, data), socket);
    else if (isLinked) socket.says({ Error: "Away.", Code: "not-connected" });
    return Boolean(other);
  }
}

function headed(id, data) {
  if (typeof data === "string") return `:${id}:${data}`;
  return Uint8Array.from([...new TextEncoder().encode(`:${id}:`), ...data]);
}

let relay;

globalThis.WebSocket = class WebSocket {
  static OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  link = null;
  #isCut = false;
  /** What is under way to us, in its order, with who is to hear it if it gets lost. */
  #coming = [];

  constructor(_, [, secret]) {
    this.id = secret.slice("private.".length).slice(0, 43);
    queueMicrotask(() => relay.open(this));
  }

  says(words) {
    this.hears(`\x1b${JSON.stringify(words)}`, null);
  }

  hears(data, sender) {
    this.#coming.push({ data: typeof data === "string" ? data : data.slice().buffer, sender });
    realTimeout(() => this.#isCut || this.onmessage?.(this.#coming.shift()), 0);
  }

  send(data) {
    if (this.#isCut) return;
    const [, verb, argument] = (typeof data === "string" && /^\x1b(\w+) ?(.*)$/s.exec(data)) || [];
    if (verb) relay.obey(this, verb, argument);
    else if (this.link) relay.relay(this, this.link, data);
    relay.disturb();
  }

  cut() {
    this.close();
    for (const { sender } of this.#coming) sender?.says({ Error: "Lost.", Code: "not-connected" });
    this.onclose?.({ code: 1006, reason: "" });
  }

  close() {
    this.#isCut = true;
    this.readyState = 3;
    relay.close(this);
  }
};

async function meetAt(t, name) {
  const me = await connect("http://127.0.0.1", { privateId: name.repeat(43) });
  t.after(() => me.close());
  return me;
}

/** A sink that is slow at times, and counts. */
function oddSink(draw) {
  const sink = memorySink();
  const write = async (bytes) => {
    if (draw() < 0.1) await nextTurn();
    sink.write(bytes);
  };
  return { ...sink, write };
}

async function sendFile(peer, bytes) {
  return (await peer.sendFile(new Blob([bytes]), { name: "a" }).done).sha256;
}

async function sendStream(peer, bytes, draw) {
  const stream = peer.openStream();
  for (let at = 0; at < bytes.length; ) {
    const length = 1 + Math.floor(draw() * 100_000);
    await stream.write(bytes.subarray(at, at + length));
    at += length;
    if (draw() < 0.2) await nextTurn();
  }
  return (await stream.end()).sha256;
}

for (let seed = 1; seed <= RUNS; seed += 1) {
  const send = seed % 2 ? sendFile : sendStream;
  test(`seed ${seed}: ${send.name}, and what breaks goes on`, async (t) => {
    const draw = draws(seed + 1000);
    relay = new Relay(seed, Math.floor(draw() * 6));
    const [alice, bob] = [await meetAt(t, "A"), await meetAt(t, "B")];
    await bob.peer(alice.publicId).link();
    const bytes = randomBytes(Math.floor(draw() * SIZE));
    const sink = oddSink(draw);
    const accepted = new Promise((resolve, reject) => {
      bob.addEventListener("offer", ({ detail: offer }) => offer.accept(sink).then(resolve, reject));
    });
    const hash = await send(alice.peer(bob.publicId), bytes, draw);
    assert.equal(hash, new Sha256().update(bytes).hex());
    assert.deepEqual(await accepted, { size: bytes.length, sha256: hash });
    assert.deepEqual(new Uint8Array(await sink.blob().arrayBuffer()), bytes);
  });
}
