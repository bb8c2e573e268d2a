// Uses every export as a program would; `tsc` checks it, nothing runs it.
import {
  cleanName,
  connect,
  Connection,
  memorySink,
  Message,
  Offer,
  OutStream,
  Peer,
  PlongError,
  Sha256,
  Transfer,
  version,
} from "plong";
import type {
  Block,
  ClaimOptions,
  ConnectionEvents,
  ConnectionState,
  ConnectOptions,
  ErrorCode,
  Identity,
  InboxOptions,
  Knocked,
  KnockOptions,
  LcdpMessage,
  Limits,
  Mask,
  MaskOptions,
  MeetingState,
  MeetOptions,
  MemorySink,
  NewToken,
  OnProgress,
  PingOptions,
  PingState,
  Pulled,
  Reason,
  Sendable,
  SendFileOptions,
  Sent,
  Settings,
  Sink,
  Source,
  Status,
  StreamOptions,
  Token,
  TokenOptions,
  Transferred,
  TransferState,
  WaitOptions,
  Waiting,
} from "plong";
import { decrypt, encrypt, makeKeys } from "plong/private";
import type { Keys } from "plong/private";

const signal: AbortSignal = AbortSignal.timeout(1000);
const wait: WaitOptions = { signal };

export async function connects(options: ConnectOptions): Promise<[string, string, ConnectionState]> {
  const me: Connection = await connect("http://localhost:1501", options);
  const again = await connect(new URL("ws://localhost"), { privateId: me.privateId, signal, reconnect: false, patient: true });
  await connect({ signal });
  await connect();
  // @ts-expect-error it is given by the server
  again.publicId = "";
  // @ts-expect-error connections are made by connect
  new Connection();
  return [me.publicId, me.privateId, me.state];
}

export async function isFoundAndFinds(me: Connection, options: ClaimOptions): Promise<Peer> {
  const identity: Identity = await me.claim("blue tiger sky", { uses: 1, timeout: 60, signal, ...options });
  const life: number = identity.expires.getTime() - identity.created.getTime();
  const peer: Peer = await me.find("blue tiger sky", wait);
  return life > 0 ? peer : me.peer(identity.publicId);
}

export async function swarms(me: Connection): Promise<void> {
  await me.lcdp([{ PleaseSendPeers: {} }], wait);
  // @ts-expect-error it takes objects
  await me.lcdp(["PleaseSendPeers"]);
}

export async function meets(me: Connection, options: MeetOptions): Promise<Peer> {
  const onstate = (state: MeetingState): void => {
    if (state.name === "claimed") state.expires satisfies Date;
    else if (state.name === "held") state.retryIn satisfies number;
    else if (state.name !== "expired") state.peer satisfies Peer;
  };
  return me.meet("blue tiger sky", { onstate, renew: false, signal, ...options });
}

export async function sends(peer: Peer, value: Sendable): Promise<void> {
  await peer.send(value, wait);
  await peer.send({ an: ["object", 1, null, true] });
  await peer.send(new Uint8Array(1));
  await peer.send(new Blob());
  // @ts-expect-error it has no JSON
  await peer.send(undefined);
  await peer.tell("text", wait);
  const { direct } = await peer.link(wait);
  direct satisfies boolean;
  (await peer.ping(wait)) satisfies number;
  await peer.bye(wait);
}

export async function reads(me: Connection): Promise<void> {
  for await (const message of me) reads1(message);
  for await (const message of me.messages({ signal })) reads1(message);
}

function reads1(message: Message): unknown {
  const { sender, text, data, direct } = message;
  return [sender satisfies Peer, text satisfies string | null, data satisfies Uint8Array, direct satisfies boolean, message.json()];
}

export async function asksTheServer(me: Connection): Promise<[Status, number, Limits, Peer | null]> {
  const answer: [Status, number, Limits, Peer | null] = [await me.status(wait), await me.ping(wait), me.limits, me.link];
  await me.leave();
  me.close();
  return answer;
}

export function listens(me: Connection): void {
  me.addEventListener("linked", ({ detail }) => detail satisfies Peer);
  me.addEventListener("restarting", ({ detail }) => detail satisfies number);
  me.addEventListener("reconnecting", ({ detail: { attempt, delay } }) => (attempt + delay) satisfies number);
  me.addEventListener("undelivered", ({ detail }) => detail satisfies PlongError);
  me.addEventListener("closed", ({ detail }) => detail satisfies PlongError | null, { once: true });
  const gone = (event: ConnectionEvents["gone"]): Peer => event.detail;
  me.addEventListener("gone", gone);
  me.removeEventListener("gone", gone);
  // @ts-expect-error there is no such event
  me.addEventListener("landed", () => {});
}

export async function leavesWord(me: Connection, options: KnockOptions): Promise<PingState> {
  const sent: Sent = await me.knock(me.address ?? "", "Hi", { payloadType: "ask", origin: "http://mask", signal, ...options });
  await me.knock(new URL("http://localhost"), "Hi");
  await me.knock("http://localhost", "Hi", { door: "user", token: "secret" });
  // @ts-expect-error there is no such door
  await me.knock("http://localhost", "Hi", { door: "back" });
  // @ts-expect-error it takes a text
  await me.knock("http://localhost", new Uint8Array(1));
  // @ts-expect-error it is given by the server
  me.address = "";
  return sent.state;
}

export async function hearsOfWord(me: Connection, few: InboxOptions, whose: PingOptions): Promise<Pulled[]> {
  me.addEventListener("lcdp", ({ detail }) => detail satisfies readonly LcdpMessage[]);
  me.addEventListener("knocked", ({ detail }) => detail satisfies Knocked);
  const [first]: Waiting[] = await me.inbox({ limit: 10, signal, ...few });
  if (first) [first.contentHash satisfies string | null, first.size satisfies number | null, first.receivedAt satisfies Date];
  await me.ignore("id", { signal, ...whose });
  return [await me.pull("id", { origin: first?.origin, signal }), await me.kept("id", whose)];
}

export async function keepsTheDoors(me: Connection, options: MaskOptions & TokenOptions): Promise<unknown[]> {
  const block: Block = await me.block({ host: "example.org" }, wait);
  await me.unblock(block, wait);
  // @ts-expect-error there is no such block
  await me.block({ country: "Utopia" });
  const mask: Mask = await me.makeMask({ ttl: 60, singlePull: true, signal, ...options });
  await me.revokeMask(mask.maskId, wait);
  const token: NewToken = await me.makeToken({ name: "Alice", signal });
  await me.revokeToken(token.tokenId, wait);
  const tokens: Token[] = await me.tokens(wait);
  const settings: Settings = await me.changeSettings({ public: false, keptFor: null }, wait);
  // @ts-expect-error it cannot be set
  await me.changeSettings({ address: "http://localhost" });
  return [await me.blocks(wait), await me.masks(wait), tokens, settings, await me.settings(wait)];
}

export async function sendsAFile(peer: Peer, file: File, source: Source, options: SendFileOptions): Promise<Transferred> {
  const onprogress: OnProgress = (bytes, size) => [bytes, size];
  const transfer: Transfer = peer.sendFile(file, { name: "a.txt", onprogress, signal, ...options });
  peer.sendFile(source).cancel();
  [transfer.id, transfer.name, transfer.size, transfer.sent, transfer.peer] satisfies unknown[];
  transfer.state satisfies TransferState;
  return transfer.done;
}

export async function sendsAStream(peer: Peer, options: StreamOptions): Promise<Transferred> {
  const stream: OutStream = peer.openStream({ onprogress: (bytes) => bytes, signal, ...options });
  await stream.write(new Uint8Array(1));
  await stream.write(new ArrayBuffer(1));
  // @ts-expect-error it takes bytes
  await stream.write("text");
  [stream satisfies Transfer<null>, stream.size satisfies null, stream.state] satisfies unknown[];
  peer.openStream().cancel();
  return stream.end();
}

export async function receivesAFile(offer: Offer, own: Sink): Promise<Blob> {
  if (offer.stream) offer.decline("too-big");
  if ((offer.size ?? 0) > 10) offer.decline();
  const sink: MemorySink = memorySink();
  const { size, sha256 }: Transferred = await offer.accept(sink, { signal, onprogress: () => {} });
  await offer.accept(own);
  offer.cancel();
  [offer.peer, offer.id, offer.name, offer.received, offer.state, offer.done, size, sha256] satisfies unknown[];
  return sink.blob("text/plain");
}

export function failsWith(error: PlongError): string {
  const code: ErrorCode | Reason = error.code;
  const wait: number | undefined = error.retryAfter;
  new PlongError("no-space", "The disk is full.", { cause: error, retryAfter: 1 });
  return `${error.name} ${code} ${wait} ${error.message}`;
}

export function hashes(bytes: Uint8Array): string {
  return `${version} ${cleanName("../a")} ${new Sha256().update(bytes).clone().hex()}`;
}

export async function hides(text: string): Promise<string> {
  const keys: Keys = await makeKeys();
  // @ts-expect-error they are made by makeKeys
  keys.privateKey = "";
  // @ts-expect-error it takes a text
  await encrypt(keys.publicKey, new Uint8Array(1));
  const codes: ErrorCode[] = ["bad-key", "undecipherable", "no-webcrypto"];
  return decrypt(keys.privateKey, await encrypt(keys.publicKey, `${text} ${codes}`));
}
