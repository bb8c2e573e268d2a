import assert from "node:assert/strict";
import { test } from "node:test";

import { memorySink, Sha256 } from "../../plong/web/plong.js";
import { Server } from "./server.js";
import { bytesOf, heard, newFriends, newPeer, newPeers, nextTurn, randomBytes, refused, Stranger } from "./support.js";

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
    await nextTurn();
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
async function offerHello(t, missing = []) {
  const { bob } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  const sink = memorySink();
  for (const name of missing) delete sink[name];
  const offer = await offered;
  const done = offer.accept(sink);
  done.catch(() => {}); // whoever wants to know awaits it
  return { bob, stranger, offer, sink, done };
}

const HELLO = bytesOf("hello");
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
  stranger.chunk(ID, 0, bytesOf("xx"));
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  await stranger.hears((words) => words.Accept && words.From === 2);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, HELLO);
  stranger.say(END);
  await done;
  assert.equal(await sink.blob().text(), "hello");
});

const MALFORMED = [{}, { From: 5 }, { From: -1 }, { From: "5", Sha256: END.Sha256 }, { From: 0.5 }, { From: 5, Sha256: "5" }, { From: 0, Sha256: 5 }];

test("the sender goes on where the receiver's bytes are its own, else from the start, whatever else is said", async (t) => {
  const { alice } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  const hash = END.Sha256;
  for (const [accept, from] of [
    [{ From: 5, Sha256: hash, Window: 1 }, 5],
    [{ From: 5, Sha256: "0".repeat(64) }, 0],
    [{ From: 5, Sha256: "0".repeat(64), Window: "1" }, 0],
    [{ From: 11, Sha256: hash }, 0],
    [{ From: 0 }, 0],
  ]) {
    const sending = alice.peer(stranger.id).sendFile(new Blob(["hello you!"]), { name: "a" });
    await stranger.hears((words) => words.Offer === sending.id);
    await stranger.linkTo(alice.publicId);
    for (const wrong of MALFORMED) stranger.say({ Accept: sending.id, ...wrong });
    stranger.say({ Accept: sending.id, ...accept });
    stranger.say({ Accept: sending.id, From: 3, Sha256: hash }); // nobody asked for it
    assert.equal((await stranger.hears((words) => words.Begin === sending.id)).From, from);
    await stranger.hears((words) => words.End === sending.id);
    stranger.say({ Done: sending.id });
    await sending.done;
  }
});

test("a sink that cannot begin anew loses the file, and its sender hears so", async (t) => {
  const { stranger, sink, done } = await offerHello(t, ["restart"]);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, bytesOf("xx"));
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  await stranger.hears((words) => words.Accept && words.From === 2);
  stranger.say({ Begin: ID, From: 0 });
  assert.deepEqual(await stranger.hears((words) => words.Cancel), { Cancel: ID, Reason: "lost" });
  await assert.rejects(done, refused("lost"));
  assert.equal(sink.blob().size, 0);
});

test("files to several peers go on after a break, linked or not", async (t) => {
  const server = await Server.start(t);
  const [alice, ...others] = await newPeers(t, 4, server.url);
  const bytes = randomBytes(6 * MIB);
  const half = Promise.withResolvers();
  const accept = ({ detail: offer }) => void offer.accept(countingSink([3 * MIB], () => (half.resolve(), nextTurn())));
  const sent = others.map((other) => {
    other.addEventListener("offer", accept);
    return alice.peer(other.publicId).sendFile(new Blob([bytes])).done;
  });
  await half.promise;
  await server.restart();
  const hash = new Sha256().update(bytes).hex();
  for (const { sha256 } of await Promise.all(sent)) assert.equal(sha256, hash);
});

/** A message whose bytes are there when `go` resolves; those behind it wait. */
class HeldBlob extends Blob {
  go = Promise.withResolvers();

  arrayBuffer() {
    return this.go.promise;
  }
}

test("an End that waited over a break is not said before the new offer", async (t) => {
  const alice = await newPeer(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(alice.publicId);
  const stream = alice.peer(stranger.id).openStream();
  const { Offer: id } = await stranger.hears((words) => words.Offer);
  stranger.say({ Accept: id, From: 0 });
  await stream.write(HELLO);
  await stranger.hears((data) => data instanceof ArrayBuffer);
  const broke = heard(alice, "undelivered");
  await alice.peer((await Stranger.gone()).id).send("nobody hears this");
  const held = new HeldBlob();
  alice.peer(stranger.id).send(held);
  const done = stream.end(); // its End waits behind what is held
  await broke;
  held.go.resolve(new ArrayBuffer(1));
  const next = await stranger.hears((words) => words.Offer || words.End);
  assert.deepEqual(next, { Offer: id, Stream: true });
  stranger.say({ Accept: id, From: 0 });
  await stranger.hears((words) => words.End);
  stranger.say({ Done: id });
  assert.equal((await done).size, 5);
});

test("an answer to somebody else leaves the link, though it was being changed", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Name: "a", Size: 5 });
  const offer = await offered;
  await bob.peer(stranger.id).link();
  const linking = bob.peer(alice.publicId).link();
  offer.accept(memorySink()).catch(() => {});
  await stranger.hears((words) => words.Accept);
  await linking;
  assert.equal(bob.link.id, alice.publicId);
});
