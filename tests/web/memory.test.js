// What is kept in memory: measured, so in Node only.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { newPeer, Stranger } from "./support.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

function bytesInUse() {
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Write so many bytes to a stream, each by itself, and hear each in a chunk of its own. */
async function trickle(stream, stranger, count) {
  const byte = new Uint8Array(1);
  for (let n = 0; n < count; n += 1) {
    await stream.write(byte);
    await stranger.hears((data) => data instanceof ArrayBuffer);
  }
}

test("a stream that is written byte by byte costs little more than its bytes", async (t) => {
  const alice = await newPeer(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(alice.publicId);
  const stream = alice.peer(stranger.id).openStream();
  const { Offer: id } = await stranger.hears((words) => words.Offer);
  stranger.say({ Accept: id, From: 0, Window: 4 * 1024 * 1024 });
  await trickle(stream, stranger, 1000);
  const before = bytesInUse();
  await trickle(stream, stranger, 10_000);
  const grown = bytesInUse() - before;
  assert.ok(grown < 1024 * 1024, `${grown} bytes are kept`);
  stream.cancel();
});
