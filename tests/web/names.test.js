import assert from "node:assert/strict";
import { test } from "node:test";

import { cleanName } from "../../plong/web/plong.js";
import vectors from "../vectors/file_names.json" with { type: "json" };

for (const [place, [given, clean]] of vectors.entries()) {
  test(`name ${place}, ${JSON.stringify(given.slice(0, 20))}, is only a name`, () => {
    assert.equal(cleanName(given), clean);
  });
}
