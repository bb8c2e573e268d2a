/**
 * Plong in JavaScript: two programs meet by a passphrase and talk through a server.
 *
 * Wherever an `AbortSignal` is taken, aborting it rejects with the signal's reason, as `fetch` does.
 * Every other rejection is a `PlongError`, a `TypeError` for a call that is wrong by its types excepted.
 */

/** What the server, or this module, refuses with. */
export type ErrorCode =
  // The server's, see docs/wire/plong.md
  | "bad-request"
  | "unknown-verb"
  | "no-such-peer"
  | "identity-not-found"
  | "not-connected"
  | "passphrase-taken"
  | "too-big"
  | "rate-limited"
  | "too-many"
  | "full"
  | "switched-off"
  | "unavailable"
  // This module's
  /** The connection broke before the answer to a `tell` came: it may or may not have arrived. */
  | "connection-lost"
  /** The connection was closed by `close()` or `leave()`. */
  | "closed"
  /** Nothing answers at the server's address. */
  | "unreachable"
  /** More than 16 MiB of messages came that the program did not read. */
  | "unread"
  /** What answers is not a Plong server that speaks `plong.2`. */
  | "bad-answer"
  /** The claimed passphrase died before somebody came, and `renew` is false. */
  | "expired"
  // PING's, see docs/wire/ping.md; `"switched-off"`: this server has none
  /** Another than this address's owner asked. */
  | "not-the-owner"
  /** The `origin` of a knock is neither this peer's address nor one of its masks'. */
  | "not-your-origin"
  | "no-such-ping"
  /** It was pulled, and its sender knows; `kept` may still have it. */
  | "already-acknowledged"
  /** The ping has come to its end. */
  | "gone"
  /** What the sender serves is not what it announced; it was not kept. */
  | "hash-mismatch"
  /** The sender cannot be reached, or serves nothing. */
  | "sender-failed"
  /** The server does not connect to this address. */
  | "not-allowed-there"
  | "outbox-full"
  | "inbox-full"
  // private.js's, see docs/wire/private.md
  /** What should be a key is none, or one with which everybody could read. */
  | "bad-key"
  /** The text is for another key, was changed, or was never encrypted. */
  | "undecipherable"
  /** There is no WebCrypto, as on pages over plain HTTP, or none that has X25519. */
  | "no-webcrypto";

/** Why a transfer ended, see docs/wire/files.md. */
export type Reason =
  | "declined"
  | "cancelled"
  | "bad-offer"
  | "too-big"
  | "no-space"
  | "changed"
  | "mismatch"
  | "lost"
  | "busy";

/** The answer was no; `message` is a sentence for people, `code` is for programs. */
export class PlongError extends Error {
  constructor(code: ErrorCode | Reason, message: string, options?: { retryAfter?: number; cause?: unknown });
  readonly name: "PlongError";
  readonly code: ErrorCode | Reason;
  /** Seconds after which the same question may be answered, where that is known. */
  readonly retryAfter: number | undefined;
}

export interface WaitOptions {
  signal?: AbortSignal | undefined;
}

export interface ConnectOptions extends WaitOptions {
  /** Be this peer, instead of asking the server for a new one. Whoever has it is the peer: keep it secret. */
  privateId?: string | undefined;
  /** Come back by itself when the connection breaks; true unless said otherwise. */
  reconnect?: boolean | undefined;
  /** Keep trying when the first attempt fails; false unless said otherwise. */
  patient?: boolean | undefined;
}

/**
 * Connect to a server; resolves when it has said welcome.
 *
 * @param url the server's address, `http(s)://` or `ws(s)://`, with the path under which it is mounted; in a
 *   page it may be left out, and is then the page's own folder.
 * @throws PlongError `unreachable`, `bad-answer`, `full`, `no-such-peer` (nobody has this `privateId`), …
 */
export function connect(url?: string | URL, options?: ConnectOptions): Promise<Connection>;
export function connect(options: ConnectOptions): Promise<Connection>;

/** What the server lets a connection do, see docs/wire/plong.md. */
export interface Limits {
  /** Bytes of one message. */
  readonly MaxMessage: number;
  /** Messages, and bytes, that may wait for one connection. */
  readonly BufferSize: number;
  readonly BufferBytes: number;
  readonly MessagesPerSecond: number;
  readonly BytesPerSecond: number;
  /** Seconds. */
  readonly IdentityTimeout: number;
  /** The others that the server tells, such as `ConnectionsPerPeer`: docs/limits.md. */
  readonly [name: string]: number;
}

/** The status of the server. */
export interface Status {
  readonly Version: string;
  readonly Mode: string;
  readonly Status: { readonly Peers: number; readonly Identities: number };
  readonly IdentityTimeout: number;
}

/** A passphrase that stands for a peer. The times are the server's. */
export interface Identity {
  readonly publicId: string;
  readonly created: Date;
  readonly expires: Date;
}

export interface ClaimOptions extends WaitOptions {
  /** It dies when it was found so many times. */
  uses?: number | undefined;
  /** Seconds after which it dies, at most the server's `IdentityTimeout`. */
  timeout?: number | undefined;
}

/** `"reconnecting"`: it broke and is coming back. `"closed"`: it will not. */
export type ConnectionState = "connected" | "reconnecting" | "closed";

/** What `onstate` hears while two find each other. */
export type MeetingState =
  /** The passphrase is ours until `expires`; waiting for the other. */
  | { readonly name: "claimed"; readonly expires: Date }
  /** Somebody has the passphrase; waiting for a word. */
  | { readonly name: "found"; readonly peer: Peer }
  /** Who has the passphrase does not answer; trying again. */
  | { readonly name: "away"; readonly peer: Peer }
  /** Who has the passphrase talks with somebody else; `meet` fails with `busy`. */
  | { readonly name: "busy"; readonly peer: Peer }
  /** Nobody came before the passphrase died; claiming it again. */
  | { readonly name: "expired" }
  /** The server wants fewer questions; asking again in so many seconds. */
  | { readonly name: "held"; readonly retryIn: number };

export interface MeetOptions extends WaitOptions {
  onstate?: ((state: MeetingState) => void) | undefined;
  /** Claim the passphrase again when it dies; true unless said otherwise. */
  renew?: boolean | undefined;
}

/** The events of a `Connection`, each a `CustomEvent` whose `detail` is what stands here. */
export interface ConnectionEvents {
  /** The linked peer has linked back: messages go directly. Said again after each reconnect. */
  linked: CustomEvent<Peer>;
  /** The linked peer is there, but linked elsewhere. */
  unlinked: CustomEvent<Peer>;
  /** The linked peer has no connection left; it may come back. */
  gone: CustomEvent<Peer>;
  /** The server restarts on purpose, and is back in so many seconds. */
  restarting: CustomEvent<number>;
  disconnected: CustomEvent<null>;
  /** Attempt 1, 2, … begins in `delay` seconds. */
  reconnecting: CustomEvent<{ readonly attempt: number; readonly delay: number }>;
  reconnected: CustomEvent<null>;
  /** A message was not delivered (`not-connected`, `switched-off`), or the server warns (`rate-limited`). */
  undelivered: CustomEvent<PlongError>;
  /** It is over: null if closed by this program, else why. */
  closed: CustomEvent<PlongError | null>;
  /** Words of the conversation, see docs/wire/files.md, from the peer in `detail`. */
  hello: CustomEvent<Peer>;
  welcome: CustomEvent<Peer>;
  busy: CustomEvent<Peer>;
  bye: CustomEvent<Peer>;
  /** Somebody wants to send a file or a stream. */
  offer: CustomEvent<Offer>;
  /** Somebody knocked at this peer's address; what came while nobody was connected is in `inbox()` only. */
  knocked: CustomEvent<Knocked>;
  /** This connection's node of LCDP has answered or heard something, see `lcdp()`. */
  lcdp: CustomEvent<readonly LcdpMessage[]>;
}

/** A message of LCDP: an object with one name, its type, and an object behind it (docs/wire/lcdp.md). */
export type LcdpMessage = Readonly<Record<string, unknown>>;

/** Somebody left word, see docs/wire/ping.md. Nothing was fetched. */
export interface Knocked {
  readonly pingId: string;
  /** The address of who left it, as they say: only a pull shows whether it is true. */
  readonly origin: string;
  /** What kind of content it is, `"ask"` for one; the word means something to the two programs only. */
  readonly payloadType: string;
}

/** How far a ping has come. */
export type PingState = "PING_EXISTS" | "PING_RECEIVED" | "CONTENT_PULLED" | "ACKNOWLEDGED" | "IGNORED" | "EXPIRED";

/** What waits in an inbox. */
export interface Waiting extends Knocked {
  /** SHA-256 of the content's UTF-8; null if the sender did not say. */
  readonly contentHash: string | null;
  /** Bytes of the content's UTF-8, as the sender says; null if it did not. */
  readonly size: number | null;
  /** The door by which it came: `"public"`, `"user"`, `"private"`, `"anonymous"`. */
  readonly tier: string;
  readonly state: PingState;
  /** By the server's clock. */
  readonly receivedAt: Date;
}

/** What stands in the outbox after a `knock`. */
export interface Sent {
  readonly pingId: string;
  /** `"PING_EXISTS"`: the server goes and knocks now. */
  readonly state: PingState;
}

/** A content that was fetched. */
export interface Pulled extends Knocked {
  readonly content: string;
  /** SHA-256 of the content's UTF-8: 64 hexadecimal digits. */
  readonly contentHash: string;
}

export interface KnockOptions extends WaitOptions {
  /** What kind of content it is; `"ask"` unless said otherwise. */
  payloadType?: string | undefined;
  /** The address of one of this peer's masks, to be told instead of its own. */
  origin?: string | undefined;
  /** By which door; `"public"` unless said otherwise. `"user"` wants a `token`; `"private"` says that the content is encrypted, which is for the program to do. */
  door?: "public" | "user" | "private" | undefined;
  /** What the receiver gave out for its door `"user"`, and for no other. This peer's server keeps it until the knock is heard. */
  token?: string | undefined;
}

export interface InboxOptions extends WaitOptions {
  /** How many pings at most; all unless said otherwise. */
  limit?: number | undefined;
}

export interface PingOptions extends WaitOptions {
  /** Whose ping is meant, where two senders used one id. */
  origin?: string | undefined;
}

/** Who is held off: one origin, those at or below a path, those of a host and its subdomains, or whoever knocks from a network. */
export type Block =
  | { readonly origin: string }
  | { readonly prefix: string }
  | { readonly host: string }
  | { readonly network: string };

export interface MaskOptions extends WaitOptions {
  /** Seconds after which it takes no more. */
  ttl?: number | undefined;
  /** It takes one ping, and no more. */
  singlePull?: boolean | undefined;
}

/** An address that stands for its owner without telling who that is. */
export interface Mask {
  readonly maskId: string;
  readonly address: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly singlePull: boolean;
  readonly used: boolean;
  readonly revoked: boolean;
}

export interface TokenOptions extends WaitOptions {
  /** For the owner, to tell them apart. */
  name?: string | undefined;
}

/** What lets its bearer knock at the door `user`. */
export interface Token {
  readonly tokenId: string;
  readonly name: string;
  readonly createdAt: Date;
}

/** A token as it is made: `token` is told this once. */
export interface NewToken extends Token {
  readonly token: string;
}

/** Which doors are open, and how long content is kept. */
export interface Settings {
  readonly address: string;
  readonly public: boolean;
  readonly user: boolean;
  readonly private: boolean;
  readonly anonymous: boolean;
  /** Seconds after a ping's end; null: for ever, within the box's size. */
  readonly keptFor: number | null;
}

/**
 * One peer's connection to the server. Made by `connect`.
 *
 * It is an iterable of the messages that come, and an `EventTarget` of what happens besides. It comes back by itself when it
 * breaks: as the same peer, linked as before; what waits (`claim`, `find`, `link`, `send`, …) goes on, transfers too.
 */
export class Connection extends EventTarget implements AsyncIterable<Message> {
  private constructor();
  /** How others address this peer. */
  readonly publicId: string;
  /** This peer's secret; `connect(url, { privateId })` is this peer again. */
  readonly privateId: string;
  readonly limits: Limits;
  readonly state: ConnectionState;
  /** The peer that messages go to. */
  readonly link: Peer | null;
  /** Where others leave word for this peer, see docs/wire/ping.md; null if the server takes none. */
  readonly address: string | null;

  /** Be found by these words. @throws PlongError `passphrase-taken`, `bad-request`, `rate-limited`, `full`, … */
  claim(passphrase: string, options?: ClaimOptions): Promise<Identity>;
  /** Find who claimed these words. @throws PlongError `identity-not-found`, `rate-limited`, … */
  find(passphrase: string, options?: WaitOptions): Promise<Peer>;
  /** Return the peer with this PublicId, without asking whether it exists. */
  peer(publicId: string): Peer;
  /**
   * Meet whoever says the same words: who comes first claims them, the other finds. Resolves when both are linked.
   *
   * @throws PlongError `busy`: who has these words talks with somebody else; `expired`: nobody came, and `renew` is false
   */
  meet(passphrase: string, options?: MeetOptions): Promise<Peer>;

  /**
   * The messages that come, from where the last reader stopped; those of the conversation (docs/wire/files.md) are not among them.
   *
   * Ends when this program closes the connection; throws when it ends otherwise, at the latest `unread`, when 16 MiB wait to be read.
   * Several readers share the messages: each goes to one.
   */
  messages(options?: WaitOptions): AsyncIterableIterator<Message>;
  [Symbol.asyncIterator](): AsyncIterableIterator<Message>;

  /**
   * Do something in the swarm of LCDP: say or ask it, in the words of docs/wire/lcdp.md, as a page does over the browsers' bridge.
   * The first call opens a node for this connection. What it answers and hears comes as `lcdp` events, its key (`YourEd25519`) first.
   * After a break that node is gone, and so is its key.
   *
   * @throws PlongError `switched-off`, `full`, `bad-request`, `too-big`, `connection-lost`
   */
  lcdp(messages: readonly LcdpMessage[], options?: WaitOptions): Promise<void>;

  /**
   * Leave word at an address: the content stays on this peer's server until its owner has fetched it. The server knocks again until it is heard.
   *
   * @throws PlongError of this call and all below: `switched-off` (`address` is null), `bad-request`, `not-the-owner`, `rate-limited`, `full`,
   *   `unreachable`, `closed`, `bad-answer`; of this one `not-your-origin`, `too-big`, `outbox-full` besides
   */
  knock(address: string | URL, content: string, options?: KnockOptions): Promise<Sent>;
  /** What waits for this peer, oldest first; nothing of it was fetched but what is `CONTENT_PULLED`. */
  inbox(options?: InboxOptions): Promise<Waiting[]>;
  /** Fetch what somebody left; they hear that it was fetched. @throws PlongError `no-such-ping`, `already-acknowledged`, `gone`, `hash-mismatch`, `sender-failed`, `inbox-full` */
  pull(pingId: string, options?: PingOptions): Promise<Pulled>;
  /** What was pulled before, as long as it is kept. @throws PlongError `no-such-ping` */
  kept(pingId: string, options?: PingOptions): Promise<Pulled>;
  /** Do not fetch this, and hear no more of it; its sender hears nothing either. */
  ignore(pingId: string, options?: PingOptions): Promise<void>;
  /** Hear no more knocks of these; they cannot tell. Resolves to the block as the server writes it. */
  block(block: Block, options?: WaitOptions): Promise<Block>;
  unblock(block: Block, options?: WaitOptions): Promise<void>;
  blocks(options?: WaitOptions): Promise<Block[]>;
  makeMask(options?: MaskOptions): Promise<Mask>;
  masks(options?: WaitOptions): Promise<Mask[]>;
  /** Give a mask up: it takes and serves nothing from now on. */
  revokeMask(maskId: string, options?: WaitOptions): Promise<void>;
  makeToken(options?: TokenOptions): Promise<NewToken>;
  tokens(options?: WaitOptions): Promise<Token[]>;
  revokeToken(tokenId: string, options?: WaitOptions): Promise<void>;
  settings(options?: WaitOptions): Promise<Settings>;
  /** Change some; resolves to all. */
  changeSettings(settings: Partial<Omit<Settings, "address">>, options?: WaitOptions): Promise<Settings>;

  status(options?: WaitOptions): Promise<Status>;
  /** Milliseconds to the server and back; all that was asked before is done by then. */
  ping(options?: WaitOptions): Promise<number>;
  /** Say bye to whom `meet` met, remove this peer with all its passphrases from the server, and close. @throws PlongError `unreachable`; it is closed nevertheless */
  leave(): Promise<void>;
  /** Close; the peer and its passphrases live on until they expire. What is under way fails with `closed`. */
  close(): void;

  addEventListener<K extends keyof ConnectionEvents>(
    type: K,
    listener: ((event: ConnectionEvents[K]) => void) | { handleEvent(event: ConnectionEvents[K]): void } | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof ConnectionEvents>(
    type: K,
    listener: ((event: ConnectionEvents[K]) => void) | { handleEvent(event: ConnectionEvents[K]): void } | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** Text goes as text; bytes as binary; anything else as JSON text. */
export type Sendable =
  | string
  | ArrayBuffer
  | ArrayBufferView
  | Blob
  | number
  | boolean
  | null
  | object;

/** Another peer. There is one object for each id in a connection, so `===` compares. */
export class Peer {
  private constructor();
  /** Its PublicId. */
  readonly id: string;

  /**
   * Send one message; links to this peer first if another is linked. Resolves when it is handed to the
   * socket: it waits while 1 MiB waits there, and while the connection is coming back. Messages keep the order of the calls.
   * That a message was not delivered is told by the event `undelivered`.
   *
   * @throws PlongError `bad-request` (it starts with ESC or FS, or is no JSON), `too-big` (over `limits.MaxMessage`),
   *   `no-such-peer`, `closed`
   */
  send(value: Sendable, options?: WaitOptions): Promise<void>;
  /**
   * Send one text without linking. @throws PlongError `not-connected`, `connection-lost`, `bad-request`, `too-big`
   */
  tell(text: string, options?: WaitOptions): Promise<void>;
  /** Link to this peer: messages go to it from now on. `direct`: it is linked back. @throws PlongError `no-such-peer` */
  link(options?: WaitOptions): Promise<{ readonly direct: boolean }>;
  /** Milliseconds to this peer and back; never, if it speaks no docs/wire/files.md: give it a signal. */
  ping(options?: WaitOptions): Promise<number>;
  /** Say that this is the end of the conversation. */
  bye(options?: WaitOptions): Promise<void>;
  /** Offer a file; it is sent as soon as it is accepted, and goes on after breaks. */
  sendFile(file: Source, options?: SendFileOptions): Transfer;
  /** Offer a stream, whose length need not be known; what is written is sent as soon as it is accepted, and goes on after breaks. */
  openStream(options?: StreamOptions): OutStream;
}

/** One message that came. */
export class Message {
  private constructor();
  readonly sender: Peer;
  /** It came over a link in both directions, not with its sender's name in front. */
  readonly direct: boolean;
  /** Null if it is binary. */
  readonly text: string | null;
  /** Its bytes; those of a text in UTF-8. */
  readonly data: Uint8Array<ArrayBuffer>;
  /** Its text, or its bytes as UTF-8, read as JSON. @throws SyntaxError */
  json(): unknown;
}

/** Something with a size of which parts can be read: a `File`, a `Blob`, or what has these of them. */
export interface Source {
  readonly size: number;
  readonly name?: string | undefined;
  /** The bytes from `start` up to, without, `end`. */
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/** Hears how many bytes of how many are over; `size` is null for a stream. */
export type OnProgress = (bytes: number, size: number | null) => void;

export interface SendFileOptions extends WaitOptions {
  /** Instead of the file's own. */
  name?: string | undefined;
  /** Hears what the receiver has stored. */
  onprogress?: OnProgress | undefined;
}

export interface StreamOptions extends WaitOptions {
  /** Hears what the receiver has stored. */
  onprogress?: OnProgress | undefined;
}

/** What was transferred. */
export interface Transferred {
  readonly size: number;
  /** 64 hexadecimal digits; both sides have it. */
  readonly sha256: string;
}

/** `"offered"`: not yet accepted. `"waiting"`: broken off, until the other is back. */
export type TransferState = "offered" | "active" | "waiting" | "done" | "failed";

/** A file, or a stream, on its way to another. */
export class Transfer<Size extends number | null = number> {
  protected constructor();
  readonly peer: Peer;
  readonly id: string;
  /** `""` for a stream. */
  readonly name: string;
  /** Bytes; null for a stream. */
  readonly size: Size;
  /** Bytes that the receiver has stored. */
  readonly sent: number;
  readonly state: TransferState;
  /** Rejects with a `PlongError` that has the `Reason`. Need not be watched. */
  readonly done: Promise<Transferred>;
  /** End it with `cancelled`; nothing happens if it is over. */
  cancel(): void;
}

/** A stream on its way to another: what is written arrives in order, over any number of breaks. */
export class OutStream extends Transfer<null> {
  private constructor();
  /**
   * Add bytes, behind those of the calls before; they may be changed again when it resolves. Waits while 8 MiB are kept that the
   * receiver has not stored yet. @throws PlongError as `done` does, or `bad-request` (it was ended); TypeError (it is not bytes)
   */
  write(bytes: ArrayBuffer | ArrayBufferView): Promise<void>;
  /** Say that this was all. Resolves when the receiver has it. @throws PlongError as `done` does, `lost` among them: the receiver asks for what it had said to have stored */
  end(): Promise<Transferred>;
}

/** Where a received file goes. Each call waits for the one before it; what throws ends the transfer with `no-space`. */
export interface Sink {
  /** The next bytes of the file; they are this sink's to keep. */
  write(bytes: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** All is there, and its hash is right. From now on nobody can cancel; `abort` follows only if this throws. */
  close(): void | Promise<void>;
  /** It failed; throw away what was written. */
  abort(): void | Promise<void>;
  /** The file begins anew; throw away what was written. Without it the transfer fails with `lost`. */
  restart?(): void | Promise<void>;
}

/** A sink that keeps all in memory. */
export interface MemorySink extends Sink {
  /** What was written. */
  blob(type?: string): Blob;
}
export function memorySink(): MemorySink;

/** A file, or a stream, that another wants to send. */
export class Offer {
  private constructor();
  readonly peer: Peer;
  readonly id: string;
  /** What `cleanName` makes of the sender's; `""` for a stream. */
  readonly name: string;
  /** Bytes, as announced; null for a stream. */
  readonly size: number | null;
  readonly stream: boolean;
  /** Bytes that are stored. */
  readonly received: number;
  readonly state: TransferState;
  /** Rejects with a `PlongError` that has the `Reason`, also if the sender withdraws the offer. Need not be watched. */
  readonly done: Promise<Transferred>;
  /** Take it. Resolves when all is stored and the hash is right; aborting the signal cancels. @throws PlongError as `done` does */
  accept(sink: Sink, options?: WaitOptions & { onprogress?: OnProgress | undefined }): Promise<Transferred>;
  /** Refuse it, or with another reason than `declined` say why. */
  decline(reason?: Reason): void;
  /** End it with `cancelled`; nothing happens if it is over, or all is stored. */
  cancel(): void;
}

/** Make a stranger's file name one that can be used: no folders, nothing that cannot be seen, at most 200 bytes (docs/wire/files.md, rule 5). */
export function cleanName(name: string): string;

/** SHA-256 that takes its input in pieces. */
export class Sha256 {
  update(bytes: Uint8Array): this;
  /** A copy that goes on by itself. */
  clone(): Sha256;
  /** 64 hexadecimal digits of what came so far; it may go on. */
  hex(): string;
}

/** The version of this module. */
export const version: string;
