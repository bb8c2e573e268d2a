import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "./server.js";
import { heard, newFriends, newPeer, newPeers, newWords, read, refused } from "./support.js";

test("after the server was killed it goes on as the same peer, linked as before", async (t) => {
  const server = await Server.start(t);
  const { bob, alice, aliceToBob } = await newFriends(t, server.url);
  const ids = [bob.publicId, alice.publicId];
  const back = [heard(bob, "reconnected"), heard(alice, "reconnected")];
  const linked = heard(bob, "linked");
  await server.restart();
  await Promise.all(back);
  assert.equal(await linked, aliceToBob);
  await aliceToBob.send("still here");
  const [message] = await read(alice, 1);
  assert.deepEqual([message.text, message.direct], ["still here", true]);
  assert.deepEqual([bob.publicId, alice.publicId], ids);
});

test("it says what happens, in order", async (t) => {
  const server = await Server.start(t);
  const me = await newPeer(t, server.url);
  const events = [];
  for (const name of ["restarting", "disconnected", "reconnecting", "reconnected"]) {
    me.addEventListener(name, ({ detail }) => events.push([name, detail, me.state]));
  }
  const back = heard(me, "reconnected");
  await server.restart("SIGTERM");
  await back;
  const [restarting, disconnected, reconnecting] = events;
  assert.deepEqual([restarting[0], restarting[2]], ["restarting", "connected"]);
  assert.deepEqual(disconnected, ["disconnected", null, "reconnecting"]);
  const [, { attempt, delay }, state] = reconnecting;
  assert.deepEqual([attempt, state], [1, "reconnecting"]);
  // What the server asked for, and a little that is drawn, so that not all come at once.
  assert.ok(delay >= restarting[1] + 0.1 && delay <= restarting[1] + 0.5, `${delay} after ${restarting[1]}`);
  assert.deepEqual(events.at(-1), ["reconnected", null, "connected"]);
});

test("questions and messages wait for the server", async (t) => {
  const server = await Server.start(t);
  const me = await newPeer(t, server.url);
  const self = me.peer(me.publicId);
  const words = newWords();
  await server.pause();
  const asked = [me.claim(words), me.ping(), self.link()];
  await server.stop();
  asked.push(me.find(words), self.send("Hi"), self.tell("Ho"));
  await server.start();
  const [identity, , { direct }, found] = await Promise.all(asked);
  assert.deepEqual([identity.publicId, direct, found], [me.publicId, true, self]);
  assert.deepEqual((await read(me, 2)).map((m) => m.text), ["Hi", "Ho"]);
});

test("a tell of which nobody knows whether it arrived is lost", async (t) => {
  const server = await Server.start(t);
  const [bob, alice] = await newPeers(t, 2, server.url);
  await server.pause();
  const told = alice.peer(bob.publicId).tell("once");
  const later = alice.ping({ signal: AbortSignal.timeout(50) });
  await assert.rejects(later, { name: "TimeoutError" }); // so it was sent
  await Promise.all([server.stop(), assert.rejects(told, refused("connection-lost"))]);
});

test("a server that forgot the peer ends it", async (t) => {
  const server = await Server.start(t, { PLONG_STORE: "memory:" });
  const me = await newPeer(t, server.url);
  const closed = heard(me, "closed");
  await server.restart();
  assert.equal((await closed).code, "no-such-peer");
  await assert.rejects(read(me, 1), refused("no-such-peer"));
});

test("who does not want to come back does not", async (t) => {
  const server = await Server.start(t);
  const me = await newPeer(t, server.url, { reconnect: false });
  const closed = heard(me, "closed");
  await server.stop();
  assert.equal((await closed).code, "unreachable");
});

test("close ends the waiting too", async (t) => {
  const server = await Server.start(t);
  const me = await newPeer(t, server.url);
  const reconnecting = heard(me, "reconnecting");
  await server.stop();
  await reconnecting;
  const finding = me.find("blue tiger sky");
  me.close();
  await assert.rejects(finding, refused("closed"));
  assert.deepEqual(await read(me, 1), []);
});

test("a message over the server's limit ends nothing, as it is not sent", async (t) => {
  const server = await Server.start(t, { PLONG_MAX_MESSAGE: "1000" });
  const [bob, alice] = await newPeers(t, 2, server.url);
  await assert.rejects(alice.peer(bob.publicId).send("x".repeat(1001)), refused("too-big"));
  await alice.peer(bob.publicId).send("x".repeat(1000));
  assert.equal((await read(bob, 1))[0].text.length, 1000);
});
