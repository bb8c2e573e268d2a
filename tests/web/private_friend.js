// Somebody with private.js in Node: prints its public key; of each line with a public key and what was encrypted for it, prints
// what it read, and the same encrypted for the other.

import { createInterface } from "node:readline";

import { decrypt, encrypt, makeKeys } from "../../plong/web/private.js";

const { publicKey, privateKey } = await makeKeys();
console.log(JSON.stringify(publicKey));
for await (const line of createInterface({ input: process.stdin })) {
  const [other, encrypted] = JSON.parse(line);
  const text = await decrypt(privateKey, encrypted);
  console.log(JSON.stringify([text, await encrypt(other, text)]));
}
