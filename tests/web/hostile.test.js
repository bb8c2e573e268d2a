import assert from "node:assert/strict";
import { test } from "node:test";

import { memorySink } from "../../plong/web/plong.js";
import { bytesOf, heard, newFriends, newPeer, newWords, read, refused, Stranger } from "./support.js";

const ID = "AAAAAAAAAAAAAAAAAAAAAA";
const HELLO = { Offer: ID, Name: "a", Size: 5 };
const END = { End: ID, Size: 5, Sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824" }; // of "hello"

async function newVictim(t) {
  const bob = await newPeer(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  return { bob, stranger };
}

test("offers that break a rule are no offers", async (t) => {
  const { bob, stranger } = await newVictim(t);
  bob.addEventListener("offer", () => assert.fail("It was taken for an offer."));
  for (const wrong of [
    { Name: 7 },
    { Name: "a".repeat(1025) },
    { Name: "💾".repeat(1025) },
    { Name: null },
    { Size: -1 },
    { Size: 0.5 },
    { Size: 2 ** 53 },
    { Size: "5" },
    { Size: undefined },
  ]) {
    stranger.say({ ...HELLO, ...wrong });
    assert.deepEqual(await stranger.hears(() => true), { Cancel: ID, Reason: "bad-offer" });
  }
});

test("an offer that cannot be named in an answer gets none", async (t) => {
  const { bob, stranger } = await newVictim(t);
  bob.addEventListener("offer", () => assert.fail("It was taken for an offer."));
  for (const id of ["A", "A".repeat(5000), `${"A".repeat(21)}B`, "", 7, null]) {
    stranger.say({ ...HELLO, Offer: id });
    stranger.say({ Ping: 1 });
    assert.deepEqual(await stranger.hears(() => true), { Pong: 1 });
  }
});

test("a gigantic size is only a number, an empty name only a file's", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Name: "", Size: Number.MAX_SAFE_INTEGER });
  const offer = await offered;
  assert.deepEqual([offer.size, offer.name], [Number.MAX_SAFE_INTEGER, "file"]);
  offer.accept(memorySink()).catch(() => {});
  await stranger.hears((words) => words.Accept);
});

test("the length of a name is counted in whole characters", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say({ ...HELLO, Name: `${"💾".repeat(1020)}.txt` });
  assert.equal((await offered).name, `${"💾".repeat(49)}.txt`);
});

test("nobody has more than 32 offers open", async (t) => {
  const { stranger } = await newVictim(t);
  for (let n = 0; n < 33; n += 1) stranger.say({ ...HELLO, Offer: `${String(n).padStart(21, "A")}A` });
  assert.deepEqual(await stranger.hears(() => true), { Cancel: "AAAAAAAAAAAAAAAAAAA32A", Reason: "busy" });
});

test("what was refused stays so, for the last 1,024 of them", async (t) => {
  const { bob, stranger } = await newVictim(t);
  let count = 0;
  bob.addEventListener("offer", ({ detail: offer }) => ((count += 1), offer.decline()));
  const idOf = (n) => `${String(n).padStart(21, "A")}A`;
  const offers = async (n) => {
    stranger.say({ ...HELLO, Offer: idOf(n) });
    await stranger.hears((words) => words.Cancel === idOf(n) && words.Reason === "declined");
    return count;
  };
  for (let n = 0; n < 1024; n += 1) assert.equal(await offers(n), n + 1);
  assert.equal(await offers(0), 1024);
  await offers(1024);
  assert.equal(await offers(1), 1025);
  assert.equal(await offers(0), 1026);
});

test("the file begins once for each time it was accepted", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say({ ...HELLO, Size: 10 });
  const sink = memorySink();
  const accepted = (await offered).accept(sink);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, bytesOf("hello"));
  stranger.say({ Begin: ID, From: 0 }); // it has begun
  stranger.chunk(ID, 5, bytesOf("world"));
  const sha = "936a185caaa266bb9cbe981e9e05cb78cd732b0b3280eb944412bb6f8f8f07af"; // of "helloworld"
  stranger.say({ End: ID, Size: 10, Sha256: sha });
  await accepted;
  assert.equal(await sink.blob().text(), "helloworld");
});

test("what breaks a rule on the way is ignored, and the file arrives", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say(HELLO);
  const sink = memorySink();
  const accepted = (await offered).accept(sink);
  const bytes = bytesOf("hello");
  stranger.chunk(ID, 0, bytes); // before Begin
  stranger.say({ Begin: ID, From: 3 });
  stranger.say({ Begin: ID, From: 0 });
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 2, bytes); // ahead
  stranger.chunk(ID, 2 ** 60, bytes);
  stranger.chunk(ID, 0, new Uint8Array());
  stranger.chunk("BBBBBBBBBBBBBBBBBBBBBA", 0, bytes);
  stranger.socket.send(new Uint8Array([0x1c]));
  for (const name of ["Got", "Done", "Accept"]) stranger.say({ [name]: ID });
  stranger.say({ Cancel: 7 });
  stranger.chunk(ID, 0, bytes);
  for (const wrong of [{ Size: 5 }, { Size: "5", Sha256: "0".repeat(64) }, { Size: 5, Sha256: "0" }]) stranger.say({ End: ID, ...wrong });
  stranger.say(END);
  await accepted;
  assert.equal(await sink.blob().text(), "hello");
});

test("who offers and begins again and again gets no further than a slow disk", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Stream: true });
  const written = Promise.withResolvers();
  const pieces = [];
  const write = (bytes) => (pieces.push(bytes), written.promise);
  const accepted = (await offered).accept({ write, close() {}, abort() {}, restart: () => (pieces.length = 0) });
  accepted.catch(() => {});
  await stranger.hears((words) => words.Accept);
  const bytes = bytesOf("hello");
  for (let n = 0; n < 20; n += 1) {
    stranger.say({ Offer: ID, Stream: true });
    stranger.say({ Begin: ID, From: 0 });
    stranger.chunk(ID, 0, bytes);
  }
  stranger.say({ Ping: 1 });
  await stranger.hears((words) => words.Pong);
  written.resolve();
  const { From: from } = await stranger.hears((words) => words.Accept && words.From > 0);
  assert.deepEqual([from, pieces.length], [5, 1]); // what was taken while the first was written
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, bytes);
  stranger.say(END);
  assert.equal((await accepted).size, 5);
});

test("a length or a hash that is not the announced one ends it", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const sha = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
  for (const [n, [text, end]] of [
    ["hello!", null],
    ["hell", { Size: 4, Sha256: sha }],
    ["hello", { Size: 5, Sha256: sha.replace("2", "3") }],
  ].entries()) {
    const id = `${String(n).padStart(21, "A")}A`;
    const offered = heard(bob, "offer");
    stranger.say({ ...HELLO, Offer: id });
    const accepted = (await offered).accept(memorySink());
    stranger.say({ Begin: id, From: 0 });
    stranger.chunk(id, 0, bytesOf(text));
    if (end) stranger.say({ End: id, ...end });
    await assert.rejects(accepted, refused("mismatch"));
    assert.deepEqual(await stranger.hears((words) => words.Cancel), { Cancel: id, Reason: "mismatch" });
  }
});

test("an end before its bytes is of a try that broke off", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say(HELLO);
  const sink = memorySink();
  const accepted = (await offered).accept(sink);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, bytesOf("hell"));
  stranger.say(END);
  stranger.chunk(ID, 4, bytesOf("o"));
  stranger.say(END);
  await accepted;
  assert.equal(await sink.blob().text(), "hello");
});

test("a stream has no size, and ends with its hash", async (t) => {
  const { bob, stranger } = await newVictim(t);
  const offered = heard(bob, "offer");
  stranger.say({ Offer: ID, Stream: true });
  const offer = await offered;
  assert.deepEqual([offer.stream, offer.size, offer.name], [true, null, ""]);
  const sink = memorySink();
  const accepted = offer.accept(sink);
  stranger.say({ Begin: ID, From: 0 });
  stranger.chunk(ID, 0, bytesOf("hello"));
  stranger.say(END);
  assert.equal((await accepted).size, 5);
});

test("a friend who says hello without end is welcomed as fast as that goes, and no faster", async (t) => {
  const bob = await newPeer(t);
  const stranger = await Stranger.connect(t);
  const words = newWords();
  const meeting = bob.meet(words, { onstate: ({ name }) => name === "claimed" && stranger.linkTo(bob.publicId).then(hello) });
  const hello = () => stranger.say({ Hello: 0 });
  await meeting;
  for (let n = 0; n < 2000; n += 1) hello();
  stranger.say({ Ping: 1 });
  let welcomes = 0;
  await stranger.hears(({ Welcome: welcome, Pong: pong }) => ((welcomes += welcome ? 1 : 0), pong === 1));
  assert.ok(welcomes < 1000, `${welcomes} welcomes`);
  hello();
  await stranger.hears((said) => said.Welcome);
});

test("a stranger who asks without end gets some answers, and the others theirs", async (t) => {
  const { bob, alice, aliceToBob } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  for (let n = 0; n < 2000; n += 1) stranger.say({ Hello: 0 });
  await stranger.hears((words) => words.Busy);
  const coming = read(alice, 1);
  await aliceToBob.send("hello");
  assert.equal((await coming)[0].text, "hello");
  stranger.say({ Hello: 0 });
  await stranger.hears((words) => words.Busy);
});

test("strangers cannot meddle with others' transfers, nor move the link", async (t) => {
  const { bob, alice, bobToAlice } = await newFriends(t);
  const stranger = await Stranger.connect(t);
  await stranger.linkTo(bob.publicId);
  const offered = heard(bob, "offer");
  const sending = bobToAlice.sendFile(new Blob(["hello"]));
  const offer = await offered;
  for (const name of ["Cancel", "Begin", "End", "Done"]) stranger.say({ [name]: sending.id, From: 0, Size: 0 });
  stranger.say({ Offer: sending.id, Name: "mine", Size: 1 });
  assert.equal((await heard(bob, "offer")).name, "mine");
  await offer.accept(memorySink());
  await sending.done;
  assert.equal(bob.link.id, alice.publicId);
});

test("who accepts may ask for any window, and gets no more than 16 MiB", async (t) => {
  const { bob: alice, stranger } = await newVictim(t);
  const size = 40 * 1024 * 1024;
  const source = { size, slice: (start, end) => new Blob([new Uint8Array(end - start)]) };
  const sending = alice.peer(stranger.id).sendFile(source, { name: "a" });
  await stranger.hears((words) => words.Offer);
  stranger.say({ Accept: sending.id, From: 0, Window: Number.MAX_SAFE_INTEGER });
  await stranger.hears((words) => words.Begin);
  for (const Bytes of [-1, size, "1", null, 1e300]) stranger.say({ Got: sending.id, Bytes });
  let received = 0;
  const count = (data) => (received += data instanceof ArrayBuffer ? data.byteLength - 25 : 0);
  await stranger.hears((data) => count(data) >= 16 * 1024 * 1024);
  stranger.say({ Ping: 1 });
  await stranger.hears((words) => words.Pong || assert.fail("More than the window came."));
  assert.equal(received, 16 * 1024 * 1024);
  stranger.say({ Cancel: sending.id, Reason: "whatever" });
  await assert.rejects(sending.done, refused("cancelled"));
});
