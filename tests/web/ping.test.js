import assert from "node:assert/strict";
import { test } from "node:test";

import { connect, Sha256 } from "../../plong/web/plong.js";
import { Server } from "./server.js";
import { bytesOf, heard, newPeer, newPeers, refused } from "./support.js";

/** A server of the test's own that takes word for who is away; who is held is soon let go. */
function startPost(t) {
  return Server.start(t, { PLONG_MODE: "hwxp", PLONG_PING_HOLD: "0.05", PLONG_PEERS_PER_MINUTE: "1000000" });
}

/** Bob and Alice, and their server. */
async function newNeighbours(t) {
  const server = await startPost(t);
  const [bob, alice] = await newPeers(t, 2, server.url);
  return { server, bob, alice };
}

/** Knock, and wait until it is heard. */
async function knockAt(bob, alice, content, options) {
  const knocked = heard(bob, "knocked");
  const sent = await alice.knock(bob.address, content, options);
  return { sent, knocked: await knocked };
}

test("each peer has an address of its own, by the name that others know", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  assert.ok(bob.address.endsWith(`/at/${bob.publicId}`), bob.address);
  assert.ok(bob.address !== alice.address);
});

test("who is there hears of a knock, and decides", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  const { sent, knocked } = await knockAt(bob, alice, "Hi ü 💾", { payloadType: "note" });
  assert.equal(sent.state, "PING_EXISTS");
  assert.deepEqual(knocked, { pingId: sent.pingId, origin: alice.address, payloadType: "note" });
  const [waiting, ...more] = await bob.inbox();
  const contentHash = new Sha256().update(bytesOf("Hi ü 💾")).hex();
  const { receivedAt, ...rest } = waiting;
  assert.ok(Math.abs(receivedAt - Date.now()) < 60_000);
  assert.deepEqual(rest, { ...knocked, contentHash, size: 10, tier: "public", state: "PING_RECEIVED" });
  assert.equal(more.length, 0);
  assert.deepEqual(await bob.pull(sent.pingId), { ...knocked, content: "Hi ü 💾", contentHash });
});

test("one may come by another door than the public one", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  const { token } = await bob.makeToken();
  await bob.changeSettings({ public: false });
  await knockAt(bob, alice, "Hi", { door: "user", token });
  await knockAt(bob, alice, "aGkh", { door: "private" });
  assert.deepEqual((await bob.inbox()).map(({ tier }) => tier), ["user", "private"]);
  for (const wrong of [{ door: "user" }, { door: "user", token: "two words" }, { token }, { door: "back" }]) {
    await assert.rejects(alice.knock(bob.address, "Hi", wrong), refused("bad-request"), JSON.stringify(wrong));
  }
});

test("word that was left for who is away is there when they are back", async (t) => {
  const { server, bob, alice } = await newNeighbours(t);
  const { address, privateId } = bob;
  bob.close();
  const { pingId } = await alice.knock(address, "Welcome back");
  alice.close();
  await server.restart();
  const again = await newPeer(t, server.url, { privateId });
  let waiting = [];
  while (waiting.length === 0) waiting = await again.inbox(); // the server may still have to knock
  assert.deepEqual([waiting[0].pingId, waiting[0].origin], [pingId, alice.address]);
  assert.equal((await again.pull(pingId, { origin: alice.address })).content, "Welcome back");
});

test("what is ignored does not wait any more", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  const { sent } = await knockAt(bob, alice, "Buy this");
  await bob.ignore(sent.pingId);
  assert.deepEqual(await bob.inbox(), []);
  await assert.rejects(bob.pull(sent.pingId), refused("no-such-ping"));
});

test("more waits than fits on a page", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  for (const word of ["one", "two", "three"]) await knockAt(bob, alice, word);
  assert.equal((await bob.inbox({ limit: 2 })).length, 2);
  const sizes = (await bob.inbox()).map(({ size }) => size);
  assert.deepEqual(sizes, [3, 3, 5]);
});

test("who is blocked is not heard until they are unblocked", async (t) => {
  const { server, bob, alice } = await newNeighbours(t);
  const carol = await newPeer(t, server.url);
  const block = await bob.block({ origin: alice.address });
  assert.deepEqual(Object.keys(block), ["origin"]);
  assert.deepEqual(await bob.blocks(), [block]);
  await alice.knock(bob.address, "unheard");
  await knockAt(bob, carol, "heard");
  assert.deepEqual((await bob.inbox()).map(({ origin }) => origin), [carol.address]);
  await bob.unblock(block);
  assert.deepEqual(await bob.blocks(), []);
  await knockAt(bob, alice, "heard again");
  assert.ok((await bob.inbox()).some(({ origin }) => origin === alice.address));
  await assert.rejects(bob.block({ country: "Utopia" }), refused("bad-request"));
});

test("a mask takes word for its owner, and hides who sends", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  const mask = await bob.makeMask({ ttl: 60, singlePull: true });
  assert.ok(mask.expiresAt - mask.createdAt === 60_000 && mask.singlePull && !mask.used && !mask.revoked);
  const other = await alice.makeMask();
  assert.equal(other.expiresAt, null);
  const knocked = heard(bob, "knocked");
  await alice.knock(mask.address, "Guess who", { origin: other.address });
  assert.equal((await knocked).origin, other.address);
  assert.equal((await bob.masks())[0].used, true);
  await bob.revokeMask(mask.maskId);
  assert.ok((await bob.masks()).every(({ revoked }) => revoked));
  await assert.rejects(bob.knock(alice.address, "x", { origin: other.address }), refused("not-your-origin"));
});

test("tokens are made, listed without their secrets, and revoked", async (t) => {
  const { bob } = await newNeighbours(t);
  const { token, ...made } = await bob.makeToken({ name: "Alice" });
  assert.ok(token.length > 20 && made.name === "Alice");
  assert.deepEqual(await bob.tokens(), [made]);
  await bob.revokeToken(made.tokenId);
  assert.deepEqual(await bob.tokens(), []);
  assert.equal((await bob.makeToken()).name, "");
});

test("doors are closed and opened, and content is kept as long as one says", async (t) => {
  const { bob, alice } = await newNeighbours(t);
  const before = await bob.settings();
  assert.deepEqual([before.address, before.public], [bob.address, true]);
  const after = await bob.changeSettings({ public: false, keptFor: 60 });
  assert.deepEqual(after, { ...before, public: false, keptFor: 60 });
  assert.equal((await bob.changeSettings({ public: true, keptFor: null })).keptFor, null);
  const { sent } = await knockAt(bob, alice, "Keep this");
  await bob.pull(sent.pingId);
  assert.equal((await bob.kept(sent.pingId)).content, "Keep this");
  await assert.rejects(bob.changeSettings({ public: "maybe" }), refused("bad-request"));
});

test("what cannot be done is refused in the server's words", async (t) => {
  const { server, bob, alice } = await newNeighbours(t);
  await assert.rejects(bob.pull("nothing"), refused("no-such-ping"));
  await assert.rejects(bob.kept("nothing"), refused("no-such-ping"));
  await assert.rejects(alice.knock("nowhere", "x"), refused("bad-request"));
  await assert.rejects(alice.knock(bob.address, "x".repeat(70_000)), refused("too-big"));
  await bob.ignore("nothing");
  await server.stop();
  await assert.rejects(alice.inbox(), refused("unreachable"));
});

test("a server without PING gives no addresses", async (t) => {
  const server = await Server.start(t);
  const me = await connect(server.url);
  t.after(() => me.close());
  assert.equal(me.address, null);
  await assert.rejects(me.settings(), refused("switched-off"));
});
