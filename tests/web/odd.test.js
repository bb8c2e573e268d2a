// A server that says odd things: it is no server, but what stands in for a socket.

import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { heard, refused } from "./support.js";

const LIMITS = { MaxMessage: 1000, MessagesPerSecond: 100, BytesPerSecond: 10_000, IdentityTimeout: 60 };

let socket;
let limits;
let name;

globalThis.WebSocket = class {
  constructor() {
    socket = this;
    setTimeout(() => this.says({ Event: "welcome", PublicId: name, Limits: limits }), 0);
  }

  says(words) {
    this.onmessage?.({ data: `\x1b${typeof words === "string" ? words : JSON.stringify(words)}` });
  }

  send() {}

  close() {}
};

function connectTo(odd = {}, named = "B".repeat(43)) {
  name = named;
  limits = odd && { ...LIMITS, ...odd };
  return connect("http://127.0.0.1", { privateId: "A".repeat(43) });
}

test("limits under which nothing could be done are none", async () => {
  for (const name of Object.keys(LIMITS)) {
    for (const wrong of [0, -1, 0.5, "1", null]) await assert.rejects(connectTo({ [name]: wrong }), refused("bad-answer"));
  }
  await assert.rejects(connectTo(null), refused("bad-answer"));
});

for (const [asked, least, most] of [["-5", 0.1, 0.1], ["0", 0.1, 0.1], ["1e400", 300, 300], ['"soon"', 0.1, 1], ["2", 2, 2]]) {
  test(`a server that asks us to wait ${asked} seconds`, async (t) => {
    const me = await connectTo();
    t.after(() => me.close());
    const restarting = heard(me, "restarting");
    socket.says(`{"Event":"restarting","ReconnectIn":${asked}}`);
    const delay = await restarting;
    assert.ok(delay >= least && delay <= most, `${delay}`);
    const asking = me.find("a b c");
    socket.says(`{"Verb":"whois","Error":"Wait.","Code":"rate-limited","RetryAfter":${asked}}`);
    const { retryAfter } = await asking.catch((error) => error);
    if (asked === '"soon"') assert.equal(retryAfter, undefined);
    else assert.equal(retryAfter, least);
  });
}

const TIMES = { Created: "2026-01-01T00:00:00Z", Expires: "2026-01-01T00:30:00Z" };
const ID = "B".repeat(43);

for (const [ask, answers] of [
  [(me) => me.find("a"), [{ Ok: "whois" }, { Ok: "whois", PublicId: 5 }, { Ok: "whois", PublicId: "short" }]],
  [(me) => me.peer(ID).link(), [{ Ok: "chlink" }, { Ok: "chlink", Remote: null, Direct: true }]],
  [(me) => me.claim("a"), [{ Ok: "iam", ...TIMES }, { Ok: "iam", PublicId: ID }, { Ok: "iam", ...TIMES, PublicId: ID, Expires: 1e400 }, { Ok: "iam", ...TIMES, PublicId: ID, Created: "soon" }]],
  [(me) => me.ping(), [{ Ok: "pong" }, { Ok: {} }, {}, "null", "{", "", { Event: "linked", PublicId: 5 }, { Event: "gone" }]],
]) {
  for (const answer of answers) {
    test(`${JSON.stringify(answer)} is no answer to ${ask}`, async () => {
      const me = await connectTo();
      const closed = heard(me, "closed");
      const asking = ask(me);
      socket.says(answer);
      assert.equal((await closed).code, "bad-answer");
      await assert.rejects(asking, refused("bad-answer"));
    });
  }
}

test("a server that greets nobody, or by a wrong name, is none", async () => {
  for (const name of [null, 5, "short", ID + ID]) await assert.rejects(connectTo({}, name), refused("bad-answer"));
});

test("a passphrase that nobody has and that is taken is not asked for without end", async (t) => {
  const me = await connectTo();
  t.after(() => me.close());
  let count = 0;
  const stop = new AbortController();
  socket.send = (frame) => {
    const verb = /whois|iam/.exec(frame)[0];
    const code = verb === "iam" ? "passphrase-taken" : "identity-not-found";
    count += 1;
    setTimeout(() => socket.says({ Verb: verb, Error: "No.", Code: code }), 0);
  };
  setTimeout(() => stop.abort(), 1000);
  await assert.rejects(me.meet("a b c", { signal: stop.signal }), { name: "AbortError" });
  assert.ok(count > 2 && count <= 22, `${count} questions in a second`);
});
