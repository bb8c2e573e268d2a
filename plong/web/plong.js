/**
 * Plong in JavaScript: two programs meet by a passphrase and talk through a server.
 *
 * plong.d.ts says what each export does; docs/wire/plong.md and docs/wire/files.md, what goes over the wire.
 * From here to there, each part built on those before:
 *
 *     Errors · Waiting · Bytes and texts · HTTP          what all of it needs
 *     Inbox · Commands · Line · Session                  docs/wire/plong.md: one WebSocket, and one that comes back
 *     Post                                               docs/wire/ping.md: word for who is away
 *     Peer · Connection · connect                        what programs hold in their hands
 *     Conversation · Meeting                             docs/wire/files.md: who is there, and finding each other
 *     SendFlow · ReceiveFlow                             what the two ends of a transfer decide, without sockets and disks
 *     FileSource · StreamSource · Transfer · OutStream   what goes out
 *     Offer · Transfers                                  what comes in; all of them together
 *     Sha256
 */

export const version = "0.1.0";

const ESC = "\x1b";
const FS = "\x1c";
const FS_BYTE = 0x1c;
const DIALECT = "plong.2";
const CLIENT = { Client: `plong.js/${version}` };

const KIB = 1024;
const MIB = 1024 * KIB;
/** Bytes that may wait in the socket before `send` waits. */
const SOCKET_BUFFER = MIB;
/** Milliseconds between two looks at a full socket: there is no event for it. */
const SOCKET_POLL = 4;
/** Bytes of messages that may wait for the program to read them. */
const INBOX_BYTES = 16 * MIB;
/** What a waiting message costs besides its bytes, so that empty ones are counted too. */
const MESSAGE_COST = 100;
/** Answers to others' questions that may be under way; what is asked besides gets none. */
const MOST_REPLIES = 256;
/** Milliseconds of silence after which the server is asked for a word, and again until it is given up. */
const SILENCE = 30_000;
/** Milliseconds for one HTTP request. */
const REQUEST_TIMEOUT = 15_000;
/** The same where the server asks another for content first. */
const PULL_TIMEOUT = 60_000;
/** Pings that an inbox may have; who says that there are more means no end. */
const MOST_WAITING = 1_000_000;
/** Rows that the server gives at once. */
const PAGE_ROWS = 1000;
/** Milliseconds after which a connection counts as good: what follows is a new break. */
const STABLE = 10_000;
/** Attempts in haste to come back to a server that restarts on purpose. */
const HASTY = 15;
/** Seconds' worth of messages that may be sent at once: well within what the server lets pass. */
const BURST = 1;
/** Bytes of a `tell` besides its text. */
const TELL_BYTES = ESC.length + "tell ".length + 43 + " ".length;
/** Seconds. */
const MEETING_PAUSE = 3;
const WELCOME_TIMEOUT = 5;
const LOOK_AGAIN = 2;
const GOODBYE_TIMEOUT = 2;
/** What a server may ask us to wait, at least and at most. */
const LEAST_WAIT = 0.1;
const MOST_WAIT = 300;
/** A longer timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

// Errors

export class PlongError extends Error {
  constructor(code, message, { retryAfter, cause } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "PlongError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Codes of errors after which trying again does not help. */
const FINAL_CODES = new Set(["no-such-peer", "bad-request", "too-big", "bad-answer", "unread", "closed"]);

const CLOSE_CODES = new Map([
  [1002, "bad-request"],
  [1007, "bad-request"],
  [1009, "too-big"],
  [1011, "unavailable"],
  [1012, "unavailable"],
  [1013, "unavailable"],
  [4001, "no-such-peer"],
  [4004, "no-such-peer"],
  [4008, "rate-limited"],
  [4013, "full"],
]);

const STATUS_CODES = new Map([
  [400, "bad-request"],
  [404, "no-such-peer"],
  [429, "rate-limited"],
  [503, "full"],
]);

function closeError(code, reason) {
  const why = reason || `The connection to the server broke (${code}); see whether it can be reached.`;
  return new PlongError(CLOSE_CODES.get(code) ?? "unreachable", why);
}

function refusal({ Error: sentence, Code: code, RetryAfter: retryAfter }) {
  return new PlongError(typeof code === "string" ? code : "bad-answer", String(sentence), { retryAfter: secondsOf(retryAfter) });
}

function closedError() {
  return new PlongError("closed", "This connection was closed; connect anew.");
}

// Waiting

/** Settle as `promise` does, or reject when the signal says so. */
function abortable(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}

/** Let go of what is noticed elsewhere if it fails: by a break, or by who awaits it besides. */
function forget(promise) {
  promise.catch(() => {});
}

async function pause(seconds, signal) {
  let timer;
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, Math.min(seconds * 1000, LONGEST_TIMER));
  });
  try {
    await abortable(over, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Seconds before an attempt, from 0: full jitter, so that clients of a restarted server do not come all at once. */
function backOff(attempt) {
  return Math.max(0.1, Math.random() * Math.min(30, 0.5 * 2 ** attempt));
}

/** The same after a break that was planned: the server is back in a second, so there is some haste at first. */
function backOffAfter(isPlanned, attempt) {
  if (!isPlanned) return backOff(attempt);
  return attempt < HASTY ? 0.1 + 0.2 * Math.random() : backOff(attempt - HASTY);
}

/** What comes, or null if it fails with this code. */
async function unless(code, promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.code === code) return null;
    throw error;
  }
}

/** What comes in so many seconds, or null. */
async function within(seconds, promise, signal) {
  const over = new AbortController();
  const late = pause(seconds, over.signal).then(() => null);
  forget(late);
  try {
    return await Promise.race([abortable(promise, signal), late]);
  } finally {
    over.abort();
  }
}

/** Work done one after another, in the order of the calls. */
class Turns {
  #last = Promise.resolve();

  take(work, signal) {
    const result = this.#last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#last = result.catch(() => {});
    return abortable(result, signal);
  }
}

// Bytes and texts

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const HEADER = /^:([A-Za-z0-9_-]{43}):/;
const HEADER_BYTES = 45;
const COLON = 0x3a;
const PUBLIC_ID = /^[A-Za-z0-9_-]{43}$/;
const TRANSFER_ID = /^[A-Za-z0-9_-]{21}[AQgw]$/;

function toBase64Url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The object that a JSON text is, or null: what others send may be anything. */
function readObject(text) {
  const value = readJson(text);
  return isObject(value) ? value : null;
}

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/** The seconds that a server asks us to wait, in bounds; undefined if that is no number. */
function secondsOf(value) {
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  return Math.min(Math.max(value, LEAST_WAIT), MOST_WAIT);
}

function isId(value) {
  return typeof value === "string" && PUBLIC_ID.test(value);
}

/** Whether there is no limit under which nothing could be sent, and no pause without an end. */
function areLimits(limits) {
  const names = ["MaxMessage", "MessagesPerSecond", "BytesPerSecond", "IdentityTimeout"];
  return names.every((name) => isCount(limits?.[name]) && limits[name] > 0);
}

/** Take the sender's id off the front; `id` is null if there is none. */
function splitHeader(data) {
  const isText = typeof data === "string";
  if ((isText ? data.charCodeAt(0) : data[0]) !== COLON) return { id: null, body: data };
  const head = isText ? data : decoder.decode(data.subarray(0, HEADER_BYTES));
  const id = HEADER.exec(head)?.[1] ?? null;
  const rest = isText ? data.slice(HEADER_BYTES) : data.subarray(HEADER_BYTES);
  return { id, body: id === null ? data : rest };
}

function isConversation(body) {
  return typeof body === "string" ? body.startsWith(FS) : body[0] === FS_BYTE;
}

/** What goes over the socket for a value that a program sends. */
async function encode(value) {
  if (typeof value === "string") return value;
  if (value instanceof Blob) return new Uint8Array(await value.arrayBuffer());
  const bytes = bytesOf(value);
  if (bytes) return bytes;
  const text = JSON.stringify(value);
  if (text === undefined) throw new PlongError("bad-request", `${typeof value} has no JSON; send something that has.`);
  return text;
}

/** The bytes that a buffer or a view of one is, or null. */
function bytesOf(value) {
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return null;
}

function byteLength(payload) {
  return typeof payload === "string" ? encoder.encode(payload).length : payload.length;
}

function checked(payload) {
  if (typeof payload === "string" && payload.startsWith(ESC)) {
    throw new PlongError("bad-request", "A text that starts with ESC is for the server; start it otherwise.");
  }
  if (isConversation(payload)) {
    throw new PlongError("bad-request", "What starts with FS (0x1c) is for docs/wire/files.md; start it otherwise.");
  }
  return payload;
}

function checkSize(payload, { MaxMessage: most }) {
  if (payload.length * 3 <= most) return; // in UTF-8 it cannot be more
  const size = byteLength(payload);
  if (size > most) {
    throw new PlongError("too-big", `The message has ${size} bytes, the server takes ${most}; send it in parts.`);
  }
}

// HTTP

function baseUrl(url) {
  if (url === undefined && globalThis.location === undefined) {
    throw new TypeError("connect needs the server's address: connect(\"http://localhost:1501\").");
  }
  const base = url === undefined ? new URL(".", globalThis.location.href) : new URL(url);
  base.protocol = base.protocol.replace(/^ws/, "http");
  base.hash = base.search = "";
  base.pathname = base.pathname.replace(/\/*$/, "/");
  return base;
}

async function request(base, path, init, signal, patience = REQUEST_TIMEOUT) {
  const timeout = AbortSignal.timeout(patience);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  try {
    const answer = await fetch(new URL(path, base), { ...init, credentials: "omit", cache: "no-store", signal: both });
    return { answer, text: await answer.text() };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new PlongError("unreachable", `Nothing answers at ${base.href}; see whether the server runs.`, { cause });
  }
}

async function requestWords(base, path, init, signal) {
  const { answer, text } = await request(base, path, init, signal);
  const words = readObject(text);
  if (answer.ok && words) return words;
  throw refusalOf(base, answer, words?.Error);
}

/** Why a request failed; `code` is null where the server says none. */
function refusalOf(base, answer, sentence, code = null) {
  const why = sentence ?? `${base.href} answered ${answer.status}; it may be no Plong server.`;
  const byStatus = (sentence && STATUS_CODES.get(answer.status)) || "bad-answer";
  const retryAfter = secondsOf(Number(answer.headers.get("Retry-After")) || undefined);
  return new PlongError(code ?? byStatus, String(why), { retryAfter });
}

async function ohai(base, signal) {
  const { PrivateId: privateId } = await requestWords(base, "ohai", {}, signal);
  if (typeof privateId === "string") return privateId;
  throw new PlongError("bad-answer", `${base.href} gave no PrivateId; it may be no Plong server.`);
}

async function obai(base, privateId) {
  // keepalive: a page that is being left may still say it.
  const init = { method: "POST", body: JSON.stringify({ PrivateId: privateId }), keepalive: true };
  await requestWords(base, "obai", init);
}

// Messages that came

export class Message {
  #body;
  #data = null;

  constructor(sender, direct, body) {
    this.sender = sender;
    this.direct = direct;
    this.#body = body;
  }

  get text() {
    return typeof this.#body === "string" ? this.#body : null;
  }

  get data() {
    this.#data ??= this.text === null ? this.#body : encoder.encode(this.#body);
    return this.#data;
  }

  json() {
    return JSON.parse(this.text ?? decoder.decode(this.#body));
  }
}

/** Messages between the socket and the program; bounded, because a socket of a browser cannot be told to wait. */
class Inbox {
  #coming = [];
  #going = [];
  #bytes = 0;
  #news = null;
  #end = null;

  /** Take a message; false if there is no room. */
  put(message, length) {
    const cost = length + MESSAGE_COST;
    if (this.#bytes + cost > INBOX_BYTES) return false;
    this.#bytes += cost;
    this.#coming.push({ message, cost });
    this.#wake();
    return true;
  }

  /** No more will come; `error` is null if that is as it should be. */
  end(error) {
    this.#end = { error };
    this.#wake();
  }

  /** The next message, or undefined after the last. */
  async next(signal) {
    signal?.throwIfAborted();
    while (this.#isEmpty() && !this.#end) {
      this.#news ??= Promise.withResolvers();
      await abortable(this.#news.promise, signal);
    }
    if (!this.#isEmpty()) return this.#take();
    if (this.#end.error) throw this.#end.error;
    return undefined;
  }

  #isEmpty() {
    return this.#coming.length + this.#going.length === 0;
  }

  #take() {
    if (this.#going.length === 0) {
      this.#going = this.#coming.reverse();
      this.#coming = [];
    }
    const { message, cost } = this.#going.pop();
    this.#bytes -= cost;
    return message;
  }

  #wake() {
    this.#news?.resolve();
    this.#news = null;
  }
}

// Commands to the server

/** What the answers to commands must have, by verb. */
const ANSWER_RULES = new Map([
  ["chlink", ({ Remote: id }) => isId(id)],
  ["whois", ({ PublicId: id }) => isId(id)],
  ["iam", ({ PublicId: id, Created: created, Expires: expires }) => isId(id) && isTime(created) && isTime(expires)],
]);

function isTime(value) {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

/** What was asked and is not answered; the server answers in the order of the questions. */
class Commands {
  #waiting = [];

  add(verb, frame, isRepeatable) {
    const { promise, resolve, reject } = Promise.withResolvers();
    forget(promise); // whoever asked may have stopped waiting
    this.#waiting.push({ verb, frame, isRepeatable, resolve, reject });
    return promise;
  }

  /** Give the oldest question its answer; false if the answer is to another. */
  answer(words) {
    const command = this.#waiting.shift();
    if (command?.verb !== (words.Ok ?? words.Verb)) {
      command?.reject(new PlongError("bad-answer", "The server answered another question."));
      return false;
    }
    if (words.Ok) command.resolve(words);
    else command.reject(refusal(words));
    return true;
  }

  has(verb) {
    return this.#waiting.some((command) => command.verb === verb);
  }

  frames() {
    return this.#waiting.map((command) => command.frame);
  }

  /** The connection broke: what may not be done twice is not asked again. */
  interrupt() {
    const lost = this.#waiting.filter((command) => !command.isRepeatable);
    this.#waiting = this.#waiting.filter((command) => command.isRepeatable);
    const error = new PlongError("connection-lost", "The connection broke before the answer; it may have been done.");
    for (const command of lost) command.reject(error);
  }

  fail(error) {
    for (const command of this.#waiting) command.reject(error);
    this.#waiting = [];
  }
}

// One WebSocket, from its opening to its end

/** Tells its listener what it `heard`, once that it `ended`, and when the server has been `silent` for long. */
class Line {
  #socket;
  #listener;
  #watch;
  #isHeard = false;
  #isAsked = false;

  constructor(base, privateId, listener) {
    const url = new URL("ws", base);
    url.protocol = url.protocol.replace(/^http/, "ws");
    this.#listener = listener;
    this.#socket = new WebSocket(url, [DIALECT, `private.${privateId}`]);
    this.#socket.binaryType = "arraybuffer";
    this.#attach(this.#socket);
    this.#watch = setInterval(() => this.#check(), SILENCE);
  }

  get waiting() {
    return this.#socket.bufferedAmount;
  }

  send(payload) {
    this.#socket.send(payload);
  }

  /** Close it and hear nothing more from it. */
  close() {
    this.#detach();
    this.#socket.close();
  }

  #attach(socket) {
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code, reason }) => this.#end(closeError(code, reason));
    // Node may leave out the close event of a connection that was never open; elsewhere it comes first.
    socket.onerror = () => setTimeout(() => this.#end(closeError(1006, "")), 0);
  }

  #hear(data) {
    this.#isHeard = true;
    this.#isAsked = false;
    this.#listener?.heard(typeof data === "string" ? data : new Uint8Array(data));
  }

  #check() {
    const isOpen = this.#socket.readyState === WebSocket.OPEN;
    if (this.#isHeard) this.#isHeard = false;
    else if (!isOpen || this.#isAsked) this.#end(new PlongError("unreachable", "The server does not answer any more."));
    else {
      this.#isAsked = true;
      this.#listener.silent();
    }
  }

  #end(error) {
    const listener = this.#listener;
    if (!listener) return;
    this.close();
    listener.ended(error);
  }

  #detach() {
    this.#listener = null;
    clearInterval(this.#watch);
  }
}

// A connection that comes back

/** What `Connection` and `Peer` are the faces of: commands, the link, messages both ways, across breaks. */
class Session {
  emit = () => {};
  publicId = null;
  limits = null;
  address = null;
  link = null;
  state = "connected";
  inbox = new Inbox();
  conversation = new Conversation(this);

  #base;
  #reconnects;
  #line = null;
  #opening = null;
  #isUp = Promise.withResolvers();
  /** Who speaks without a header: the link as far as the server's answers have come. */
  #remote = null;
  /** Seconds for which the server asked us to stay away. */
  #returnIn = 0;
  #isPlanned = false;
  #attempt = 0;
  #upSince = 0;
  #paidUntil = 0;
  #over = new AbortController();
  #commands = new Commands();
  #turns = new Turns();
  #peers = new Map();
  #replies = 0;

  constructor(base, privateId, reconnects) {
    this.#base = base;
    this.privateId = privateId;
    this.#reconnects = reconnects;
    forget(this.#isUp.promise);
  }

  // Coming and going

  /** Connect once; resolves at the welcome. */
  async open(signal) {
    try {
      await abortable(this.#dial(), signal);
    } catch (error) {
      this.#line?.close();
      throw error;
    }
  }

  #dial() {
    this.#opening = Promise.withResolvers();
    this.#line = new Line(this.#base, this.privateId, this);
    return this.#opening.promise;
  }

  ended(error) {
    const opening = this.#opening;
    this.#line = this.#opening = this.#remote = null;
    if (opening) opening.reject(error);
    else if (this.#reconnects && !FINAL_CODES.has(error.code)) this.#comeBack();
    else this.finish(error);
  }

  silent() {
    forget(this.ask("ping")); // whether anything is heard is what counts
  }

  async #comeBack() {
    this.state = "reconnecting";
    const isPlanned = this.#isPlanned;
    this.#isPlanned = false;
    if (performance.now() - this.#upSince > STABLE) this.#attempt = 0;
    this.#isUp = Promise.withResolvers();
    forget(this.#isUp.promise);
    this.#commands.interrupt();
    this.conversation.broke();
    this.emit("disconnected", null);
    try {
      while (!(await this.#retry(isPlanned)));
    } catch (error) {
      this.finish(error);
    }
  }

  /** Try once to come back; true if it succeeded. */
  async #retry(isPlanned) {
    const delay = this.#returnIn + backOffAfter(isPlanned, this.#attempt);
    this.#returnIn = 0;
    this.#attempt += 1;
    this.emit("reconnecting", { attempt: this.#attempt, delay });
    await pause(delay, this.#over.signal);
    try {
      await this.#dial();
      return true;
    } catch (error) {
      if (FINAL_CODES.has(error.code)) throw error;
      return false;
    }
  }

  /** End for good; null means that the program wanted it. */
  finish(error) {
    if (this.state === "closed") return;
    const why = error ?? closedError();
    this.state = "closed";
    this.#over.abort(why);
    this.#opening?.reject(why);
    this.#line?.close();
    this.#line = null;
    this.#isUp.reject(why);
    this.#commands.fail(why);
    this.inbox.end(error);
    this.conversation.end(why);
    this.emit("closed", error);
  }

  async leave() {
    if (this.#isOpen) await within(GOODBYE_TIMEOUT, this.conversation.goodbye()).catch(() => {});
    this.finish(null);
    await unless("no-such-peer", obai(this.#base, this.privateId)); // then it was removed already
  }

  // What the server says

  heard(data) {
    if (typeof data === "string" && data.startsWith(ESC)) this.#obey(readObject(data.slice(1)) ?? {});
    else this.#receive(data);
  }

  #obey(words) {
    if (words.Event !== undefined) this.#happened(words);
    else if (words.Ok !== undefined || words.Verb !== undefined) this.#answered(words);
    else if (words.Error !== undefined) this.#undelivered(refusal(words));
    else this.#distrust();
  }

  #distrust() {
    this.finish(new PlongError("bad-answer", "The server said what plong.2 has no word for."));
  }

  #happened(words) {
    const { Event: event, PublicId: id, ReconnectIn: seconds } = words;
    if (event === "welcome") this.#welcome(words);
    else if (event === "restarting") this.#restarting(seconds);
    else if (event === "ping") this.#knocked(readKnocked(words));
    else if (event === "lcdp") this.#heardLcdp(words.Messages);
    else if (["linked", "unlinked", "gone"].includes(event)) isId(id) ? this.#linkChanged(event, this.peer(id)) : this.#distrust();
  }

  #welcome({ PublicId: publicId, Limits: limits, Address: address = null }) {
    if (!isId(publicId) || !areLimits(limits) || !isAddressOrNull(address)) return void this.#distrust();
    const isReturn = this.publicId !== null;
    this.publicId = publicId;
    this.limits = Object.freeze(limits);
    this.address = address;
    this.state = "connected";
    this.#upSince = performance.now();
    this.#opening?.resolve();
    this.#opening = null;
    for (const frame of this.#commands.frames()) this.#line.send(frame);
    this.#isUp.resolve();
    if (isReturn) this.#cameBack();
  }

  #cameBack() {
    this.emit("reconnected", null);
    const relinked = this.#turns.take(() => this.#relink());
    forget(relinked.then(() => this.conversation.cameBack()));
  }

  async #relink() {
    const peer = this.link;
    if (!peer) return;
    try {
      await this.#ensureLink(peer);
    } catch (error) {
      if (error.code !== "no-such-peer") throw error;
      this.link = null;
      this.emit("gone", peer);
    }
  }

  #restarting(seconds) {
    this.#returnIn = secondsOf(seconds) ?? backOff(0);
    this.#isPlanned = true;
    this.emit("restarting", this.#returnIn);
  }

  #knocked(knocked) {
    if (knocked) this.emit("knocked", knocked);
    else this.#distrust();
  }

  #heardLcdp(messages) {
    if (Array.isArray(messages) && messages.every(isObject)) this.emit("lcdp", messages);
    else this.#distrust();
  }

  #linkChanged(event, peer) {
    this.emit(event, peer);
    this.conversation.linkChanged(event, peer);
  }

  #answered(words) {
    if (ANSWER_RULES.get(words.Ok)?.(words) === false) return void this.#distrust();
    // The link changes here, in the order of what comes, before what is behind it is read.
    if (words.Ok === "chlink") this.#linked(this.peer(words.Remote));
    if (!this.#commands.answer(words)) this.#distrust();
    else if (words.Ok === "chlink" && words.Direct && !this.conversation.hasLeft(this.link)) this.#linkChanged("linked", this.link);
  }

  #linked(peer) {
    this.link = this.#remote = peer;
  }

  #undelivered(error) {
    this.emit("undelivered", error);
    if (error.code === "not-connected") this.conversation.undelivered();
  }

  #receive(data) {
    const { id, body } = splitHeader(data);
    const sender = id === null ? this.#remote : this.peer(id);
    if (sender === null) return;
    if (isConversation(body)) this.conversation.receive(sender, body);
    else if (!this.inbox.put(new Message(sender, id === null, body), body.length)) this.#overflow();
  }

  #overflow() {
    this.finish(new PlongError("unread", `More than ${INBOX_BYTES} bytes of messages came unread; iterate over them.`));
  }

  // What goes to the server

  peer(id) {
    let peer = this.#peers.get(id);
    if (!peer) this.#peers.set(id, (peer = new Peer(this, id)));
    return peer;
  }

  /** Ask the server; the answer's words. While it reconnects the question waits. */
  async ask(verb, argument, { signal, isRepeatable = true } = {}) {
    signal?.throwIfAborted();
    if (this.state === "closed") throw this.#over.signal.reason;
    const frame = argument === undefined ? ESC + verb : `${ESC}${verb} ${argument}`;
    const answer = this.#commands.add(verb, frame, isRepeatable);
    if (this.#isOpen) this.#line.send(frame);
    return abortable(answer, signal);
  }

  get #isOpen() {
    return this.state === "connected" && this.#line !== null;
  }

  /** Where the owner of this peer's address asks. */
  get office() {
    return new Post(this.#base, this, this.#over.signal);
  }

  get isJammed() {
    return !this.#isOpen || this.#line.waiting > SOCKET_BUFFER;
  }

  linkTo(peer, signal) {
    return this.#turns.take(() => this.#link(peer, signal), signal);
  }

  #link(peer, signal) {
    return this.ask("chlink", peer.id, { signal });
  }

  /** False while it is not known: a `chlink` may be under way, although who asked for it has given up. */
  #isLinkedTo(peer) {
    return this.#isOpen && this.#remote === peer && !this.#commands.has("chlink");
  }

  async #ensureLink(peer, signal) {
    while (!this.#isLinkedTo(peer)) await this.#link(peer, signal);
  }

  /**
   * Send one message over the link to `peer`. `isBounded`: its sender bounds by itself what is on the way.
   * `isWanted`: asked when its turn has come; nothing is sent if it is not, as a break came meanwhile, say.
   */
  post(peer, payload, options = {}) {
    return this.#turns.take(() => this.#post(peer, payload, options), options.signal);
  }

  async #post(peer, value, { signal, isBounded = false, isWanted = () => true }) {
    const payload = await value;
    checkSize(payload, this.limits);
    await this.#keepPace(payload, signal);
    do {
      // Only behind the answer: were the link refused, the message would go to the peer before.
      await this.#ensureLink(peer, signal);
      if (!isBounded) await this.#room(signal);
    } while (!this.#isLinkedTo(peer));
    if (isWanted()) this.#line.send(payload);
    return {};
  }

  /** Wait as the limits ask: the server holds, and at last closes, who sends faster. */
  async #keepPace(payload, signal) {
    const { BytesPerSecond: bytes, MessagesPerSecond: messages } = this.limits;
    const now = performance.now() / 1000;
    this.#paidUntil = Math.max(this.#paidUntil, now) + payload.length / bytes + 1 / messages;
    const ahead = this.#paidUntil - now - BURST;
    if (ahead > 0) await pause(ahead, signal);
  }

  async #room(signal) {
    while (this.#isOpen && this.isJammed) await pause(SOCKET_POLL / 1000, signal);
  }

  async tell(peer, text, signal) {
    checkSize(text, { MaxMessage: this.limits.MaxMessage - TELL_BYTES });
    const { answer } = await this.#turns.take(() => this.#tell(peer, text, signal), signal);
    await answer;
  }

  /** Tell when it can be told; the answer is wrapped, for its turn ends before that comes. */
  async #tell(peer, text, signal) {
    await abortable(this.#isUp.promise, signal);
    return { answer: this.ask("tell", `${peer.id} ${text}`, { signal, isRepeatable: false }) };
  }

  /** Send a control message of docs/wire/files.md; it changes no link, so a stranger's words cannot either. */
  async say(peer, words) {
    const text = FS + JSON.stringify(words);
    const { answer } = await this.#turns.take(async () => {
      await this.#isUp.promise;
      return this.link === peer ? this.#post(peer, text, { isBounded: true }) : this.#tell(peer, text);
    });
    await answer;
  }

  /** Answer whoever asks, unless that would pile up: questions cost them nothing. */
  reply(peer, words) {
    if (this.isJammed || this.#replies >= MOST_REPLIES) return;
    this.#replies += 1;
    forget(this.say(peer, words).finally(() => (this.#replies -= 1)));
  }
}

// Word for who is away, docs/wire/ping.md

const ADDRESS = /^https?:\/\/\S{1,2040}$/i;
const PING_ID = /^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,128}$/;
const HASH = /^[0-9a-f]{64}$/i;
const NEXT_PAGE = /<([^<>]*)>\s*;\s*rel="?next"?/;
const BLOCK_KINDS = ["origin", "prefix", "host", "network"];

function isAddressOrNull(value) {
  return value === null || (typeof value === "string" && ADDRESS.test(value));
}

/** Take a value if it is so; undefined says that it is not. */
const ifSo = (isSo) => (value) => (isSo(value) ? value : undefined);
const orNull = (read) => (value) => (value === undefined || value === null ? null : read(value));
const matching = (pattern) => ifSo((value) => typeof value === "string" && pattern.test(value));
const takeText = ifSo((value) => typeof value === "string");
const takeFlag = ifSo((value) => typeof value === "boolean");
const takeSeconds = ifSo((value) => Number.isFinite(value) && value >= 0);
const takeTime = (value) => (isTime(value) ? new Date(value) : undefined);
const takeId = ifSo(isId);
/** A stranger's hint: who knocks with nonsense must not make the whole inbox unreadable. */
const takeHint = (value) => (isCount(value) ? value : null);
const takePingId = matching(PING_ID);
const takeAddress = matching(ADDRESS);
const takeHash = matching(HASH);

function toSnakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** What reads an object with these fields: as programs see it, or null if one of them is wrong. */
function objectOf(fields) {
  const rules = Object.entries(fields);
  return (words) => {
    if (!isObject(words)) return null;
    const entries = rules.map(([name, take]) => [name, take(words[toSnakeCase(name)])]);
    return entries.some(([, value]) => value === undefined) ? null : Object.fromEntries(entries);
  };
}

/** What reads a list, or null if one of its items is wrong. */
function listOf(read) {
  return (words) => {
    const items = Array.isArray(words) ? words.map(read) : [null];
    return items.includes(null) ? null : items;
  };
}

function readBlock(words) {
  const [entry, ...more] = Object.entries(isObject(words) ? words : {});
  return entry && more.length === 0 && BLOCK_KINDS.includes(entry[0]) && takeText(entry[1]) !== undefined ? words : null;
}

const KNOCK = { pingId: takePingId, origin: takeText, payloadType: takeText };
const TOKEN = { tokenId: takeText, name: takeText, createdAt: takeTime };
const readKnocked = objectOf(KNOCK);
const readSent = objectOf({ pingId: takePingId, state: takeText });
const readPulled = objectOf({ ...KNOCK, content: takeText, contentHash: takeHash });
const readToken = objectOf(TOKEN);
const readNewToken = objectOf({ ...TOKEN, token: takeText });
const readWaiting = objectOf({
  ...KNOCK,
  contentHash: orNull(takeHash),
  size: takeHint,
  tier: takeText,
  state: takeText,
  receivedAt: takeTime,
});
const readMask = objectOf({
  maskId: takeId,
  address: takeAddress,
  createdAt: takeTime,
  expiresAt: orNull(takeTime),
  singlePull: takeFlag,
  used: takeFlag,
  revoked: takeFlag,
});
const readSettings = objectOf({
  address: takeAddress,
  public: takeFlag,
  user: takeFlag,
  private: takeFlag,
  anonymous: takeFlag,
  keptFor: orNull(takeSeconds),
});

/** What an owner asks, at the server that the connection goes to, whatever address others are told. */
class Post {
  #home;
  #privateId;
  #over;

  constructor(base, { publicId, privateId }, over) {
    this.#home = new URL(`at/${publicId}/`, base);
    this.#privateId = privateId;
    this.#over = over;
  }

  /** Ask what is answered with nothing. */
  async tell(method, path, { signal, words } = {}) {
    await this.#request(method, path, words, signal);
  }

  /** Ask, and read the answer. */
  async ask(method, path, read, { signal, words, patience } = {}) {
    return this.#read(read, await this.#request(method, path, words, signal, patience));
  }

  /** All that waits, from page to page; the next one is asked at one's own address, whatever its link says before `?`. */
  async inbox(limit, signal) {
    const waiting = [];
    let page = `?limit=${Math.min(limit, PAGE_ROWS)}`;
    while (page !== null && waiting.length < limit) {
      const reply = await this.#request("GET", `inbox${page}`, undefined, signal);
      const rows = this.#read(listOf(readWaiting), reply);
      for (const row of rows) waiting.push(row);
      const next = this.#nextPage(reply.answer);
      if (next !== null && (next === page || rows.length === 0 || waiting.length > MOST_WAITING)) throw this.#odd();
      page = next;
    }
    return waiting.slice(0, limit);
  }

  #nextPage(answer) {
    const reference = NEXT_PAGE.exec(answer.headers.get("Link") ?? "")?.[1];
    if (reference === undefined) return null;
    const url = new URL("inbox", this.#home);
    return URL.canParse(reference, url) ? new URL(reference, url).search : null;
  }

  #read(read, { text }) {
    const value = read(readJson(text));
    if (value === null) throw this.#odd();
    return value;
  }

  #odd() {
    return new PlongError("bad-answer", `${this.#home.origin} gave an answer that PING does not have; it may be no Plong server.`);
  }

  async #request(method, path, words, signal, patience) {
    const init = { method, headers: { Authorization: `Bearer ${this.#privateId}` } };
    init.redirect = "error"; // else the secret would go where nobody sent it
    if (words) {
      init.body = JSON.stringify(words);
      init.headers["Content-Type"] = "application/json";
    }
    const either = signal ? AbortSignal.any([signal, this.#over]) : this.#over;
    either.throwIfAborted();
    const reply = await request(this.#home, path, init, either, patience);
    if (!reply.answer.ok) throw this.#refusal(reply);
    return reply;
  }

  #refusal({ answer, text }) {
    const { error, Error: elsewhere, code } = readObject(text) ?? {};
    return refusalOf(this.#home, answer, error ?? elsewhere, takeText(code));
  }
}

/** The place of one ping below an address; `origin` says whose is meant. */
function placeOf(verb, pingId, origin) {
  if (takePingId(pingId) === undefined) throw new PlongError("bad-request", `${pingId} is no ping's id; take one of the inbox.`);
  return `${verb}/${pingId}${origin === undefined ? "" : `?${new URLSearchParams({ origin })}`}`;
}

// What programs hold in their hands

export class Peer {
  #session;

  constructor(session, id) {
    this.#session = session;
    this.id = id;
  }

  async send(value, { signal } = {}) {
    const payload = encode(value).then(checked);
    forget(payload); // it is awaited when its turn comes
    await this.#session.post(this, payload, { signal });
  }

  async tell(text, { signal } = {}) {
    await this.#session.tell(this, checked(text), signal);
  }

  async link({ signal } = {}) {
    const { Direct: direct } = await this.#session.linkTo(this, signal);
    return { direct };
  }

  async ping({ signal } = {}) {
    return this.#session.conversation.ping(this, signal);
  }

  async bye({ signal } = {}) {
    await abortable(this.#session.conversation.bye(this), signal);
  }

  sendFile(file, options = {}) {
    return this.#session.conversation.transfers.sendFile(this, file, options);
  }

  openStream(options = {}) {
    return this.#session.conversation.transfers.openStream(this, options);
  }
}

export class Connection extends EventTarget {
  #session;

  constructor(session) {
    super();
    this.#session = session;
    session.emit = (name, detail) => this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  get publicId() {
    return this.#session.publicId;
  }

  get privateId() {
    return this.#session.privateId;
  }

  get limits() {
    return this.#session.limits;
  }

  get address() {
    return this.#session.address;
  }

  get state() {
    return this.#session.state;
  }

  get link() {
    return this.#session.link;
  }

  async claim(passphrase, { uses, timeout, signal } = {}) {
    const claim = JSON.stringify({ Passphrase: passphrase, Uses: uses, Timeout: timeout });
    const words = await this.#session.ask("iam", claim, { signal });
    return { publicId: words.PublicId, created: new Date(words.Created), expires: new Date(words.Expires) };
  }

  async find(passphrase, { signal } = {}) {
    const words = await this.#session.ask("whois", JSON.stringify({ Passphrase: passphrase }), { signal });
    return this.#session.peer(words.PublicId);
  }

  peer(publicId) {
    return this.#session.peer(publicId);
  }

  async meet(passphrase, options = {}) {
    return this.#session.conversation.meet(this, passphrase, options);
  }

  async *messages({ signal } = {}) {
    const { inbox } = this.#session;
    for (let message; (message = await inbox.next(signal)); ) yield message;
  }

  [Symbol.asyncIterator]() {
    return this.messages();
  }

  async status({ signal } = {}) {
    const { Ok: _, ...status } = await this.#session.ask("wuu2", undefined, { signal });
    return status;
  }

  async ping({ signal } = {}) {
    const start = performance.now();
    await this.#session.ask("ping", undefined, { signal });
    return performance.now() - start;
  }

  async lcdp(messages, { signal } = {}) {
    await this.#session.ask("lcdp", JSON.stringify(messages), { signal, isRepeatable: false });
  }

  async knock(address, content, { payloadType, origin, door, token, signal } = {}) {
    if (typeof content !== "string") throw new TypeError("knock takes a text; write bytes as text first, base64 say.");
    const words = { target: String(address), content, payload_type: payloadType, origin, door, token };
    return this.#office.ask("POST", "send", readSent, { words, signal });
  }

  async inbox({ limit = Infinity, signal } = {}) {
    if (!(limit >= 1)) throw new TypeError(`${limit} is no number of pings; ask for 1 or more.`);
    return this.#office.inbox(Math.floor(limit), signal);
  }

  async pull(pingId, { origin, signal } = {}) {
    return this.#office.ask("POST", placeOf("pull", pingId, origin), readPulled, { signal, patience: PULL_TIMEOUT });
  }

  async kept(pingId, { origin, signal } = {}) {
    return this.#office.ask("GET", placeOf("inbox", pingId, origin), readPulled, { signal });
  }

  async ignore(pingId, { origin, signal } = {}) {
    await this.#office.tell("POST", placeOf("ignore", pingId, origin), { signal });
  }

  async block(words, { signal } = {}) {
    return this.#office.ask("POST", "block", readBlock, { words, signal });
  }

  async unblock(words, { signal } = {}) {
    await this.#office.tell("DELETE", "block", { words, signal });
  }

  async blocks({ signal } = {}) {
    return this.#office.ask("GET", "block", listOf(readBlock), { signal });
  }

  async makeMask({ ttl, singlePull, signal } = {}) {
    const words = { ttl, single_pull: singlePull };
    return this.#office.ask("POST", "masks", readMask, { words, signal });
  }

  async masks({ signal } = {}) {
    return this.#office.ask("GET", "masks", listOf(readMask), { signal });
  }

  async revokeMask(maskId, { signal } = {}) {
    await this.#office.tell("DELETE", "masks", { words: { mask_id: maskId }, signal });
  }

  async makeToken({ name, signal } = {}) {
    return this.#office.ask("POST", "tokens", readNewToken, { words: { name }, signal });
  }

  async tokens({ signal } = {}) {
    return this.#office.ask("GET", "tokens", listOf(readToken), { signal });
  }

  async revokeToken(tokenId, { signal } = {}) {
    await this.#office.tell("DELETE", "tokens", { words: { token_id: tokenId }, signal });
  }

  async settings({ signal } = {}) {
    return this.#office.ask("GET", "settings", readSettings, { signal });
  }

  async changeSettings({ keptFor, ...doors }, { signal } = {}) {
    return this.#office.ask("POST", "settings", readSettings, { words: { ...doors, kept_for: keptFor }, signal });
  }

  get #office() {
    if (this.address !== null) return this.#session.office;
    throw new PlongError("switched-off", "This server takes no word for who is away; its mode has no p.");
  }

  leave() {
    return this.#session.leave();
  }

  close() {
    this.#session.finish(null);
  }
}

export async function connect(url, options = {}) {
  const isLeftOut = typeof url === "object" && !(url instanceof URL);
  return isLeftOut ? open(baseUrl(), url) : open(baseUrl(url), options);
}

async function open(base, { privateId, reconnect = true, patient = false, signal }) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const session = new Session(base, privateId ?? (await ohai(base, signal)), reconnect);
      await session.open(signal);
      return new Connection(session);
    } catch (error) {
      if (!patient || signal?.aborted || FINAL_CODES.has(error.code)) throw error;
    }
    await pause(backOff(attempt), signal);
  }
}

// Conversations, docs/wire/files.md

/** What two programs say to each other besides the application's messages. */
class Conversation {
  transfers;
  /** Whom `meet` has met. */
  met = null;
  /** The call of `meet` that is under way. */
  meeting = null;

  #session;
  /** To whom we said hello, and whether a break asks for another. */
  #greeted = null;
  #owesHello = false;
  /** Who was last said to be gone, until the server says otherwise. */
  #gone = null;
  /** Who was met and said bye, until they greet or link anew: their old link and their Pongs mean nothing more. */
  #left = null;
  /** Who said hello last and got no answer, as we neither waited nor were busy: they know the words from before. */
  #knock = null;
  /** To whom a welcome is under way: it answers all that say hello until then. */
  #welcoming = new Set();
  #pings = new Map();
  #nextPing = 1;
  /** When to look again for whom, by peer. */
  #timers = new Map();

  constructor(session) {
    this.#session = session;
    this.transfers = new Transfers(session);
  }

  async ping(peer, signal) {
    const number = this.#nextPing++;
    const pong = Promise.withResolvers();
    forget(pong.promise); // whoever asked may have stopped waiting
    this.#pings.set(number, { peer, pong });
    const start = performance.now();
    try {
      await abortable(this.#session.say(peer, { Ping: number }), signal);
      await abortable(pong.promise, signal);
    } finally {
      this.#pings.delete(number);
    }
    return performance.now() - start;
  }

  bye(peer) {
    if (peer === this.met) this.#forgetMet();
    return this.#session.say(peer, { Bye: {} });
  }

  /** Say bye to whom we have met; resolves when the server has it. */
  async goodbye() {
    if (!this.met) return;
    await this.bye(this.met);
    await this.#session.ask("ping");
  }

  #forgetMet() {
    this.met = this.#greeted = null;
    this.#owesHello = false;
  }

  // Meeting

  async meet(connection, passphrase, options) {
    if (this.meeting) throw new PlongError("bad-request", "A meeting is under way; abort it before the next.");
    this.#forgetMet();
    this.meeting = new Meeting(this.#session, connection, passphrase, options);
    try {
      return await this.meeting.run();
    } finally {
      this.meeting = null;
      if (!this.met) this.#forgetMet();
    }
  }

  /** Say who is here, now and after each break. */
  greet(peer) {
    this.#greeted = peer;
    this.#owesHello = false;
    return this.#session.post(peer, FS + JSON.stringify({ Hello: CLIENT }), { isBounded: true });
  }

  /** Link back to who said hello. */
  async welcome(peer, signal) {
    await this.#session.linkTo(peer, signal);
    await this.#session.say(peer, { Welcome: CLIENT });
    return true;
  }

  #welcomeAgain(peer) {
    if (this.#welcoming.has(peer)) return;
    this.#welcoming.add(peer);
    forget(this.welcome(peer).finally(() => this.#welcoming.delete(peer)));
  }

  // What the other says

  #handlers = new Map([
    ["Hello", (peer) => this.#hello(peer)],
    ["Welcome", (peer) => this.#session.emit("welcome", peer)],
    ["Busy", (peer) => this.#session.emit("busy", peer)],
    ["Bye", (peer) => this.#bye(peer)],
    ["Ping", (peer, { Ping: number }) => this.#pong(peer, number)],
    ["Pong", (peer, { Pong: number }) => this.#ponged(peer, number)],
  ]);

  receive(peer, body) {
    if (typeof body !== "string") this.transfers.receiveChunk(peer, body);
    else this.#obey(peer, readObject(body.slice(FS.length)) ?? {});
  }

  #obey(peer, words) {
    const [name] = Object.keys(words);
    const handler = this.#handlers.get(name);
    if (GREETINGS.has(name)) this.#isBack(peer);
    if (!this.hasLeft(peer) || ANSWERS.has(name)) this.meeting?.heard(peer, name);
    if (handler) handler(peer, words);
    else this.transfers.receive(peer, name, words);
  }

  #hello(peer) {
    if (this.meeting?.admit(peer)) this.met = peer;
    else if (peer === this.met) this.#welcomeAgain(peer);
    else if (this.met && this.met !== this.#gone) this.#session.reply(peer, { Busy: {} });
    else this.#knock = { peer, at: performance.now() };
    this.#session.emit("hello", peer);
  }

  /** Who said hello before we waited, and may still wait for an answer; or null. */
  takeKnock() {
    const knock = this.#knock;
    this.#knock = null;
    return knock && performance.now() - knock.at < WELCOME_TIMEOUT * 1000 ? knock.peer : null;
  }

  #bye(peer) {
    if (peer === this.met) {
      this.#forgetMet();
      this.#left = peer;
    }
    this.#session.emit("bye", peer);
  }

  hasLeft(peer) {
    return peer === this.#left;
  }

  #isBack(peer) {
    if (peer === this.#left) this.#left = null;
  }

  #pong(peer, number) {
    if (typeof number === "number") this.#session.reply(peer, { Pong: number });
  }

  #ponged(peer, number) {
    const ping = this.#pings.get(number);
    if (ping?.peer === peer) ping.pong.resolve();
  }

  // Breaks

  /** Our own connection broke. */
  broke() {
    this.#gone = null;
    this.#interrupt(() => true);
  }

  cameBack() {
    for (const peer of this.#awaited()) forget(this.#look(peer));
  }

  linkChanged(event, peer) {
    if (event === "gone") this.#gone = peer;
    else if (peer === this.#gone) this.#gone = null;
    this.#isBack(peer); // the link of before the bye is over
    if (event === "linked") {
      this.meeting?.heard(peer, "linked");
      this.#isThere(peer);
    } else if (event === "gone") {
      this.meeting?.heard(peer, "gone");
      this.#isAway((other) => other === peer);
    }
  }

  /** Nobody says which message it was, and the link may have moved on since. */
  undelivered() {
    const peer = this.#session.link;
    if (peer !== null) this.meeting?.heard(peer, "undelivered");
    this.#isAway(() => true);
  }

  #isAway(isIt) {
    this.#interrupt(isIt);
    for (const peer of this.#awaited()) if (isIt(peer)) this.#lookLater(peer);
  }

  #interrupt(isAway) {
    for (const peer of this.#timers.keys()) if (isAway(peer)) this.#stopLooking(peer);
    this.#owesHello ||= this.#greeted !== null && isAway(this.#greeted);
    this.transfers.interrupt(isAway);
  }

  /** Those whom we owe something that broke off. */
  #awaited() {
    const peers = this.transfers.awaited();
    return this.#owesHello ? peers.add(this.#greeted) : peers;
  }

  /** Go on with what broke off. */
  #isThere(peer) {
    this.#stopLooking(peer);
    if (this.#owesHello && peer === this.#greeted) forget(this.greet(peer));
    this.transfers.resume(peer);
  }

  /** Ask until the peer is there: that it is, but not linked to us, is not told otherwise. */
  async #look(peer) {
    const isThere = await unless("not-connected", this.#session.tell(peer, `${FS}{"Ping":0}`).then(() => true));
    if (isThere) this.#isThere(peer);
    else if (this.#awaited().has(peer)) this.#lookLater(peer);
  }

  #lookLater(peer) {
    this.#stopLooking(peer);
    this.#timers.set(peer, setTimeout(() => forget(this.#look(peer)), LOOK_AGAIN * 1000));
  }

  #stopLooking(peer) {
    clearTimeout(this.#timers.get(peer));
    this.#timers.delete(peer);
  }

  end(error) {
    for (const peer of this.#timers.keys()) this.#stopLooking(peer);
    for (const { pong } of this.#pings.values()) pong.reject(error);
    this.meeting?.fail(error);
    this.transfers.fail(error);
  }
}

/** One call of `meet`: whoever comes first claims the passphrase, the other finds. */
class Meeting {
  #session;
  #connection;
  #passphrase;
  #signal;
  #tell;
  #renews;
  /** While somebody was found: who, and what came of it. */
  #host = null;
  /** While we wait: who comes. */
  #guest = null;

  constructor(session, connection, passphrase, { signal, onstate = () => {}, renew = true }) {
    this.#session = session;
    this.#connection = connection;
    this.#passphrase = passphrase;
    this.#signal = signal;
    this.#tell = onstate;
    this.#renews = renew;
  }

  async run() {
    for (;;) {
      const peer = await this.#patiently(() => this.#tryOnce());
      if (peer) return peer;
    }
  }

  async #patiently(work) {
    try {
      return await work();
    } catch (error) {
      if (error.code !== "rate-limited") throw error;
      const retryIn = error.retryAfter ?? MEETING_PAUSE;
      this.#tell({ name: "held", retryIn });
      await pause(retryIn, this.#signal);
      return null;
    }
  }

  async #tryOnce() {
    const peer = await this.#find();
    return peer ? this.#visit(peer) : this.#receive();
  }

  async #find() {
    const peer = await unless("identity-not-found", this.#connection.find(this.#passphrase, { signal: this.#signal }));
    return peer?.id === this.#session.publicId ? null : peer;
  }

  // Found: say hello

  async #visit(peer) {
    this.#tell({ name: "found", peer });
    const word = await this.#knock(peer);
    if (word === "here") return peer;
    this.#tell({ name: word, peer });
    if (word === "busy") throw new PlongError("busy", "Who has this passphrase talks with somebody else; ask for others.");
    await pause(MEETING_PAUSE, this.#signal);
    return null;
  }

  async #knock(peer) {
    const answer = Promise.withResolvers();
    this.#host = { peer, answer };
    try {
      return await this.#greet(peer, answer.promise);
    } finally {
      this.#host = null;
    }
  }

  async #greet(peer, answer) {
    const { conversation } = this.#session;
    if (!(await unless("no-such-peer", this.#session.linkTo(peer, this.#signal)))) return "away";
    await abortable(conversation.greet(peer), this.#signal);
    const word = await within(WELCOME_TIMEOUT, answer, this.#signal);
    if (word === "here") conversation.met = peer;
    return word ?? "away";
  }

  heard(peer, word) {
    if (peer === this.#host?.peer) this.#host.answer.resolve(ANSWERS.get(word) ?? "here");
  }

  // Not found: claim, and wait

  async #receive() {
    this.#guest = Promise.withResolvers(); // before the claim: its answer and a hello may come together
    forget(this.#guest.promise);
    this.#admitWhoKnocked();
    try {
      const identity = await unless("passphrase-taken", this.#claim());
      if (identity) return await this.#wait(identity, this.#guest.promise);
      await pause(backOff(0), this.#signal); // or a server that says both, found by nobody and taken, would be asked without end
      return null;
    } finally {
      this.#guest = null;
    }
  }

  #admitWhoKnocked() {
    const { conversation } = this.#session;
    const peer = conversation.takeKnock();
    if (peer && this.admit(peer)) conversation.met = peer;
  }

  #claim() {
    return this.#connection.claim(this.#passphrase, { signal: this.#signal });
  }

  async #wait({ expires }, coming) {
    this.#tell({ name: "claimed", expires });
    // Not until `expires`: that is the server's clock.
    const peer = await within(this.#session.limits.IdentityTimeout, coming, this.#signal);
    if (!peer) return this.#expired();
    return this.#letIn(peer);
  }

  async #letIn(peer) {
    const { conversation } = this.#session;
    const isLinked = await unless("no-such-peer", conversation.welcome(peer, this.#signal));
    if (!isLinked) conversation.met = null;
    return isLinked && peer;
  }

  #expired() {
    if (!this.#renews) throw new PlongError("expired", "Nobody came before the passphrase died; claim it again.");
    this.#tell({ name: "expired" });
    return null;
  }

  /** Let in who says hello, if nobody is yet. */
  admit(peer) {
    if (!this.#guest || this.#session.conversation.met) return false;
    this.#guest.resolve(peer);
    return true;
  }

  fail(error) {
    this.#guest?.reject(error);
    this.#host?.answer.reject(error);
  }
}

/** What somebody says who comes, or comes back. */
const GREETINGS = new Set(["Hello", "Welcome"]);

/** What the words of others mean to who has said hello; all others mean that they are there. */
const ANSWERS = new Map([
  ["Busy", "busy"],
  ["Bye", "away"],
  ["gone", "away"],
  ["undelivered", "away"],
]);

// Files: what goes over the wire

const CHUNK = 256 * KIB;
const CHUNK_HEAD = 25;
/** What a chunk leaves of the server's longest message: for its own head and the sender's name. */
const CHUNK_ROOM = 128;
const LONGEST_NAME = 1024;
const CLEAN_NAME_BYTES = 200;
const ENDING_BYTES = 50;
const SHA256 = /^[0-9a-f]{64}$/;

function encodeChunk(id, offset, bytes) {
  const chunk = new Uint8Array(CHUNK_HEAD + bytes.length);
  chunk[0] = FS_BYTE;
  chunk.set(id, 1);
  new DataView(chunk.buffer).setBigUint64(17, BigInt(offset));
  chunk.set(bytes, CHUNK_HEAD);
  return chunk;
}

/** A chunk's parts, or null if it is none. */
function decodeChunk(data) {
  if (data.length <= CHUNK_HEAD) return null;
  const offset = new DataView(data.buffer, data.byteOffset).getBigUint64(17);
  return { id: toBase64Url(data.subarray(1, 17)), offset: Number(offset), bytes: data.subarray(CHUNK_HEAD) };
}

/** What may be said of a transfer, by its first key: what is read of it, or null if it breaks a rule. */
const READERS = new Map([
  ["Offer", readOffer],
  ["Accept", readAccept],
  ["Begin", ({ From: from }) => (isCount(from) ? { from } : null)],
  ["Got", ({ Bytes: bytes }) => (isCount(bytes) ? { bytes } : null)],
  ["End", ({ Size: size, Sha256: sha256 }) => (isCount(size) && isHash(sha256) ? { size, sha256 } : null)],
  ["Done", () => ({})],
  ["Cancel", ({ Reason: reason }) => ({ reason })],
]);

function readOffer({ Name: name, Size: size, Stream: stream }) {
  if (stream === true) return { name: "", size: null };
  if (typeof name !== "string" || [...name].length > LONGEST_NAME || !isCount(size)) return null;
  return { name: cleanName(name), size };
}

function readAccept({ From: from, Sha256: sha256, Window: window }) {
  const hasHash = sha256 !== undefined && sha256 !== null;
  if (!isCount(from) || ((from > 0 || hasHash) && !isHash(sha256))) return null;
  return { from, sha256, window: isCount(window) ? window : 0 };
}

function isHash(value) {
  return typeof value === "string" && SHA256.test(value);
}

// U+200C and U+200D are format characters too, but letters and emoji are joined by them.
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const FRONT = /^[.\p{White_Space}]+/u;
const BACK = /[.\p{White_Space}]+$/u;

export function cleanName(name) {
  const last = name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1);
  const visible = last.replace(HIDDEN, "").replace(FRONT, "").replace(BACK, "");
  const clean = shortenName(visible).replace(BACK, "");
  return /[^\u200c\u200d]/.test(clean) ? clean : "file";
}

/** Cut the stem, so that the ending still says what it is. */
function shortenName(name) {
  if (byteLength(name) <= CLEAN_NAME_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 ? name.slice(dot) : "";
  const tail = byteLength(ending) <= ENDING_BYTES ? ending : "";
  return shorten(name.slice(0, name.length - tail.length), CLEAN_NAME_BYTES - byteLength(tail)) + tail;
}

/** As many whole characters as fit into so many bytes. */
function shorten(text, most) {
  const { read } = encoder.encodeInto(text, new Uint8Array(most));
  return text.slice(0, read);
}

const REASONS = new Map([
  ["declined", "The receiver does not want it."],
  ["cancelled", "It was cancelled."],
  ["bad-offer", "The offer breaks a rule: its name, size or id."],
  ["too-big", "It is bigger than the receiver takes."],
  ["no-space", "The receiver could not store it."],
  ["changed", "The sender's file is not what it was."],
  ["mismatch", "What came is not what was announced."],
  ["lost", "It cannot go back so far as it would have to."],
  ["busy", "Too many transfers at once."],
]);

function transferError(reason, cause) {
  const code = REASONS.has(reason) ? reason : "cancelled";
  return new PlongError(code, REASONS.get(code), { cause });
}

// Files: what is decided, without sockets and disks

const WINDOW = 4 * MIB;
const LEAST_WINDOW = 64 * KIB;
const MOST_WINDOW = 16 * MIB;

/** How much may be sent: never more on the way than the receiver's window. */
class SendFlow {
  sent = 0;
  got = 0;
  #chunk;
  #window = LEAST_WINDOW;

  constructor(maxMessage) {
    this.#chunk = Math.max(1, Math.min(CHUNK, maxMessage - CHUNK_ROOM));
  }

  /** Begin at `from`, under the receiver's window. */
  begin(from, window) {
    this.sent = this.got = from;
    this.#window = Math.min(Math.max(window, LEAST_WINDOW), MOST_WINDOW);
  }

  /** Bytes of the next chunk, of so many that there are; 0 while the window is full. */
  next(available) {
    // A quarter, as receivers say `Got` after a quarter at the latest: so the next one fits always.
    const length = Math.min(this.#chunk, Math.floor(this.#window / 4), available - this.sent);
    return this.sent + length - this.got > this.#window ? 0 : length;
  }

  took(length) {
    this.sent += length;
  }

  /** Hear what the receiver has stored; false if that cannot be. */
  stored(bytes) {
    if (bytes < this.got || bytes > this.sent) return false;
    this.got = bytes;
    return true;
  }
}

/** Which chunks are taken, and when to say what is stored. */
class ReceiveFlow {
  received = 0;
  stored = 0;
  /** False until the sender has said where it begins. */
  isOpen = false;
  /** One `Begin` for each `Accept`: what came before is stored by then, so that no more than a window ever waits. */
  #mayBegin = false;
  #size;
  #told = 0;

  constructor(size) {
    this.#size = size;
  }

  /** An `Accept` is said. */
  expect() {
    this.#mayBegin = !this.isOpen;
  }

  /** The sender begins: "go on", "restart", or null if it may not there. */
  begin(from) {
    if (!this.#mayBegin || (from !== 0 && from !== this.received)) return null;
    this.#mayBegin = false;
    this.isOpen = true;
    const isRestart = from !== this.received;
    if (isRestart) this.received = this.stored = 0;
    this.#told = from;
    return isRestart ? "restart" : "go on";
  }

  /** What to do with a chunk: "take" it, "ignore" it, or end with "mismatch". */
  judge(offset, length) {
    if (!this.isOpen || offset !== this.received) return "ignore";
    if (this.#size !== null && offset + length > this.#size) return "mismatch";
    if (offset + length - this.#told > WINDOW) return "ignore";
    this.received += length;
    return "take";
  }

  /** These are stored; true if it is time for a `Got`. */
  wrote(length) {
    this.stored += length;
    if (this.stored - this.#told < WINDOW / 4) return false;
    this.#told = this.stored;
    return true;
  }

  /** What an `End` with this size is: "whole", "early" (of a try that broke off), or a "mismatch". */
  judgeEnd(size) {
    if (size < this.received || (this.#size !== null && size !== this.#size)) return "mismatch";
    return size === this.received ? "whole" : "early";
  }
}

// Files: what is sent

/** The bytes of a file, read when they are wanted. */
class FileSource {
  hasStart = true;
  isWhole = true;
  onnews = () => {};
  #file;

  constructor(file) {
    this.#file = file;
    this.available = file.size;
  }

  /** Read so many bytes. */
  async read(offset, length) {
    const bytes = await this.#slice(offset, offset + length).catch((cause) => {
      throw transferError("changed", cause);
    });
    if (bytes.length !== length) throw transferError("changed");
    return bytes;
  }

  async #slice(start, end) {
    return new Uint8Array(await this.#file.slice(start, end).arrayBuffer());
  }

  /** Nobody asks again for what stands before; but a file has it all the same. */
  forget() {}

  /** No more is wanted. */
  close() {}
}

const BLOCK_BYTES = 64 * KIB;
/** Which block an offset is in. */
const blockAt = (offset) => Math.floor(offset / BLOCK_BYTES);
/** Blocks of a stream that wait for the receiver before its writer does: more than any receiver stores without a `Got`. */
const MOST_BLOCKS = 128;

/** What was written to a stream, kept until the receiver has it. The same as a `FileSource` to who sends it. */
class StreamSource {
  available = 0;
  isWhole = false;
  onnews = () => {};
  /** All of one length, so that many small pieces cost no more than their bytes. */
  #blocks = [];
  #forgotten = 0;
  #room = Promise.withResolvers();
  #error = null;

  /** Add bytes; waits while there are too many. */
  async write(bytes) {
    for (let at = 0; at < bytes.length; ) {
      while (this.#isFull && !this.#error) await this.#room.promise;
      if (this.#error) throw this.#error;
      at += this.#add(bytes.subarray(at));
    }
  }

  get hasStart() {
    return this.#forgotten === 0;
  }

  get #isFull() {
    return this.#blocks.length >= MOST_BLOCKS && this.available % BLOCK_BYTES === 0;
  }

  /** Fill the last block, or begin one; return how many bytes that took. */
  #add(bytes) {
    const begun = this.available % BLOCK_BYTES;
    if (begun === 0) this.#blocks.push(new Uint8Array(BLOCK_BYTES));
    const part = bytes.subarray(0, BLOCK_BYTES - begun);
    this.#blocks.at(-1).set(part, begun);
    this.available += part.length;
    this.onnews();
    return part.length;
  }

  /** No more will be written. */
  end() {
    this.isWhole = true;
    this.onnews();
  }

  /** Read from 1 to `length` bytes. */
  async read(offset, length) {
    const block = this.#blocks[blockAt(offset - this.#forgotten)];
    if (!block) throw transferError("lost");
    const begin = offset % BLOCK_BYTES;
    return block.subarray(begin, begin + length);
  }

  forget(until) {
    for (; until - this.#forgotten >= BLOCK_BYTES; this.#forgotten += BLOCK_BYTES) this.#blocks.shift();
    this.#room.resolve();
    this.#room = Promise.withResolvers();
  }

  close(error) {
    this.#error = error;
    this.#blocks = [];
    this.#room.resolve();
  }
}

/** What both ends of a transfer have: how it stands, and what came of it. */
class Outcome {
  state = "offered";
  #done = Promise.withResolvers();
  #signal;
  #abort;

  constructor() {
    forget(this.#done.promise); // the program need not watch it
  }

  get done() {
    return this.#done.promise;
  }

  get isOver() {
    return this.state === "done" || this.state === "failed";
  }

  /** Call `cancel` with the reason when the signal says so, until the end. */
  watch(signal, cancel) {
    if (!signal) return;
    this.#signal = signal;
    this.#abort = () => cancel(signal.reason);
    if (signal.aborted) this.#abort();
    else signal.addEventListener("abort", this.#abort);
  }

  succeed(result) {
    this.#end("done");
    this.#done.resolve(result);
  }

  fail(error) {
    this.#end("failed");
    this.#done.reject(error);
  }

  #end(state) {
    this.state = state;
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}

export class Transfer {
  #session;
  #registry;
  #key;
  #source;
  #flow;
  #onprogress;
  #outcome = new Outcome();
  #hash = new Sha256();
  /**
   * The hash by offset, at the end of each chunk that begins another block: going on reads little twice, and a block
   * of a stream is kept as long as its mark. Not at each end: a hash is bigger than the chunk of who writes a few bytes.
   */
  #marks = new Map();
  /** Which attempt is under way; one that broke off sees that it is not any more. */
  #attempt = 0;
  /** An `Offer` was said, and no `Accept` came since. */
  #isAsking = false;
  /** The hash of the whole, once all was sent. */
  #digest = null;
  #news = Promise.withResolvers();

  constructor(session, registry, peer, source, { name, size, signal, onprogress = () => {} }) {
    this.#session = session;
    this.#registry = registry;
    this.#source = source;
    this.#onprogress = onprogress;
    this.#flow = new SendFlow(session.limits.MaxMessage);
    this.#key = crypto.getRandomValues(new Uint8Array(16));
    this.peer = peer;
    this.id = toBase64Url(this.#key);
    this.name = name;
    this.size = size;
    source.onnews = () => this.#wake();
    this.#outcome.watch(signal, (reason) => this.#cancel("cancelled", reason));
  }

  get sent() {
    return this.#flow.got;
  }

  get state() {
    return this.#outcome.state;
  }

  get done() {
    return this.#outcome.done;
  }

  cancel() {
    this.#cancel("cancelled");
  }

  #cancel(reason, error = transferError(reason)) {
    if (this.#outcome.isOver) return;
    forget(this.#session.say(this.peer, { Cancel: this.id, Reason: reason }));
    this.fail(error);
  }

  fail(error) {
    this.#close(error);
    this.#outcome.fail(error);
  }

  #close(error) {
    this.#stop();
    this.#source.close(error);
    this.#registry.closeTransfer(this);
  }

  /** Make the attempt that is under way see that it is over. */
  #stop() {
    this.#attempt += 1;
    this.#wake();
  }

  #wake() {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  #say(words, isWanted) {
    return this.#post(FS + JSON.stringify(words), isWanted);
  }

  /** What waited over a break belongs to an attempt that is over: behind it `End` would come without what got lost. */
  #post(payload, isWanted) {
    return this.#session.post(this.peer, payload, { isBounded: true, isWanted });
  }

  async offer() {
    if (this.#outcome.isOver) return;
    this.#isAsking = true;
    const what = this.size === null ? { Stream: true } : { Name: this.name, Size: this.size };
    try {
      await this.#say({ Offer: this.id, ...what });
    } catch (error) {
      if (!this.#outcome.isOver) this.fail(error);
    }
  }

  interrupt() {
    this.#stop();
    this.#isAsking = false;
    this.#outcome.state = "waiting";
  }

  resume() {
    if (this.state === "waiting" && !this.#isAsking) this.offer();
  }

  // What the receiver says

  receive(name, said) {
    if (name === "Accept" && this.#isAsking) this.#accepted(said);
    else if (name === "Got" && this.#flow.stored(said.bytes)) this.#progressed();
    else if (name === "Done" && this.#digest !== null) this.#finish();
    else if (name === "Cancel") this.fail(transferError(said.reason));
  }

  async #accepted(accept) {
    this.#isAsking = false;
    this.#outcome.state = "active";
    this.#attempt += 1;
    const attempt = this.#attempt;
    try {
      await this.#send(accept, () => attempt === this.#attempt);
    } catch (error) {
      if (attempt === this.#attempt) this.#cancel(error.code ?? "changed", error);
    }
  }

  #progressed() {
    const { got } = this.#flow;
    const first = this.#markBefore(got);
    for (const offset of this.#marks.keys()) if (offset < first) this.#marks.delete(offset);
    this.#source.forget(got);
    this.#wake();
    this.#onprogress(got, this.size);
  }

  #finish() {
    const size = this.#source.available;
    this.#flow.begin(size, 0);
    this.#onprogress(size, this.size);
    this.#close(null);
    this.#outcome.succeed({ size, sha256: this.#digest });
  }

  // One attempt

  async #send(accept, isCurrent) {
    const { from, hash } = await this.#findStart(accept);
    if (!isCurrent()) return;
    this.#hash = hash;
    this.#flow.begin(from, accept.window);
    await this.#say({ Begin: this.id, From: from }, isCurrent);
    while (isCurrent() && !this.#isAllSent) await this.#step(isCurrent);
    if (!isCurrent()) return;
    this.#digest = this.#hash.hex();
    await this.#say({ End: this.id, Size: this.#flow.sent, Sha256: this.#digest }, isCurrent);
  }

  get #isAllSent() {
    return this.#source.isWhole && this.#flow.sent === this.#source.available;
  }

  /** Where to begin: at what the receiver has, if that is what the file begins with. */
  async #findStart({ from, sha256 }) {
    if (from > 0 && from <= this.#source.available) {
      const hash = await this.#hashUpTo(from);
      if (hash.hex() === sha256) return { from, hash };
    }
    if (!this.#source.hasStart) throw transferError("lost");
    return { from: 0, hash: new Sha256() };
  }

  /** Where the last mark is that is not behind `offset`; 0 if there is none. */
  #markBefore(offset) {
    return Math.max(0, ...[...this.#marks.keys()].filter((mark) => mark <= offset));
  }

  async #hashUpTo(end) {
    const start = this.#markBefore(end);
    const hash = this.#marks.get(start)?.clone() ?? new Sha256();
    for (let offset = start; offset < end; ) {
      const bytes = await this.#source.read(offset, Math.min(CHUNK, end - offset));
      hash.update(bytes);
      offset += bytes.length;
    }
    return hash;
  }

  async #step(isCurrent) {
    const length = this.#flow.next(this.#source.available);
    if (length === 0) return void (await this.#news.promise);
    const offset = this.#flow.sent;
    const bytes = await this.#source.read(offset, length);
    if (!isCurrent()) return;
    this.#flow.took(bytes.length);
    this.#hash.update(bytes);
    if (blockAt(this.#flow.sent) > blockAt(offset)) this.#marks.set(this.#flow.sent, this.#hash.clone());
    await this.#post(encodeChunk(this.#key, offset, bytes), isCurrent);
  }
}

export class OutStream extends Transfer {
  #source;
  #isEnded = false;
  #turns = new Turns();

  constructor(session, registry, peer, options) {
    const source = new StreamSource();
    super(session, registry, peer, source, { ...options, name: "", size: null });
    this.#source = source;
  }

  async write(value) {
    const bytes = bytesOf(value);
    if (!bytes) throw new TypeError("A stream takes bytes: an ArrayBuffer, or a view of one.");
    if (this.#isEnded) throw new PlongError("bad-request", "The stream was ended already; open another.");
    await this.#turns.take(() => this.#source.write(bytes));
  }

  async end() {
    this.#isEnded = true;
    await this.#turns.take(() => this.#source.end());
    return this.done;
  }
}

// Files: what is received

export class Offer {
  #session;
  #registry;
  #flow;
  #sink = null;
  #onprogress = () => {};
  #outcome = new Outcome();
  #hash = new Sha256();
  /** An `Accept` waits for what came before. */
  #owesAccept = false;
  /** All was written and is right: nothing but closing the sink can fail now, and whoever cancels comes too late. */
  #isComplete = false;
  /** What came is done one after another, as disks are slower than the wire. */
  #work = new Turns();

  constructor(session, registry, peer, id, { name, size }) {
    this.#session = session;
    this.#registry = registry;
    this.#flow = new ReceiveFlow(size);
    this.peer = peer;
    this.id = id;
    this.name = name;
    this.size = size;
  }

  get stream() {
    return this.size === null;
  }

  get received() {
    return this.#flow.stored;
  }

  get state() {
    return this.#outcome.state;
  }

  get done() {
    return this.#outcome.done;
  }

  async accept(sink, { signal, onprogress = () => {} } = {}) {
    if (this.#sink || this.#outcome.isOver) {
      throw new PlongError("bad-request", `The offer of ${this.name || "a stream"} was answered already.`);
    }
    this.#sink = sink;
    this.#onprogress = onprogress;
    if (this.state === "offered") this.#outcome.state = "active";
    this.#outcome.watch(signal, (reason) => this.#cancel("cancelled", reason));
    this.#sayAccept();
    return this.done;
  }

  decline(reason = "declined") {
    this.#cancel(reason);
  }

  cancel() {
    this.#cancel("cancelled");
  }

  #cancel(reason, error = transferError(reason)) {
    if (this.#outcome.isOver || this.#isComplete) return;
    this.#endWith({ Cancel: this.id, Reason: reason });
    this.fail(error);
  }

  async #endWith(words) {
    this.#registry.closeOffer(this, words);
    await this.#say(words);
  }

  fail(error) {
    if (this.#isComplete) return;
    this.#registry.closeOffer(this, null);
    this.#outcome.fail(error);
    if (this.#sink) forget(this.#work.take(() => this.#sink.abort()));
  }

  /** Resolves in any case: if it gets lost, the sender notices the break, and asks again. */
  #say(words) {
    return this.#session.say(this.peer, words).catch(() => {});
  }

  #sayAccept() {
    const { received: from } = this.#flow;
    const digest = from > 0 ? this.#hash.hex() : undefined;
    if (this.#outcome.isOver) return;
    this.#flow.expect();
    this.#say({ Accept: this.id, From: from, Sha256: digest, Window: WINDOW });
  }

  interrupt() {
    this.#outcome.state = "waiting";
  }

  // What the sender says

  receive(name, said) {
    if (name === "Offer") this.#offeredAgain();
    else if (name === "Cancel") this.fail(transferError(said.reason));
    else if (name === "Begin") this.#begin(said.from);
    else if (name === "End") this.#finish(said);
  }

  #offeredAgain() {
    this.#flow.isOpen = false;
    if (!this.#sink) this.#outcome.state = "offered";
    else if (!this.#owesAccept) this.#acceptAgain();
  }

  #acceptAgain() {
    this.#owesAccept = true;
    this.#then(() => {
      this.#owesAccept = false;
      this.#sayAccept();
    });
  }

  #begin(from) {
    const what = this.#sink && this.#flow.begin(from);
    if (!what) return;
    this.#outcome.state = "active";
    if (what === "restart") this.#then(() => this.#restart());
  }

  async #restart() {
    if (!this.#sink.restart) throw transferError("lost");
    this.#hash = new Sha256();
    await this.#store(() => this.#sink.restart());
  }

  receiveChunk(offset, bytes) {
    const what = this.#flow.judge(offset, bytes.length);
    if (what === "mismatch") this.#cancel("mismatch");
    else if (what === "take") this.#then(() => this.#write(bytes));
  }

  async #write(bytes) {
    this.#hash.update(bytes);
    await this.#store(() => this.#sink.write(bytes));
    if (this.#outcome.isOver) return;
    if (this.#flow.wrote(bytes.length)) this.#say({ Got: this.id, Bytes: this.#flow.stored });
    this.#onprogress(this.#flow.stored, this.size);
  }

  #finish({ size, sha256 }) {
    if (!this.#flow.isOpen) return;
    const what = this.#flow.judgeEnd(size);
    if (what === "whole") this.#then(() => this.#check(size, sha256));
    else if (what === "mismatch") this.#cancel("mismatch");
  }

  async #check(size, sha256) {
    if (this.#hash.hex() !== sha256) throw transferError("mismatch");
    await this.#close();
    await this.#endWith({ Done: this.id }); // said first: the program may close when it hears of the end
    this.#outcome.succeed({ size, sha256 });
  }

  async #close() {
    this.#isComplete = true;
    try {
      await this.#store(() => this.#sink.close());
    } catch (error) {
      this.#isComplete = false;
      throw error;
    }
  }

  async #store(work) {
    try {
      await work();
    } catch (cause) {
      throw transferError("no-space", cause);
    }
  }

  #then(step) {
    const done = this.#work.take(() => (this.#outcome.isOver ? undefined : step()));
    done.catch((error) => this.#cancel(error.code ?? "no-space", error));
  }
}

const MOST_OFFERS = 32;
/** Ended offers that are remembered, because their senders may not have heard of the end. */
const MOST_PAST = 1024;

/** The transfers of a connection, both ways. */
class Transfers {
  #session;
  #outgoing = new Map();
  #incoming = new Map();
  /** What ended offers ended with, said again to who asks again. */
  #past = new Map();

  constructor(session) {
    this.#session = session;
  }

  // To peers

  sendFile(peer, file, options) {
    const facts = { ...options, name: options.name ?? file.name ?? "file", size: file.size };
    return this.#send(new Transfer(this.#session, this, peer, new FileSource(file), facts));
  }

  openStream(peer, options) {
    return this.#send(new OutStream(this.#session, this, peer, options));
  }

  #send(transfer) {
    if (transfer.state !== "failed") this.#outgoing.set(transfer.id, transfer);
    transfer.offer();
    return transfer;
  }

  closeTransfer(transfer) {
    this.#outgoing.delete(transfer.id);
  }

  // From peers

  receive(peer, name, words) {
    const id = words[name];
    if (!READERS.has(name) || typeof id !== "string" || !TRANSFER_ID.test(id)) return;
    const said = READERS.get(name)(words);
    if (said) this.#handOn(peer, name, id, said);
    else if (name === "Offer") this.#session.reply(peer, { Cancel: id, Reason: "bad-offer" });
  }

  #handOn(peer, name, id, said) {
    const outgoing = this.#outgoing.get(id);
    const isOutgoing = outgoing?.peer === peer && name !== "Offer";
    const transfer = isOutgoing ? outgoing : this.#incoming.get(keyOf(peer, id));
    if (transfer) transfer.receive(name, said);
    else if (name === "Offer") this.#offered(peer, id, said);
  }

  receiveChunk(peer, data) {
    const chunk = decodeChunk(data);
    if (chunk) this.#incoming.get(keyOf(peer, chunk.id))?.receiveChunk(chunk.offset, chunk.bytes);
  }

  #offered(peer, id, facts) {
    const isTooMany = this.#incoming.size >= MOST_OFFERS;
    const answer = this.#past.get(keyOf(peer, id)) ?? (isTooMany ? { Cancel: id, Reason: "busy" } : null);
    if (answer) return void this.#session.reply(peer, answer);
    const offer = new Offer(this.#session, this, peer, id, facts);
    this.#incoming.set(keyOf(peer, id), offer);
    this.#session.emit("offer", offer);
  }

  /** An offer ended; `words` is what its sender hears if it asks again. */
  closeOffer(offer, words) {
    const key = keyOf(offer.peer, offer.id);
    this.#incoming.delete(key);
    if (words) this.#past.set(key, words);
    if (this.#past.size > MOST_PAST) this.#past.delete(this.#past.keys().next().value);
  }

  // All of them

  #all() {
    return [...this.#outgoing.values(), ...this.#incoming.values()];
  }

  interrupt(isAway) {
    for (const transfer of this.#all()) if (isAway(transfer.peer)) transfer.interrupt();
  }

  /** The peers for whom something waits. */
  awaited() {
    const waiting = [...this.#outgoing.values()].filter((transfer) => transfer.state === "waiting");
    return new Set(waiting.map((transfer) => transfer.peer));
  }

  resume(peer) {
    for (const transfer of this.#outgoing.values()) if (transfer.peer === peer) transfer.resume();
  }

  fail(error) {
    for (const transfer of this.#all()) transfer.fail(error);
  }
}

/** Ids are the senders' choice: two may choose the same. */
function keyOf(peer, id) {
  return `${peer.id} ${id}`;
}

export function memorySink() {
  let parts = [];
  const clear = () => void (parts = []);
  return {
    write: (bytes) => void parts.push(bytes),
    close: () => {},
    abort: clear,
    restart: clear,
    blob: (type = "") => new Blob(parts, { type }),
  };
}

// SHA-256: crypto.subtle takes no pieces, and is not there for pages over plain http

const BLOCK = 64;

/** The first 32 bits of the fractional parts of `root` of the first primes. */
function fractions(count, root) {
  const found = [];
  for (let n = 2; found.length < count; n += 1) {
    const isPrime = !Array.from({ length: n - 2 }, (_, i) => i + 2).some((divisor) => n % divisor === 0);
    if (isPrime) found.push((root(n) % 1) * 2 ** 32);
  }
  return Int32Array.from(found, (fraction) => fraction | 0);
}

const ROUNDS = fractions(64, Math.cbrt);
const START = fractions(8, Math.sqrt);
const schedule = new Int32Array(64);

/** The functions of FIPS 180-4, section 4.1.2. */
const sum0 = (x) => ((x >>> 2) | (x << 30)) ^ ((x >>> 13) | (x << 19)) ^ ((x >>> 22) | (x << 10));
const sum1 = (x) => ((x >>> 6) | (x << 26)) ^ ((x >>> 11) | (x << 21)) ^ ((x >>> 25) | (x << 7));
const mix0 = (x) => ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
const mix1 = (x) => ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
const choose = (x, y, z) => z ^ (x & (y ^ z));
const majority = (x, y, z) => (x & y) | (z & (x | y));

/** FIPS 180-4, section 6.2.2, for one block. */
function prepare(w, bytes, offset) {
  for (let t = 0, at = offset; t < 16; t += 1, at += 4) {
    w[t] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
  }
  for (let t = 16; t < 64; t += 1) w[t] = (mix1(w[t - 2]) + w[t - 7] + mix0(w[t - 15]) + w[t - 16]) | 0;
}

/** The same, for whole blocks. In one long function, as its speed is that of a transfer. */
function compress(state, bytes, offset, end) {
  for (; offset < end; offset += BLOCK) {
    prepare(schedule, bytes, offset);
    let a = state[0];
    let b = state[1];
    let c = state[2];
    let d = state[3];
    let e = state[4];
    let f = state[5];
    let g = state[6];
    let h = state[7];
    for (let t = 0; t < 64; t += 1) {
      const t1 = (h + sum1(e) + choose(e, f, g) + ROUNDS[t] + schedule[t]) | 0;
      const t2 = (sum0(a) + majority(a, b, c)) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}

export class Sha256 {
  #state = START.slice();
  /** What does not fill a block yet. */
  #rest = new Uint8Array(BLOCK);
  #length = 0;

  update(bytes) {
    const start = this.#fill(bytes);
    const end = bytes.length - ((bytes.length - start) % BLOCK);
    compress(this.#state, bytes, start, end);
    if (end < bytes.length) this.#rest.set(bytes.subarray(end));
    this.#length += bytes.length;
    return this;
  }

  /** Complete the block that was begun; return how many bytes that took. */
  #fill(bytes) {
    const begun = this.#length % BLOCK;
    if (begun === 0) return 0;
    const taken = Math.min(BLOCK - begun, bytes.length);
    this.#rest.set(bytes.subarray(0, taken), begun);
    if (begun + taken === BLOCK) compress(this.#state, this.#rest, 0, BLOCK);
    return taken;
  }

  clone() {
    const copy = new Sha256();
    copy.#state.set(this.#state);
    copy.#rest.set(this.#rest);
    copy.#length = this.#length;
    return copy;
  }

  hex() {
    const length = this.#length;
    const padding = new Uint8Array(BLOCK + 8 - ((length + 8) % BLOCK));
    padding[0] = 0x80;
    new DataView(padding.buffer).setBigUint64(padding.length - 8, BigInt(length) * 8n);
    return Array.from(this.clone().update(padding).#state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
