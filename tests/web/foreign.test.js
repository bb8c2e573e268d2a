// In Node only: a server is one of Node's, and there is no page.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { test } from "node:test";

import { connect } from "../../plong/web/plong.js";
import { refused } from "./support.js";

test("who is on no page has to say where the server is", async () => {
  await assert.rejects(connect(), TypeError);
});

test("what is no Plong server is not taken for one", async (t) => {
  const other = createServer((_, answer) => answer.end("<h1>Hi</h1>")).listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  await assert.rejects(connect(`http://127.0.0.1:${other.address().port}`), refused("bad-answer"));
});
