import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { SHARED } from "./server.js";
import { heard, newFriends, newPeer, newPeers, newWords, read, refused } from "./support.js";

test("who leaves is forgotten", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const words = newWords();
  await bob.claim(words);
  await bob.leave();
  assert.equal(bob.state, "closed");
  await assert.rejects(alice.find(words), refused("identity-not-found"));
  await assert.rejects(connect(SHARED, { privateId: bob.privateId }), refused("no-such-peer"));
});

test("who leaves says bye first", async (t) => {
  const { bob, alice } = await newFriends(t);
  const events = [];
  for (const name of ["bye", "gone"]) bob.addEventListener(name, ({ detail }) => events.push([name, detail.id]));
  const gone = heard(bob, "gone");
  await alice.leave();
  await gone;
  assert.deepEqual(events, [["bye", alice.publicId], ["gone", alice.publicId]]);
});

test("who was removed already may leave nevertheless", async (t) => {
  const bob = await newPeer(t);
  const again = await newPeer(t, SHARED, { privateId: bob.privateId });
  await Promise.all([heard(bob, "closed"), again.leave()]);
  await bob.leave();
});

test("a peer that is removed elsewhere ends for good", async (t) => {
  const bob = await newPeer(t);
  const again = await newPeer(t, SHARED, { privateId: bob.privateId });
  const closed = heard(bob, "closed");
  await again.leave();
  assert.equal((await closed).code, "no-such-peer");
  await assert.rejects(read(bob, 1), refused("no-such-peer"));
});

test("after close nothing goes on", async (t) => {
  const me = await newPeer(t);
  const closed = heard(me, "closed");
  const pending = me.claim(newWords());
  me.close();
  await assert.rejects(pending, refused("closed"));
  assert.equal(await closed, null);
  assert.deepEqual(await read(me, 1), []);
  await assert.rejects(me.ping(), refused("closed"));
  await assert.rejects(me.peer(me.publicId).send("x"), refused("closed"));
});

test("whoever waits can stop waiting", async (t) => {
  const me = await newPeer(t);
  const self = me.peer(me.publicId);
  const reason = new Error("enough");
  const aborted = AbortSignal.abort(reason);
  const iterating = async (signal) => {
    for await (const message of me.messages({ signal })) return message;
    return undefined;
  };
  const waits = [
    (signal) => connect(SHARED, { signal }),
    (signal) => me.claim(newWords(), { signal }),
    (signal) => me.find(newWords(), { signal }),
    (signal) => me.meet(newWords(), { signal }),
    (signal) => me.status({ signal }),
    (signal) => me.ping({ signal }),
    (signal) => self.send("x", { signal }),
    (signal) => self.tell("x", { signal }),
    (signal) => self.link({ signal }),
    (signal) => self.ping({ signal }),
    (signal) => self.bye({ signal }),
    (signal) => self.sendFile(new Blob(["x"]), { signal }).done,
    iterating,
  ];
  for (const wait of waits) await assert.rejects(wait(aborted), reason, wait.toString());
  const later = new AbortController();
  const waiting = [iterating(later.signal), me.meet(newWords(), { signal: later.signal })];
  later.abort(reason);
  for (const wait of waiting) await assert.rejects(wait, reason);
});

test("messages that nobody reads end the connection", async (t) => {
  const [bob, alice] = await newPeers(t, 2);
  const closed = heard(bob, "closed");
  const part = new Uint8Array(1_000_000);
  for (let n = 0; n < 17; n += 1) await alice.peer(bob.publicId).send(part);
  assert.equal((await closed).code, "unread");
  await assert.rejects(read(bob, 18), refused("unread"));
});
