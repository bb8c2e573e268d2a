import assert from "node:assert/strict";
import { test } from "node:test";

import { Server } from "./server.js";
import { newPeer, newPeers, refused } from "./support.js";

const HI = { ChatMessage: { message: "Gr\u00fc\u00dfe" } };

/** A server of the test's own, for a swarm on this machine. */
function startSwarm(t) {
  return Server.start(t, {
    PLONG_MODE: "hwxu",
    PLONG_UDP_HOST: "127.0.0.1",
    PLONG_UDP_PORT: "0",
    PLONG_LCDP_REACH: "loopback",
  });
}

/** The next message for which `take` returns something, which is returned. */
function heardLcdp(me, take) {
  return new Promise((resolve) => {
    me.addEventListener("lcdp", ({ detail }) => detail.map(take).filter(Boolean).forEach(resolve));
  });
}

/** Open a node; return its key. */
async function openNode(me) {
  const key = heardLcdp(me, ({ YourEd25519: word }) => word?.ed25519);
  await me.lcdp([]);
  return key;
}

test("two peers tell each other in the swarm", async (t) => {
  const { url } = await startSwarm(t);
  const [ann, ben] = await newPeers(t, 2, url);
  const [anns, bens] = await Promise.all([openNode(ann), openNode(ben)]);
  const line = heardLcdp(ben, ({ Forwarded: word }) => {
    const said = JSON.parse(word?.messages ?? "[]").find(({ ChatMessage: chat }) => chat);
    return said && word.from_ed25519 === anns && said;
  });
  await ann.lcdp([{ Forward: { to_ed25519: bens, messages: [HI] } }]);
  assert.deepEqual(await line, HI);
});

test("what is no array is refused, and so is all where there is no swarm", async (t) => {
  const { url } = await startSwarm(t);
  const me = await newPeer(t, url);
  await assert.rejects(me.lcdp({}), refused("bad-request"));
  await assert.rejects((await newPeer(t)).lcdp([]), refused("switched-off"));
});

test("it can be given up", async (t) => {
  const me = await newPeer(t);
  await assert.rejects(me.lcdp([], { signal: AbortSignal.abort() }), { name: "AbortError" });
});
