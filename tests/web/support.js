// What the tests share: servers, peers that go when the test ends, waiting for what happens, strangers.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { connect, PlongError } from "../../plong/web/plong.js";

/** The server that all tests share, which nobody disturbs. */
export const SHARED = process.env.SERVER_URL;
export const FS = "\x1c";

/** A server of the test's own, on a store that outlives it. */
export class Server {
  #folder;
  #settings;
  #process = null;
  #port = 0;

  static async start(t, settings = {}) {
    const server = new Server();
    server.#settings = settings;
    server.#folder = await mkdtemp(join(tmpdir(), "plong-"));
    t.after(() => server.#remove());
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    const env = { ...process.env, PLONG_HOST: "127.0.0.1", PLONG_STORE: "sqlite:plong.db", ...this.#settings };
    const options = { cwd: this.#folder, env, stdio: ["ignore", "pipe", "inherit"] };
    this.#process = spawn(process.env.PYTHON, ["-m", "plong", "--port", `${this.#port}`], options);
    for await (const line of createInterface({ input: this.#process.stdout })) {
      this.#port ||= Number(/^Listening on port (\d+)/.exec(line)?.[1] ?? 0);
      if (line.startsWith("Listening")) return;
    }
  }

  /** End it at once, or with SIGTERM as an operator would. */
  async stop(signal = "SIGKILL") {
    this.#process.kill(signal);
    await once(this.#process, "exit");
  }

  /** Let it hear nothing more, as if the cable were cut. */
  pause() {
    this.#process.kill("SIGSTOP");
  }

  async restart(signal) {
    await this.stop(signal);
    await this.start();
  }

  async #remove() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop();
    await rm(this.#folder, { recursive: true });
  }
}

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
    const head = Buffer.alloc(25, FS);
    Buffer.from(id, "base64url").copy(head, 1);
    head.writeBigUInt64BE(BigInt(offset), 17);
    this.socket.send(Buffer.concat([head, bytes]));
  }
}
