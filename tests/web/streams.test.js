// Streams: what is sent while it is made.

import assert from "node:assert/strict";
import { test } from "node:test";

import { memorySink, Sha256 } from "../../plong/web/plong.js";
import { Server } from "./server.js";
import { bytesOf, heard, newFriends, newPeer, nextTurn, randomBytes, refused, Stranger } from "./support.js";

const KIB = 1024;
const MIB = 1024 * KIB;

async function openStream({ bob, bobToAlice }, sink, options) {
  const offered = heard(bob, "offer");
  const stream = bobToAlice.openStream(options);
  const offer = await offered;
  const accepted = offer.accept(sink);
  accepted.catch(() => {});
  return { stream, offer, accepted };
}

async function bytesIn(sink) {
  return new Uint8Array(await sink.blob().arrayBuffer());
}

for (const size of [0, 1, 64 * KIB, 64 * KIB + 1, 20 * MIB]) {
  test(`a stream of ${size} bytes arrives`, async (t) => {
    const sink = memorySink();
    const { stream, offer, accepted } = await openStream(await newFriends(t), sink);
    assert.deepEqual([offer.stream, offer.size, stream.name, stream.size], [true, null, "", null]);
    const bytes = randomBytes(size);
    await stream.write(bytes);
    const [sent, received] = await Promise.all([stream.end(), accepted]);
    assert.deepEqual(sent, received);
    assert.deepEqual([sent.size, stream.sent, stream.state], [size, size, "done"]);
    assert.deepEqual(await bytesIn(sink), bytes);
  });
}

test("pieces of any kind and size keep their order, and may be used again", async (t) => {
  const sink = memorySink();
  const { stream, accepted } = await openStream(await newFriends(t), sink);
  const piece = bytesOf("abc");
  for (const value of [piece, piece.buffer, new DataView(piece.buffer, 1), new Uint8Array()]) await stream.write(value);
  piece.fill(0);
  const many = Array.from({ length: 5000 }, (_, n) => stream.write(bytesOf(`${n},`)));
  await Promise.all([...many, stream.end(), accepted]);
  assert.equal(await sink.blob().text(), `abcabcbc${Array.from({ length: 5000 }, (_, n) => `${n},`).join("")}`);
});

test("what was written comes before the end", async (t) => {
  const sink = memorySink();
  const { stream } = await openStream(await newFriends(t), sink);
  await stream.write(bytesOf("now"));
  while ((await sink.blob().text()) !== "now") await nextTurn();
  assert.equal(stream.state, "active");
  stream.cancel();
});

test("a writer waits while the receiver has too many to store", async (t) => {
  const go = Promise.withResolvers();
  const { stream, accepted } = await openStream(await newFriends(t), { write: () => go.promise, close() {}, abort() {} });
  let written = 0;
  const writing = (async () => {
    for (; written < 40; written += 1) await stream.write(new Uint8Array(MIB));
  })();
  while (written < 8) await nextTurn();
  for (let n = 0; n < 20; n += 1) await stream.peer.ping();
  assert.equal(written, 8);
  go.resolve();
  await writing;
  assert.equal((await stream.end()).size, 40 * MIB);
  await accepted;
});

test("a stream goes on after the server was killed, and nothing is lost", async (t) => {
  const server = await Server.start(t);
  const sink = memorySink();
  const { stream, accepted } = await openStream(await newFriends(t, server.url), sink);
  const bytes = randomBytes(24 * MIB);
  for (let at = 0; at < bytes.length; at += MIB) {
    await stream.write(bytes.subarray(at, at + MIB));
    if (at % (8 * MIB) === 4 * MIB) await server.restart();
  }
  await Promise.all([stream.end(), accepted]);
  assert.deepEqual(await bytesIn(sink), bytes);
});

test("a stream that ended otherwise takes no more", async (t) => {
  const friends = await newFriends(t);
  const { stream, accepted } = await openStream(friends, memorySink());
  await assert.rejects(stream.write("text"), TypeError);
  stream.cancel();
  await assert.rejects(stream.write(bytesOf("x")), refused("cancelled"));
  await assert.rejects(stream.end(), refused("cancelled"));
  await assert.rejects(accepted, refused("cancelled"));
  const other = await openStream(friends, memorySink());
  await Promise.all([other.stream.end(), other.accepted]);
  await assert.rejects(other.stream.write(bytesOf("x")), refused("bad-request"));
});

test("a signal cancels a stream, and who waits to write hears why", async (t) => {
  const stop = new AbortController();
  const { stream, accepted } = await openStream(await newFriends(t), { write: () => new Promise(() => {}), close() {}, abort() {} }, { signal: stop.signal });
  const reason = new Error("enough");
  const writing = stream.write(new Uint8Array(40 * MIB));
  stop.abort(reason);
  await Promise.all([assert.rejects(writing, reason), assert.rejects(stream.done, reason), assert.rejects(accepted, refused("cancelled"))]);
});

test("a receiver may go on in the middle of what was sent together, though what stands before was forgotten", async (t) => {
  const alice = await newPeer(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(alice.publicId);
  const stream = alice.peer(stranger.id).openStream();
  const { Offer: id } = await stranger.hears((words) => words.Offer);
  stranger.say({ Accept: id, From: 0, Window: 4 * MIB });
  const bytes = randomBytes(MIB);
  await stream.write(bytes);
  let got = 0;
  const count = (data) => (got += data instanceof ArrayBuffer ? data.byteLength - 25 : 0);
  await stranger.hears((data) => count(data) === MIB);
  const from = MIB / 2 + 100;
  stranger.say({ Got: id, Bytes: from });
  await alice.peer((await Stranger.gone()).id).send("nobody hears this");
  await stranger.hears((words) => words.Offer === id);
  stranger.say({ Accept: id, From: from, Window: 4 * MIB, Sha256: new Sha256().update(bytes.subarray(0, from)).hex() });
  assert.deepEqual(await stranger.hears((words) => words.Cancel || words.Begin), { Begin: id, From: from });
  const done = stream.end();
  got = from;
  await stranger.hears((data) => count(data) === MIB);
  stranger.say({ Got: id, Bytes: MIB });
  const { Sha256: sha256 } = await stranger.hears((words) => words.End);
  assert.equal(sha256, new Sha256().update(bytes).hex());
  stranger.say({ Done: id });
  await done;
});

for (const [asked, from] of [["all", 0], ["a part", 100]]) {
  test(`a receiver that asks for ${asked} of what it had said to have gets it no more`, async (t) => {
    const alice = await newPeer(t);
    const stranger = await Stranger.connect(t);
    await stranger.linkTo(alice.publicId);
    const stream = alice.peer(stranger.id).openStream();
    const { Offer: id, Stream: isStream } = await stranger.hears((words) => words.Offer);
    assert.equal(isStream, true);
    stranger.say({ Accept: id, From: 0, Window: 4 * MIB });
    await stream.write(new Uint8Array(MIB));
    let got = 0;
    await stranger.hears((data) => (got += data instanceof ArrayBuffer ? data.byteLength - 25 : 0) === MIB);
    stranger.say({ Got: id, Bytes: MIB });
    // A message that is lost makes the sender ask again, whoever it was for.
    await alice.peer((await Stranger.gone()).id).send("nobody hears this");
    await stranger.hears((words) => words.Offer === id);
    stranger.say({ Accept: id, From: from, Sha256: from ? "0".repeat(64) : undefined });
    assert.deepEqual(await stranger.hears((words) => words.Cancel || words.Begin), { Cancel: id, Reason: "lost" });
    await assert.rejects(stream.end(), refused("lost"));
  });
}
