import assert from "node:assert/strict";
import { test } from "node:test";

import { memorySink, Sha256 } from "../../plong/web/plong.js";
import { heard, newFriends, randomBytes, Server, Stranger } from "./support.js";

const MIB = 1024 * 1024;
const ID = "AAAAAAAAAAAAAAAAAAAAAA";

/** A sink that calls back after so many bytes, once each. */
function countingSink(marks, call) {
  const sink = memorySink();
  let written = 0;
  const write = async (bytes) => {
    sink.write(bytes);
    written += bytes.length;
    if (written >= marks[0]) await call(marks.shift());
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...sink, write };
}

test("a file goes on after the server was killed, thrice, and is read once", async (t) => {
  const server = await Server.start(t);
  const { bob, bobToAlice } = await newFriends(t, server.url);
  const bytes = randomBytes(12 * MIB);
  let read = 0;
  const source = { size: bytes.length, slice: (start, end) => ((read += end - start), new Blob([bytes.subarray(start, end)])) };
  const sink = countingSink([3 * MIB, 6 * MIB, 9 * MIB], () => server.restart());
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(source, { name: "a" });
  const waiting = heard(bob, "disconnected").then(() => sending.state);
  await (await offered).accept(sink);
  await sending.done;
  assert.deepEqual(new Uint8Array(await sink.blob().arrayBuffer()), bytes);
  assert.ok(["active", "waiting"].includes(await waiting));
  assert.ok(read <= bytes.length + 3 * 5 * MIB, `${read} bytes were read`);
});

test("an offer that nobody answered yet is made again, and is no new one", async (t) => {
  const server = await Server.start(t);
  const { bob, bobToAlice } = await newFriends(t, server.url);
  const offers = [];
  bob.addEventListener("offer", ({ detail }) => offers.push(detail));
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(new Blob(["x"]));
  await offered;
  await server.restart();
  await offers[0].accept(memorySink());
  await sending.done;
  assert.equal(offers.length, 1);
});

test("an offer to somebody who is away waits for them", async (t) => {
  const server = await Server.start(t);
  const { bob, bobToAlice } = await newFriends(t, server.url);
  bob.addEventListener("offer", ({ detail: offer }) => offer.accept(memorySink()));
  await server.stop();
  const { done } = bobToAlice.sendFile(new Blob(["x"]));
  await server.start();
  assert.equal((await done).size, 1);
});

/** A sender of nothing but words, and what Bob made of its offer of "hello". */
async function offerHello(t) {
  const { bob } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  const sink = memorySink();
  const offer = await offered;
  return { stranger, offer, sink, done: offer.accept(sink) };
}

const HELLO = Buffer.from("hello");
const END = { End: ID, Size: 5, Sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" };

test("the receiver says what it has, goes on there, and says that it is done as often as asked", async (t) => {
  const { stranger, done } = await offerHello(t);
  assert.deepEqual(await stranger.hears((words) => words.Accept), { Accept: ID, From: 0, Window: 4 * MIB });
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, HELLO.subarray(0, 2));
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  const again = await stranger.hears((words) => words.Accept);
  assert.deepEqual([again.From, again.Sha256], [2, new Sha256().update(HELLO.subarray(0, 2)).hex()]);
  stranger.chunk(ID, 2, HELLO.subarray(2)); // of a try that broke off: it has not begun again
  stranger.say({ Begin: ID, From: 2 });
  stranger.chunk(ID, 2, HELLO.subarray(2));
  stranger.say(END);
  assert.equal((await done).size, 5);
  for (let n = 0; n < 2; n += 1) {
    await stranger.hears((words) => words.Done === ID);
    stranger.say({ Offer: ID, Name: "a", Size: 5 });
  }
});

test("a sender may begin anew", async (t) => {
  const { stranger, sink, done } = await offerHello(t);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, Buffer.from("xx"));
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  await stranger.hears((words) => words.Accept && words.From === 2);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, HELLO);
  stranger.say(END);
  await done;
  assert.equal(await sink.blob().text(), "hello");
});

test("the sender goes on where the receiver's bytes are its own, else from the start", async (t) => {
  const { alice } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  const hash = END.Sha256;
  for (const [accept, from] of [
    [{ From: 5, Sha256: hash, Window: 1 }, 5],
    [{ From: 5, Sha256: "0".repeat(64) }, 0],
    [{ From: 5 }, 0],
    [{ From: 11, Sha256: hash }, 0],
    [{ From: -1 }, 0],
    [{ From: "5", Sha256: hash }, 0],
    [{}, 0],
  ]) {
    const sending = alice.peer(stranger.id).sendFile(new Blob(["hello you!"]), { name: "a" });
    await stranger.hears((words) => words.Offer === sending.id);
    await stranger.linkTo(alice.publicId);
    stranger.say({ Accept: sending.id, ...accept });
    stranger.say({ Accept: sending.id, From: 3 }); // nobody asked for it
    assert.equal((await stranger.hears((words) => words.Begin === sending.id)).From, from);
    await stranger.hears((words) => words.End === sending.id);
    stranger.say({ Done: sending.id });
    await sending.done;
  }
});
