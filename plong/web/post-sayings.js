/** What the page says of word that is left: what becomes of it, and what went wrong. */

import { failureOf } from "./sayings.js";

const TROUBLES = {
  "already-acknowledged": "This was read elsewhere already, and is no longer kept.",
  "no-such-ping": "This is no longer there.",
  gone: "Its sender no longer has it.",
  "hash-mismatch": "What came is not what was announced; it was thrown away.",
  "sender-failed": "Its sender cannot be reached just now, or no longer has it. Try again later.",
  "not-allowed-there": "The address leads to a place where this server does not go.",
  "inbox-full": "There is no room for it: too much waits for you. Ignore some, then try again.",
  "outbox-full": "Too much that you left has not been heard yet. Try again later.",
  "too-big": "That is too long. Make it shorter.",
  "not-the-owner": "This address is no longer yours. Reload the page.",
  "switched-off": "This server takes no more word. Ask who runs it.",
  full: "The server takes no more just now. Try again in a few minutes.",
  "rate-limited": "Too many tries from your network. Wait a minute, then try again.",
  closed: "The line to the server is closed. Reload the page.",
};

/** Say why something did not work. */
export function troubleOf({ code, message }) {
  if (code === "bad-request") return `The server does not take this: ${message}`;
  return TROUBLES[code] ?? failureOf(code);
}

const FORGOTTEN = "The server has forgotten your address: it was given up elsewhere, or nobody used it for long. You can have a new one.";

/** Say why there is no address, and what to do. */
export function lossOf(code) {
  if (code === "no-such-peer") return FORGOTTEN;
  return troubleOf({ code });
}

/** What became of word that was left just now. */
export const LEFT = "It is left. The server knocks until they are told, also when this page is closed. They decide whether to read it.";
