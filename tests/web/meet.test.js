import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "./server.js";
import { heard, newFriends, newPeer, newPeers, newWords, read, refused, Stranger } from "./support.js";

test("whoever comes first claims, the other finds", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const words = newWords();
  const states = { bob: [], alice: [] };
  const claimed = Promise.withResolvers();
  const onstate = (state) => (states.bob.push(state), claimed.resolve());
  const meeting = bob.meet(words, { onstate });
  await claimed.promise;
  const host = await alice.meet(words, { onstate: (state) => states.alice.push(state) });
  const guest = await meeting;
  assert.deepEqual([guest.id, host.id], [alice.publicId, bob.publicId]);
  assert.deepEqual([bob.link, alice.link], [guest, host]);
  assert.equal(states.bob[0].name, "claimed");
  assert.ok(states.bob[0].expires > new Date());
  assert.deepEqual(states.alice, [{ name: "found", peer: host }]);
  assert.ok((await guest.ping()) > 0);
});

test("two who come at once meet too", async (t) => {
  const { bob, alice, aliceToBob, bobToAlice } = await newFriends(t);
  await aliceToBob.send("Hi");
  assert.equal((await read(alice, 1))[0].sender, bobToAlice);
  await bobToAlice.send("Ho");
  assert.equal((await read(bob, 1))[0].direct, true);
});

for (const [when, isEarly] of [["look", false], ["do not even look", true]]) {
  test(`who knows the words from before may say hello while we still ${when}`, async (t) => {
    const bob = await newPeer(t);
    const stranger = await Stranger.connect(t);
    const words = newWords();
    await bob.claim(words);
    await stranger.linkTo(bob.publicId);
    const hello = heard(bob, "hello");
    let meeting = isEarly ? null : bob.meet(words); // it asks first who has them
    stranger.say({ Hello: {} });
    await hello;
    meeting ??= bob.meet(words);
    await stranger.hears((said) => said.Welcome);
    assert.equal((await meeting).id, stranger.id);
  });
}

test("a third is told that they are busy", async (t) => {
  const { bob, alice } = await newFriends(t);
  const carol = await Stranger.connect(t);
  await carol.linkTo(bob.publicId);
  const hello = heard(bob, "hello");
  carol.say({ Hello: {} });
  await carol.hears((words) => words.Busy);
  assert.equal((await hello).id, carol.id);
  assert.equal(bob.link.id, alice.publicId);
});

test("who finds somebody busy is told so, and it ends", async (t) => {
  const [bob, alice, carol] = await newPeers(t, 3);
  const words = newWords();
  await Promise.all([bob.meet(words), alice.meet(words)]);
  const states = [];
  await assert.rejects(carol.meet(words, { onstate: ({ name }) => states.push(name) }), refused("busy"));
  assert.deepEqual(states, ["found", "busy"]);
});

test("who finds nobody there waits for them", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const words = newWords();
  await bob.claim(words);
  bob.close();
  const away = Promise.withResolvers();
  const meeting = alice.meet(words, { onstate: ({ name }) => name === "away" && away.resolve() });
  await away.promise;
  const again = await newPeer(t, undefined, { privateId: bob.privateId });
  const [guest, host] = await Promise.all([again.meet(words), meeting]);
  assert.deepEqual([guest.id, host.id], [alice.publicId, bob.publicId]);
});

test("a passphrase that died is claimed again, or not", async (t) => {
  const server = await Server.start(t, { PLONG_IDENTITY_TIMEOUT: "1" });
  const [bob, alice] = await newPeers(t, 2, server.url);
  const states = [];
  const enough = new AbortController();
  const onstate = ({ name }) => {
    states.push(name);
    if (states.length === 3) enough.abort();
  };
  const meeting = bob.meet("blue tiger sky", { onstate, signal: enough.signal });
  await Promise.all([
    assert.rejects(meeting, { name: "AbortError" }),
    assert.rejects(alice.meet("another", { renew: false }), refused("expired")),
  ]);
  assert.deepEqual(states, ["claimed", "expired", "claimed"]);
});

test("too many questions are waited out, and then it goes on", async (t) => {
  const server = await Server.start(t, { PLONG_PASSPHRASE_TRIES: "60" });
  const [bob, alice] = await newPeers(t, 2, server.url);
  const words = newWords();
  const meeting = bob.meet(words);
  const waits = [];
  while (waits.length === 0) await bob.find(newWords()).catch(({ code, retryAfter }) => code === "rate-limited" && waits.push(retryAfter));
  const states = [];
  const host = await alice.meet(words, { onstate: (state) => states.push(state) });
  assert.deepEqual([host.id, (await meeting).id], [bob.publicId, alice.publicId]);
  assert.equal(states[0].name, "held");
  assert.ok(states[0].retryIn > 0 && states[0].retryIn < 5, `${states[0].retryIn}`);
});

test("one meeting at a time", async (t) => {
  const me = await newPeer(t);
  const stop = new AbortController();
  const first = me.meet(newWords(), { signal: stop.signal });
  await assert.rejects(me.meet(newWords()), refused("bad-request"));
  stop.abort();
  await assert.rejects(first, { name: "AbortError" });
});

test("bye is heard, and then another may come", async (t) => {
  const { bob, alice, bobToAlice, aliceToBob } = await newFriends(t);
  const bye = heard(bob, "bye");
  await bobToAlice.bye();
  assert.equal(await bye, aliceToBob);
  const [carol] = await newPeers(t, 1);
  const words = newWords();
  const [guest] = await Promise.all([bob.meet(words), carol.meet(words)]);
  assert.equal(guest.id, carol.publicId);
});

test("the link of who said bye is no friend, until they come back", async (t) => {
  const { bob, alice, bobToAlice, aliceToBob } = await newFriends(t);
  const words = newWords();
  await alice.claim(words);
  const bye = heard(bob, "bye");
  await bobToAlice.bye();
  await bye;
  const hello = heard(alice, "hello");
  let isMet = false;
  const meeting = bob.meet(words);
  meeting.then(() => (isMet = true)).catch(() => {}); // the last line hears it
  await hello;
  await aliceToBob.ping(); // even that answers by itself
  assert.equal(isMet, false);
  const [host, guest] = await Promise.all([meeting, alice.meet(words)]);
  assert.deepEqual([host, guest], [aliceToBob, bobToAlice]);
});

test("who said bye and talks with somebody else is busy", async (t) => {
  const { bob, alice, bobToAlice, aliceToBob } = await newFriends(t);
  const words = newWords();
  const bye = heard(bob, "bye");
  await bobToAlice.bye();
  assert.equal(await bye, aliceToBob);
  const carol = await newPeer(t);
  await Promise.all([alice.meet(words), carol.meet(words)]);
  const more = newWords();
  await alice.claim(more);
  await assert.rejects(bob.meet(more), refused("busy"));
});

test("after a break hello is said again", async (t) => {
  const server = await Server.start(t);
  const { bob, alice } = await newFriends(t, server.url);
  const hello = Promise.race([heard(bob, "hello"), heard(alice, "hello")]);
  const welcome = Promise.race([heard(bob, "welcome"), heard(alice, "welcome")]);
  await server.restart();
  await Promise.all([hello, welcome]);
});

test("a ping is answered at once, and nonsense is not", async (t) => {
  const { bob } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  for (const text of ["", "{", "[]", "null", "1", '{"Ping":', '"\\ud800"', '{"Unknown":1}', '{"constructor":1}', "[".repeat(9999)]) {
    stranger.socket.send(`\x1c${text}`);
  }
  for (const number of ["1", null, {}]) stranger.say({ Ping: number });
  stranger.say({ Pong: 1 });
  stranger.say({ Ping: 0.5 });
  assert.deepEqual(await stranger.hears((words) => "Pong" in words), { Pong: 0.5 });
});
