import assert from "node:assert/strict";
import { test } from "node:test";

import { cleanName } from "../../plong/web/plong.js";

const NAMES = [
  ["a.txt", "a.txt"],
  ["../../etc/passwd", "passwd"],
  ["C:\\autoexec.bat", "autoexec.bat"],
  ["/", "file"],
  ["..", "file"],
  ["", "file"],
  [".profile", "profile"],
  ["a\u0000\n\u007fb", "ab"],
  ["gpj.\u202eexe", "gpj.exe"],
  ["\u202e.hidden", "hidden"],
  ["a\u200b\ufeff\u00adb\u2028\u2029c", "abc"],
  ["half \ud800", "half \ufffd"],
  ["ä".repeat(150), "ä".repeat(100)],
  ["a" + "💾".repeat(60), "a" + "💾".repeat(49)],
];

for (const [given, clean] of NAMES) {
  test(`${JSON.stringify(given.slice(0, 20))} is only a name`, () => {
    assert.equal(cleanName(given), clean);
  });
}
