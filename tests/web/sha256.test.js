import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { Sha256 } from "../../plong/web/plong.js";
import { randomBytes } from "./support.js";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");

test("pieces of any size have the hash of the whole", () => {
  for (let length = 0; length < 200; length += 1) {
    const bytes = randomBytes(length);
    for (const step of [1, 7, 55, 64, 65, 128]) {
      const hash = new Sha256();
      for (let at = 0; at < length; at += step) hash.update(bytes.subarray(at, at + step));
      assert.equal(hash.hex(), digest(bytes), `${length} bytes, ${step} at a time`);
    }
  }
});

test("a hash may be asked for in between, and a copy goes its own way", () => {
  const hash = new Sha256().update(Buffer.from("ab"));
  const copy = hash.clone().update(Buffer.from("x"));
  assert.equal(hash.hex(), digest("ab"));
  assert.equal(hash.update(Buffer.from("c")).hex(), digest("abc"));
  assert.equal(copy.hex(), digest("abx"));
});

test("empty pieces change nothing", () => {
  assert.equal(new Sha256().update(new Uint8Array()).hex(), digest(""));
});
