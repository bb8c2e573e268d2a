// A server that says odd things: it is no server, but what stands in for a socket.

import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { heard, refused } from "./support.js";

const LIMITS = { MaxMessage: 1000, MessagesPerSecond: 100, BytesPerSecond: 10_000, IdentityTimeout: 60 };

let socket;
let limits;

globalThis.WebSocket = class {
  constructor() {
    socket = this;
    setTimeout(() => this.says({ Event: "welcome", PublicId: "B".repeat(43), Limits: limits }), 0);
  }

  says(words) {
    this.onmessage?.({ data: `\x1b${typeof words === "string" ? words : JSON.stringify(words)}` });
  }

  send() {}

  close() {}
};

function connectTo(odd = {}) {
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
