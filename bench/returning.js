// Pairs of clients with plong.js over a restart, see returning.py: node returning.js URL PAIRS

import { connect } from "../plong/web/plong.js";

const AT_ONCE = 50;

/** Link two, and say something after the break; ready() is called between, the result are seconds. */
async function hold(url, ready) {
  const [one, other] = await Promise.all([connect(url), connect(url)]);
  await Promise.all([one.peer(other.publicId).link(), other.peer(one.publicId).link()]);
  const pair = { lostAt: null, back: Promise.withResolvers() };
  watch(one, other.publicId, pair);
  watch(other, one.publicId, pair);
  ready();
  const seconds = ((await pair.back.promise) - pair.lostAt) / 1000;
  await Promise.all([one.close(), other.close()]);
  return seconds;
}

function watch(me, friend, pair) {
  me.addEventListener("disconnected", () => (pair.lostAt ??= performance.now()));
  me.addEventListener("reconnected", () => me.peer(friend).send("back").catch(() => {})); // we may leave first
  hear(me, pair);
}

async function hear(me, pair) {
  for await (const _ of me) pair.back.resolve(performance.now()); // it ends when we leave
}

const [url, count] = process.argv.slice(2);
const held = [];
while (held.length < Number(count)) {
  const more = Math.min(AT_ONCE, Number(count) - held.length);
  const ready = Array.from({ length: more }, () => Promise.withResolvers());
  held.push(...ready.map(({ resolve }) => hold(url, resolve)));
  await Promise.all(ready.map(({ promise }) => promise));
}
console.log("ready");
console.log(JSON.stringify(await Promise.all(held)));
process.exit(0);
