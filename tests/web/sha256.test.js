import assert from "node:assert/strict";
import { test } from "node:test";

import { Sha256 } from "../../plong/web/plong.js";
import { bytesOf, randomBytes } from "./support.js";

/** The hash by another implementation, which takes no pieces. */
async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

test("pieces of any size have the hash of the whole", async () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    const expected = await digest(bytes);
    for (const step of [1, 7, 55, 64, 65, 128]) {
      const hash = new Sha256();
      for (let at = 0; at < length; at += step) hash.update(bytes.subarray(at, at + step));
      assert.equal(hash.hex(), expected, `${length} bytes, ${step} at a time`);
    }
  }
});

test("a hash may be asked for in between, and a copy goes its own way", async () => {
  const hash = new Sha256().update(bytesOf("ab"));
  const copy = hash.clone().update(bytesOf("x"));
  assert.equal(hash.hex(), await digest(bytesOf("ab")));
  assert.equal(hash.update(bytesOf("c")).hex(), await digest(bytesOf("abc")));
  assert.equal(copy.hex(), await digest(bytesOf("abx")));
});

test("empty pieces change nothing", async () => {
  assert.equal(new Sha256().update(new Uint8Array()).hex(), await digest(bytesOf("")));
});
