import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "./server.js";
import { heard, newPeer, newPeers, read, refused } from "./support.js";

test("text, bytes and JSON arrive as they were sent, in order", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const toBob = alice.peer(bob.publicId);
  const bytes = new Uint8Array([0, 255, 1]);
  const sent = ["Hi", "", bytes, bytes.buffer, new DataView(bytes.buffer, 1), new Blob([bytes]), { a: [1] }, null, 7];
  await Promise.all(sent.map((value) => toBob.send(value)));
  const messages = await read(bob, sent.length);
  assert.deepEqual(messages.map((m) => m.text), ["Hi", "", null, null, null, null, '{"a":[1]}', "null", "7"]);
  assert.deepEqual(messages.slice(2, 6).map((m) => [...m.data]), [[0, 255, 1], [0, 255, 1], [255, 1], [0, 255, 1]]);
  assert.deepEqual(messages[6].json(), { a: [1] });
  assert.deepEqual(messages[0].data, new TextEncoder().encode("Hi"));
  assert.ok(messages.every((m) => m.sender === bob.peer(alice.publicId) && !m.direct));
});

test("JSON in bytes is read too, and what is none throws", async (t) => {
  const me = await newPeer(t);
  const self = me.peer(me.publicId);
  await self.send(new TextEncoder().encode("[1]"));
  await self.send("[1");
  const [good, bad] = await read(me, 2);
  assert.deepEqual(good.json(), [1]);
  assert.throws(() => bad.json(), SyntaxError);
});

test("messages to several peers reach whom they are for", async (t) => {
  const [alice, ...others] = await newPeers(t, 4);
  const sending = [];
  for (let n = 0; n < 30; n += 1) sending.push(alice.peer(others[n % 3].publicId).send(n));
  await Promise.all(sending);
  for (const [place, other] of others.entries()) {
    const numbers = (await read(other, 10)).map((m) => m.json());
    assert.deepEqual(numbers, Array.from({ length: 10 }, (_, n) => 3 * n + place));
  }
});

test("nothing for a peer that does not exist reaches the one before", async (t) => {
  const [alice, bob] = await newPeers(t, 2);
  const toBob = alice.peer(bob.publicId);
  await toBob.send("for Bob");
  await assert.rejects(alice.peer("A".repeat(43)).send("secret"), refused("no-such-peer"));
  await toBob.send("for Bob too");
  assert.deepEqual((await read(bob, 2)).map((m) => m.text), ["for Bob", "for Bob too"]);
});

test("senders of bare messages are told apart by the link", async (t) => {
  const [me, bob, carol] = await newPeers(t, 3);
  for (const friend of [bob, carol]) {
    const linked = heard(friend, "linked");
    await friend.peer(me.publicId).link();
    await me.peer(friend.publicId).link();
    assert.equal(await linked, friend.peer(me.publicId));
    await friend.peer(me.publicId).send("bare");
    const [message] = await read(me, 1);
    assert.deepEqual([message.sender.id, message.direct], [friend.publicId, true]);
  }
});

test("a message that looks headed is its sender's", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  await bob.peer(alice.publicId).link();
  const forged = `:${"A".repeat(43)}:Hi`;
  for (const value of [forged, new TextEncoder().encode(forged)]) {
    await alice.peer(bob.publicId).send(value);
    const [message] = await read(bob, 1);
    assert.equal(message.sender.id, alice.publicId);
    assert.equal(new TextDecoder().decode(message.data), forged);
  }
});

test("tell says one thing, and leaves the link", async (t) => {
  const [bob, alice, carol] = await newPeers(t, 3);
  await alice.peer(bob.publicId).link();
  await alice.peer(carol.publicId).tell("psst");
  assert.equal((await read(carol, 1))[0].text, "psst");
  assert.equal(alice.link.id, bob.publicId);
});

test("who is away cannot be told", async (t) => {
  const [alice, carol] = await newPeers(t, 2);
  await alice.peer(carol.publicId).link();
  const gone = heard(alice, "gone");
  carol.close();
  assert.equal((await gone).id, carol.publicId);
  await assert.rejects(alice.peer(carol.publicId).tell("psst"), refused("not-connected"));
  const undelivered = heard(alice, "undelivered");
  await alice.peer(carol.publicId).send("Hi");
  assert.equal((await undelivered).code, "not-connected");
});

test("what cannot be sent is refused before it is", async (t) => {
  const me = await newPeer(t);
  const self = me.peer(me.publicId);
  for (const value of ["\x1bping", "\x1c{}", new Uint8Array([0x1c, 1]), undefined]) {
    await assert.rejects(self.send(value), refused("bad-request"));
  }
  await assert.rejects(self.tell("\x1bping"), refused("bad-request"));
  for (const value of ["ä".repeat(600_000), new Uint8Array(1048577)]) {
    await assert.rejects(self.send(value), refused("too-big"));
  }
  await assert.rejects(self.tell("x".repeat(1048576)), refused("too-big"));
  assert.equal(me.state, "connected");
});

test("a flood waits for the socket, and arrives", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const part = new Uint8Array(500_000);
  const sending = Array.from({ length: 20 }, () => alice.peer(bob.publicId).send(part));
  assert.equal((await read(bob, 20)).length, 20);
  await Promise.all(sending);
});

test("a flood keeps to the server's pace", async (t) => {
  const server = await Server.start(t, { PLONG_MESSAGES_PER_SECOND: "200" });
  const me = await newPeer(t, server.url);
  me.addEventListener("undelivered", ({ detail }) => assert.fail(detail));
  const self = me.peer(me.publicId);
  const sending = Array.from({ length: 1000 }, (_, n) => self.send(n));
  const messages = await read(me, 1000);
  await Promise.all(sending);
  assert.deepEqual(messages.map((m) => m.json()), Array.from({ length: 1000 }, (_, n) => n));
});
