// Somebody with plong.js in Node: `friend.js URL WORDS KIND SIZE` meets under the words, sends a file or a stream of that size,
// takes what is offered, and prints both hashes.

import { connect, memorySink } from "../../plong/web/plong.js";
import { randomBytes } from "./support.js";

const [url, words, kind, size] = process.argv.slice(2);
const me = await connect(url, { patient: true });
const taken = new Promise((resolve, reject) => {
  me.addEventListener("offer", ({ detail: offer }) => offer.accept(memorySink()).then(resolve, reject));
});
const friend = await me.meet(words);
const [sent, received] = await Promise.all([send(randomBytes(Number(size))), taken]);
console.log(JSON.stringify({ sent: sent.sha256, received: received.sha256 }));
process.stdin.on("end", () => me.close()).resume(); // not before the other has heard of the end

async function send(bytes) {
  if (kind === "file") return friend.sendFile(new Blob([bytes]), { name: "from-js.bin" }).done;
  const stream = friend.openStream();
  for (let at = 0; at < bytes.length; at += 100_000) await stream.write(bytes.subarray(at, at + 100_000));
  return stream.end();
}
