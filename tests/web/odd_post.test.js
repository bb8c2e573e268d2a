// In Node only: a server that answers an owner oddly is one of Node's; what stands in for the socket says welcome.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { heard, refused } from "./support.js";

const ID = "B".repeat(43);
const SECRET = "A".repeat(86);
const HASH = "36".repeat(32);
const TIME = "2026-01-01T00:00:00Z";
const LIMITS = { MaxMessage: 1000, MessagesPerSecond: 100, BytesPerSecond: 10_000, IdentityTimeout: 60 };
const ADDRESS = `https://relay.example/at/${ID}`;
const KNOCK = { ping_id: "1", origin: "https://a.example", payload_type: "ask" };
const ROW = { ...KNOCK, content_hash: HASH, size: 2, tier: "public", state: "PING_RECEIVED", received_at: TIME };
const PULLED = { ...KNOCK, content: "Hi", content_hash: HASH };
const MASK = { mask_id: ID, address: ADDRESS, created_at: TIME, expires_at: null, single_pull: false, used: false, revoked: false };
const TOKEN = { token_id: "t", name: "", created_at: TIME, token: "secret" };
const SETTINGS = { address: ADDRESS, public: true, user: true, private: true, anonymous: true, kept_for: 0 };

let socket;
let address;

globalThis.WebSocket = class {
  constructor() {
    socket = this;
    setTimeout(() => this.says({ Event: "welcome", PublicId: ID, Limits: LIMITS, ...address }), 0);
  }

  says(words) {
    this.onmessage?.({ data: `\x1b${JSON.stringify(words)}` });
  }

  send() {}

  close() {}
};

/** Connect to a server that answers each question so; `asked` are the questions. */
async function connectTo(t, answer, told = { Address: ADDRESS }) {
  address = told;
  const asked = [];
  const server = createServer((question, response) => answer(question, response, asked.push(question))).listen(0, "127.0.0.1");
  t.after(() => server.closeAllConnections());
  t.after(() => server.close());
  await once(server, "listening");
  const me = await connect(`http://127.0.0.1:${server.address().port}/base`, { privateId: SECRET });
  t.after(() => me.close());
  return { me, asked };
}

function saying(words, status = 200, headers = {}) {
  return (_, response) => response.writeHead(status, headers).end(typeof words === "string" ? words : JSON.stringify(words));
}

test("a welcome whose address is none is no server's", async (t) => {
  for (const odd of [5, "", "ftp://relay.example", "javascript:alert(1)", `https://${"a".repeat(3000)}`, {}]) {
    await assert.rejects(connectTo(t, saying({}), { Address: odd }), refused("bad-answer"), JSON.stringify(odd));
  }
});

test("where there is no PING nobody is asked", async (t) => {
  const { me, asked } = await connectTo(t, saying({}), {});
  assert.equal(me.address, null);
  await assert.rejects(me.inbox(), refused("switched-off"));
  await assert.rejects(me.knock(ADDRESS, "Hi"), refused("switched-off"));
  assert.equal(asked.length, 0);
});

test("the owner asks at the server of the connection, with the secret in a header", async (t) => {
  const { me, asked } = await connectTo(t, saying([]));
  assert.equal(me.address, ADDRESS);
  assert.deepEqual(await me.inbox(), []);
  assert.equal(asked[0].url, `/base/at/${ID}/inbox?limit=1000`);
  assert.equal(asked[0].headers.authorization, `Bearer ${SECRET}`);
});

test("nobody takes the secret elsewhere", async (t) => {
  const { me, asked } = await connectTo(t, saying("", 307, { Location: "/elsewhere" }));
  await assert.rejects(me.inbox(), refused("unreachable"));
  assert.equal(asked.length, 1);
});

test("an inbox has pages", async (t) => {
  const { me, asked } = await connectTo(t, (question, response, count) => {
    // The link's address is not the one that the client asks at.
    const link = `<https://elsewhere.example/inbox?after=${count}&limit=1>; rel="next"`;
    response.writeHead(200, count < 4 ? { Link: link } : {}).end(JSON.stringify([{ ...ROW, ping_id: `${count}` }]));
  });
  assert.deepEqual((await me.inbox()).map(({ pingId }) => pingId), ["1", "2", "3", "4"]);
  assert.equal(asked[3].url, `/base/at/${ID}/inbox?after=3&limit=1`);
  asked.length = 0;
  assert.equal((await me.inbox({ limit: 2 })).length, 2);
  assert.equal(asked.length, 2);
});

test("an inbox without end is none", async (t) => {
  for (const rows of [[], [ROW]]) {
    const { me } = await connectTo(t, saying(rows, 200, { Link: '<inbox?after=1>; rel="next"' }));
    await assert.rejects(me.inbox(), refused("bad-answer"));
  }
});

test("what waits is read as programs want it", async (t) => {
  const bare = { ...ROW, content_hash: null, size: -1, more: 5 };
  const { me } = await connectTo(t, saying([ROW, bare]));
  const row = {
    ...{ pingId: "1", origin: "https://a.example", payloadType: "ask", contentHash: HASH, size: 2 },
    ...{ tier: "public", state: "PING_RECEIVED", receivedAt: new Date(TIME) },
  };
  assert.deepEqual(await me.inbox(), [row, { ...row, contentHash: null, size: null }]);
});

const ODD = [null, 5, "text", [[]], {}];
const without = (words) => Object.keys(words).map((name) => ({ ...words, [name]: undefined }));

for (const [ask, odd] of [
  [(me) => me.knock(ADDRESS, "Hi"), [...ODD, { ping_id: "..", state: "PING_EXISTS" }, { ping_id: "1" }]],
  [(me) => me.inbox(), [...ODD, [ROW, null], [{ ...ROW, ping_id: "a/b" }], [{ ...ROW, origin: null }], [{ ...ROW, received_at: "soon" }], [{ ...ROW, content_hash: "5" }]]],
  [(me) => me.pull("1"), [...ODD, ...without(PULLED), { ...PULLED, content: { a: 1 } }]],
  [(me) => me.kept("1"), [...ODD, ...without(PULLED)]],
  [(me) => me.block({ host: "a.example" }), [...ODD, { country: "x" }, { host: 5 }, { host: "a", origin: "b" }]],
  [(me) => me.blocks(), [...ODD, [{}]]],
  [(me) => me.makeMask(), [...ODD, { ...MASK, mask_id: "short" }, { ...MASK, used: 1 }, { ...MASK, expires_at: "never" }]],
  [(me) => me.masks(), [...ODD, [{ ...MASK, address: "x" }]]],
  [(me) => me.makeToken(), [...ODD, ...without(TOKEN)]],
  [(me) => me.tokens(), [...ODD, [{ ...TOKEN, name: 5 }]]],
  [(me) => me.settings(), [...ODD, { ...SETTINGS, kept_for: -1 }, { ...SETTINGS, kept_for: "1" }, { ...SETTINGS, public: "yes" }]],
]) {
  test(`odd answers are none to ${ask}`, async (t) => {
    let words;
    const { me } = await connectTo(t, (_, response) => saying(words)(_, response));
    for (words of [...odd, "", "{", "<h1>Hi</h1>", "[".repeat(50_000)]) {
      await assert.rejects(ask(me), refused("bad-answer"), JSON.stringify(words));
    }
  });
}

for (const [status, words, code] of [
  [404, { error: "No such ping.", code: "no-such-ping" }, "no-such-ping"],
  [422, { error: "It differs.", code: "hash-mismatch", expected: HASH, actual: HASH }, "hash-mismatch"],
  [429, { Error: "Wait." }, "rate-limited"],
  [502, { error: 5, code: 5 }, "bad-answer"],
  [500, "Internal Server Error", "bad-answer"],
]) {
  test(`${status} with ${JSON.stringify(words)} is refused as ${code}`, async (t) => {
    const { me } = await connectTo(t, saying(words, status, { "Retry-After": "7" }));
    const error = await me.pull("1").catch((error) => error);
    assert.ok(refused(code)(error), `${error}`);
    assert.equal(error.retryAfter, 7);
    if (words.code === code) assert.equal(error.message, words.error);
  });
}

test("what is no ping's id is not asked for", async (t) => {
  const { me, asked } = await connectTo(t, saying(PULLED));
  for (const odd of ["", ".", "..", "a/b", "a?b", "ü", "x".repeat(129), undefined, {}]) {
    for (const ask of [me.pull, me.kept, me.ignore]) await assert.rejects(ask.call(me, odd), refused("bad-request"));
  }
  assert.equal(asked.length, 0);
  assert.equal((await me.pull("...")).content, "Hi");
});

test("what is no text is not left, and no number of pings asked for", async (t) => {
  const { me, asked } = await connectTo(t, saying({}));
  for (const odd of [new Uint8Array(1), undefined, 5]) await assert.rejects(me.knock(ADDRESS, odd), TypeError);
  for (const odd of [0, -1, NaN, "many"]) await assert.rejects(me.inbox({ limit: odd }), TypeError);
  assert.equal(asked.length, 0);
});

test("whoever waits for an answer can stop waiting", async (t) => {
  const { me } = await connectTo(t, () => {});
  const reason = new Error("enough");
  const waits = [
    (signal) => me.knock(ADDRESS, "Hi", { signal }),
    (signal) => me.inbox({ signal }),
    (signal) => me.pull("1", { signal }),
    (signal) => me.kept("1", { signal }),
    (signal) => me.ignore("1", { signal }),
    (signal) => me.block({ host: "a.example" }, { signal }),
    (signal) => me.unblock({ host: "a.example" }, { signal }),
    (signal) => me.blocks({ signal }),
    (signal) => me.makeMask({ signal }),
    (signal) => me.masks({ signal }),
    (signal) => me.revokeMask(ID, { signal }),
    (signal) => me.makeToken({ signal }),
    (signal) => me.tokens({ signal }),
    (signal) => me.revokeToken("t", { signal }),
    (signal) => me.settings({ signal }),
    (signal) => me.changeSettings({ public: true }, { signal }),
  ];
  const later = new AbortController();
  for (const wait of waits) await assert.rejects(wait(AbortSignal.abort(reason)), reason, wait.toString());
  const waiting = waits.map((wait) => assert.rejects(wait(later.signal), reason, wait.toString()));
  later.abort(reason);
  await Promise.all(waiting);
  const closing = assert.rejects(me.inbox(), refused("closed"));
  me.close();
  await closing;
  await assert.rejects(me.inbox(), refused("closed"));
});

test("a knock that is heard is an event; an odd one ends the connection", async (t) => {
  const { me } = await connectTo(t, saying([]));
  const knocked = heard(me, "knocked");
  socket.says({ Event: "ping", ...KNOCK });
  assert.deepEqual(await knocked, { pingId: "1", origin: "https://a.example", payloadType: "ask" });
  const closed = heard(me, "closed");
  socket.says({ Event: "ping", ...KNOCK, ping_id: "a/b" });
  assert.equal((await closed).code, "bad-answer");
});
