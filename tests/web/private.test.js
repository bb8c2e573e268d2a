import assert from "node:assert/strict";
import { test } from "node:test";

import { decrypt, encrypt, makeKeys } from "../../plong/web/private.js";
import vectors from "../vectors/private.json" with { type: "json" };
import { refused } from "./support.js";

const { public_key: PUBLIC, private_key: PRIVATE } = vectors;
const [[, RAIN]] = vectors.right;

for (const [text, encrypted] of vectors.right) {
  test(`${JSON.stringify(text.slice(0, 20))} is read as it was encrypted elsewhere`, async () => {
    assert.equal(await decrypt(PRIVATE, encrypted), text);
  });
}

for (const [what, encrypted] of Object.entries(vectors.undecipherable)) {
  test(`a text is not read: ${what}`, async () => {
    await assert.rejects(decrypt(PRIVATE, encrypted), refused("undecipherable"));
  });
}

for (const key of vectors.bad_keys) {
  test(`${JSON.stringify(key)} is no key`, async () => {
    await assert.rejects(encrypt(key, "Rain."), refused("bad-key"));
    await assert.rejects(decrypt(key, RAIN), refused("bad-key"));
  });
}

for (const key of vectors.bad_public_keys) {
  test(`with ${key} everybody could read`, async () => {
    await assert.rejects(encrypt(key, "Rain."), refused("bad-key"));
  });
}

test("what is encrypted with new keys is read with them", async () => {
  const { publicKey, privateKey } = await makeKeys();
  assert.deepEqual([publicKey.length, privateKey.length], [43, 43]);
  for (const [text] of vectors.right) {
    assert.equal(await decrypt(privateKey, await encrypt(publicKey, text)), text);
  }
});

test("keys are new each time, and so is what is encrypted", async () => {
  const [one, other] = [await makeKeys(), await makeKeys()];
  assert.ok(one.publicKey !== other.publicKey && one.privateKey !== other.privateKey);
  assert.ok((await encrypt(PUBLIC, "Rain.")) !== (await encrypt(PUBLIC, "Rain.")));
});

test("the public key does not decrypt", async () => {
  await assert.rejects(decrypt(PUBLIC, await encrypt(PUBLIC, "Rain.")), refused("undecipherable"));
});

test("no piece of a text is read", async () => {
  for (let length = 0; length < RAIN.length; length += 1) {
    await assert.rejects(decrypt(PRIVATE, RAIN.slice(0, length)), refused("undecipherable"), `${length} characters`);
  }
});

test("no changed character goes unnoticed", async () => {
  const encrypted = await encrypt(PUBLIC, "Rain.");
  for (let at = 0; at < encrypted.length; at += 1) {
    const other = encrypted[at] === "A" ? "B" : "A";
    const changed = encrypted.slice(0, at) + other + encrypted.slice(at + 1);
    await assert.rejects(decrypt(PRIVATE, changed), refused("undecipherable"), `character ${at}`);
  }
});

test("a text may be long; the longest that fits into a content is known", async () => {
  assert.equal((await encrypt(PUBLIC, "x".repeat(49_103))).length, 65_536);
  const text = "日本".repeat(500_000);
  assert.ok((await decrypt(PRIVATE, await encrypt(PUBLIC, text))) === text);
});

test("half a character, and what is no text, cannot be encrypted", async () => {
  await assert.rejects(encrypt(PUBLIC, "\ud83d"), TypeError);
  await assert.rejects(encrypt(PUBLIC, new Uint8Array(1)), TypeError);
});

test("what is no text is neither read nor a key", async () => {
  for (const what of [undefined, null, 1234, ["AAAA"], new Uint8Array(49)]) {
    await assert.rejects(decrypt(PRIVATE, what), refused("undecipherable"));
    await assert.rejects(encrypt(what, "Rain."), refused("bad-key"));
  }
});
