import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { SHARED, Server } from "./server.js";
import { newPeer, newPeers, newWords, refused } from "./support.js";

test("who connects has ids and limits", async (t) => {
  const me = await newPeer(t);
  assert.match(me.publicId, /^[\w-]{43}$/);
  assert.match(me.privateId, /^[\w-]{86}$/);
  assert.equal(me.limits.MaxMessage, 1048576);
  assert.deepEqual([me.state, me.link], ["connected", null]);
});

test("a PrivateId makes the same peer again, by any spelling of the address", async (t) => {
  const me = await newPeer(t);
  const again = await newPeer(t, new URL(SHARED.replace("http", "ws")), { privateId: me.privateId });
  assert.equal(again.publicId, me.publicId);
});

test("who claims is found", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const words = newWords();
  const identity = await bob.claim(words, { uses: 1, timeout: 60 });
  assert.equal(identity.publicId, bob.publicId);
  assert.ok(identity.expires > identity.created);
  assert.equal((await alice.find(words)).id, bob.publicId);
  await assert.rejects(alice.find(words), refused("identity-not-found"));
});

test("refusals have the server's codes", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const words = newWords();
  await bob.claim(words);
  await assert.rejects(alice.claim(words), refused("passphrase-taken"));
  await assert.rejects(alice.claim(" "), refused("bad-request"));
  await assert.rejects(alice.peer("nobody").link(), refused("no-such-peer"));
});

test("the server says how it is, and how far", async (t) => {
  const me = await newPeer(t);
  const { Version, Mode, Ok } = await me.status();
  assert.deepEqual([typeof Version, Mode, Ok], ["string", "hwx", undefined]);
  assert.ok((await me.ping()) > 0);
});

test("where nobody is, nobody answers", async () => {
  await assert.rejects(connect("http://127.0.0.1:1"), refused("unreachable"));
  await assert.rejects(connect("no address"), TypeError);
});

test("a patient connect waits for the server", async (t) => {
  const server = await Server.start(t);
  await server.stop();
  const connecting = newPeer(t, server.url, { patient: true });
  await assert.rejects(connect(server.url), refused("unreachable"));
  await server.start();
  assert.equal((await connecting).state, "connected");
});
