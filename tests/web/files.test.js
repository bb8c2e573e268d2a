import assert from "node:assert/strict";
import { test } from "node:test";

import { memorySink } from "../../plong/web/plong.js";
import { Server } from "./server.js";
import { heard, newFriends, nextTurn, randomBytes, refused } from "./support.js";

const KIB = 1024;

/** Send bytes, accept what is offered; both ends, when both are done. */
async function transfer({ bob, bobToAlice }, source, name, sink = memorySink()) {
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(source, { name });
  const offer = await offered;
  const accepted = offer.accept(sink);
  const [sent, received] = await Promise.all([sending.done, accepted]);
  return { sent, received, offer, sending, sink };
}

for (const length of [0, 1, 256 * KIB, 256 * KIB + 1, 5 * 1024 * KIB + 7]) {
  test(`a file of ${length} bytes arrives`, async (t) => {
    const friends = await newFriends(t);
    const bytes = randomBytes(length);
    const { sent, received, offer, sending, sink } = await transfer(friends, new Blob([bytes]), "a.bin");
    assert.deepEqual(new Uint8Array(await sink.blob().arrayBuffer()), bytes);
    assert.deepEqual(sent, received);
    assert.equal(sent.size, length);
    assert.deepEqual([offer.state, offer.received, offer.name], ["done", length, "a.bin"]);
    assert.deepEqual([sending.state, sending.sent], ["done", length]);
  });
}

test("a file's name is its own, and is cleaned", async (t) => {
  const friends = await newFriends(t);
  const { offer } = await transfer(friends, new File(["x"], "../../etc/passwd"));
  assert.equal(offer.name, "passwd");
});

test("several files go side by side, between messages, both ways", async (t) => {
  const { bob, alice, aliceToBob, bobToAlice } = await newFriends(t);
  const bytes = randomBytes(3 * 1024 * KIB);
  const accept = ({ detail: offer }) => void offer.accept(memorySink());
  for (const me of [bob, alice]) me.addEventListener("offer", accept);
  const all = [];
  for (let n = 0; n < 4; n += 1) {
    all.push(bobToAlice.sendFile(new Blob([bytes])).done, aliceToBob.sendFile(new Blob([bytes])).done);
    all.push(bobToAlice.send(n));
  }
  const done = (await Promise.all(all)).filter(Boolean);
  assert.equal(new Set(done.map(({ sha256 }) => sha256)).size, 1);
});

test("both hear how far it is", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  const size = 3 * 1024 * KIB;
  const heardBySender = [];
  const heardByReceiver = [];
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(new Blob([new Uint8Array(size)]), {
    onprogress: (...progress) => heardBySender.push(progress),
  });
  await (await offered).accept(memorySink(), { onprogress: (...progress) => heardByReceiver.push(progress) });
  await sending.done;
  for (const progress of [heardBySender, heardByReceiver]) {
    assert.ok(progress.length > 2);
    assert.deepEqual(progress.at(-1), [size, size]);
    assert.deepEqual(progress, progress.toSorted(([a], [b]) => a - b));
  }
});

test("no is an answer, and has a reason", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  for (const [decline, code] of [[(offer) => offer.decline(), "declined"], [(offer) => offer.decline("too-big"), "too-big"]]) {
    const offered = heard(bob, "offer");
    const { done } = bobToAlice.sendFile(new Blob(["x"]));
    const offer = await offered;
    decline(offer);
    await assert.rejects(done, refused(code));
    await assert.rejects(offer.done, refused(code));
    await assert.rejects(offer.accept(memorySink()), refused("bad-request"));
  }
});

test("either may cancel, and what was written is thrown away", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  for (const cancel of [(sending) => sending.cancel(), (_, offer) => offer.cancel()]) {
    const events = [];
    const started = Promise.withResolvers();
    const sink = { write: () => (started.resolve(), nextTurn()), close() {}, abort: () => events.push("abort") };
    const offered = heard(bob, "offer");
    const sending = bobToAlice.sendFile(new Blob([new Uint8Array(8 * 1024 * KIB)]));
    const offer = await offered;
    const accepted = offer.accept(sink);
    await started.promise;
    cancel(sending, offer);
    await Promise.all([assert.rejects(sending.done, refused("cancelled")), assert.rejects(accepted, refused("cancelled"))]);
    await bobToAlice.ping();
    assert.deepEqual(events, ["abort"]);
  }
});

/** A file of one byte that Bob has, but for his sink's `close`, which waits for `go`. */
async function almostDone(t) {
  const friends = await newFriends(t);
  const go = Promise.withResolvers();
  const closing = Promise.withResolvers();
  const calls = [];
  const close = () => (calls.push("close"), closing.resolve(), go.promise);
  const sink = { write() {}, close, abort: () => calls.push("abort") };
  const offered = heard(friends.bob, "offer");
  const sending = friends.bobToAlice.sendFile(new Blob(["x"]));
  const offer = await offered;
  const accepted = offer.accept(sink);
  await closing.promise;
  return { ...friends, sending, offer, accepted, calls, go };
}

for (const [who, cancel] of [
  ["the sender", ({ sending }) => sending.cancel()],
  ["the receiver", ({ offer }) => offer.cancel()],
  ["the end of the receiver's connection", ({ bob }) => bob.close()],
]) {
  test(`what is stored and right is done, though ${who} would end it`, async (t) => {
    const end = await almostDone(t);
    const { bob, bobToAlice, offer, accepted, calls, go } = end;
    cancel(end);
    if (bob.state !== "closed") await bobToAlice.ping(); // behind the `Cancel`
    go.resolve();
    assert.equal((await accepted).size, 1);
    await nextTurn();
    assert.deepEqual([offer.state, calls], ["done", ["close"]]);
  });
}

test("a sink that cannot be closed is full, and is thrown away, whatever came meanwhile", async (t) => {
  const { bob, bobToAlice, sending, accepted, calls, go } = await almostDone(t);
  sending.cancel();
  await bobToAlice.ping();
  go.reject(new Error("ENOSPC"));
  await assert.rejects(accepted, refused("no-space"));
  await bob.peer(bob.publicId).ping();
  assert.deepEqual(calls, ["close", "abort"]);
});

test("a signal cancels with its reason", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  const reason = new Error("enough");
  const stop = new AbortController();
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(new Blob(["x"]), { signal: stop.signal });
  const offer = await offered;
  stop.abort(reason);
  await assert.rejects(sending.done, reason);
  await assert.rejects(offer.done, refused("cancelled"));
});

test("a sink that is full ends it", async (t) => {
  const friends = await newFriends(t);
  const full = { write: () => Promise.reject(new Error("ENOSPC")), close() {}, abort() {} };
  const offered = heard(friends.bob, "offer");
  const sending = friends.bobToAlice.sendFile(new Blob(["x"]));
  const accepted = (await offered).accept(full);
  await assert.rejects(accepted, (error) => error.code === "no-space" && error.cause.message === "ENOSPC");
  await assert.rejects(sending.done, refused("no-space"));
});

test("a file that changed ends it", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  const shorter = { size: 10, name: "a", slice: () => new Blob(["x"]) };
  const unreadable = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) };
  for (const source of [shorter, unreadable]) {
    const offered = heard(bob, "offer");
    const sending = bobToAlice.sendFile(source);
    const accepted = (await offered).accept(memorySink());
    await Promise.all([assert.rejects(sending.done, refused("changed")), assert.rejects(accepted, refused("changed"))]);
  }
});

test("a slow sink holds the sender: no more than the window is on the way", async (t) => {
  const { bob, bobToAlice } = await newFriends(t);
  const size = 20 * 1024 * KIB;
  let read = 0;
  let written = 0;
  const source = { size, slice: (start, end) => ((read = end), new Blob([new Uint8Array(end - start)])) };
  const sink = {
    async write(bytes) {
      await nextTurn();
      written += bytes.length;
      assert.ok(read - written <= 5 * 1024 * KIB, `${read - written} bytes on the way`);
    },
    close() {},
    abort() {},
  };
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(source);
  await (await offered).accept(sink);
  assert.equal((await sending.done).size, size);
});

test("a server with small messages takes small chunks", async (t) => {
  const server = await Server.start(t, { PLONG_MAX_MESSAGE: "1000" });
  const friends = await newFriends(t, server.url);
  const bytes = randomBytes(10_000);
  const { sink } = await transfer(friends, new Blob([bytes]), "a");
  assert.deepEqual(new Uint8Array(await sink.blob().arrayBuffer()), bytes);
});
