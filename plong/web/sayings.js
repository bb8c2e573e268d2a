/** What the page says: of each state, of what went wrong, of how files fared. */

import { clockOf, durationOf } from "./format.js";

const FAILURES = {
  unreachable: "The server does not answer. Check that you are online, then try again.",
  "bad-answer": "What answers is no Plong server that this page can talk to. Reload the page.",
  full: "The server holds as many people as it may. Try again in a few minutes.",
  unavailable: "The server cannot store anything just now. Try again in a few minutes.",
  "rate-limited": "Too many tries from your network. Wait a minute, then try again.",
  "too-many": "Your network holds as much here as it may. Wait a few minutes, then try again.",
  "switched-off": "Talking is switched off on this server. Ask who runs it.",
  "bad-request": "The server does not take these words. Start over with others.",
  "too-big": "These words are too long. Start over with fewer.",
  "no-such-peer": "The server does not know this page any more. Try again.",
  busy: "Your friend is talking with somebody else now. Try again later.",
  unread: "More came than this page could show. Try again.",
};

/** Say why it is over, and what to do. */
export function failureOf(code) {
  return FAILURES[code] ?? "Something went wrong that this page does not know. Try again, or reload the page.";
}

const WAITING = {
  dealt: "Tell your friend these words, send the link, or let them scan the code.",
  typed: "Nobody is here yet. Tell your friend these words, send the link, or let them scan the code.",
  link:
    "Nobody is waiting under these words: they are mistyped, or have expired, or your friend is not here yet. " +
    "You can wait. If your friend comes, you will meet.",
};

const heard = (status, tone, heading, text) => ({ status, tone, heading, text });

const PHASES = {
  start: () => heard("", "idle", "", ""),
  connecting: () => heard("Connecting", "busy", "Connecting…", "Asking the server for a place."),
  waiting: ({ via }) =>
    heard("Waiting", "busy", via === "link" ? "Nobody is here yet" : "Waiting for your friend", WAITING[via]),
  found: () => heard("Found", "busy", "Found them", "Waiting for a word from the other side."),
  away: () =>
    heard("Away", "warn", "They are away",
      "Somebody chose these words, but is not connected just now. This page keeps trying."),
  busy: () =>
    heard("Busy", "warn", "They are talking",
      "Whoever waits under these words is talking with somebody else. Try again later, or use other words."),
  held: ({ delay }) =>
    heard("Held up", "warn", "One moment",
      `The server wants fewer questions. This page asks again in ${durationOf(delay)}.`),
  expired: () =>
    heard("Expired", "bad", "These words have expired",
      "Nobody came in time, so they are no longer valid. Wait again, or take new words."),
  linked: () => heard("Linked", "good", "You are linked with your friend", ""),
  gone: () =>
    heard("Friend away", "warn", "Your friend is away", "Their connection broke. You will be linked again when they are back."),
  left: () =>
    heard("Friend left", "warn", "Your friend has left", "If they come back with the same words, you will meet here."),
  elsewhere: () =>
    heard("Friend away", "warn", "Your friend is elsewhere", "They turned to somebody else. You will be linked again when they turn back."),
  failed: ({ error, friend }) =>
    heard("Ended", "bad", friend ? "The conversation has ended" : "That did not work", failureOf(error)),
};

const LINES = {
  down: ({ delay }) =>
    heard("Reconnecting", "warn", "Reconnecting…", delay === null || delay < 1
      ? "The connection broke. This page is trying again."
      : `The connection broke. This page tries again in ${durationOf(delay)}.`),
  restarting: () =>
    heard("Server restarting", "warn", "The server is restarting",
      "It said that it will be back in a moment. Nothing is lost: this page comes back by itself."),
};

/** Say the state: a word for the status, its tone, a heading, a sentence. */
export function say(state) {
  return (LINES[state.line] ?? PHASES[state.phase])(state);
}

/** Say how long the words can still be found; `""` when it is not known. */
export function validityOf({ until, phase }, now) {
  if (phase !== "waiting" || until === null) return "";
  return `Valid for ${durationOf((until - now) / 1000)}, until ${clockOf(until)}.`;
}

const REASONS = {
  declined: ["Your friend declined.", "You declined."],
  cancelled: ["Your friend cancelled.", "Your friend cancelled."],
  "bad-offer": ["Your friend’s side refused the offer: its name or size is not right.", "The offer was not right."],
  "too-big": ["Too big for your friend.", "Too big to take."],
  "no-space": ["Your friend has no space left for it.", "There is no space left for it in this browser."],
  changed: ["The file changed while it was sent.", "Your friend’s file changed while it was sent."],
  mismatch: ["It did not arrive as it was sent, and was thrown away.", "What came is not what was sent; it was thrown away."],
  lost: ["It cannot go on from where it broke off.", "It cannot go on from where it broke off."],
  busy: ["Your friend’s side has too many files under way.", "Too many files under way."],
  closed: ["The connection ended.", "The connection ended."],
};

/** Say why a file did not arrive, to who sent it or to who was to have it. */
export function reasonOf(code, isMine) {
  const [mine, theirs] = REASONS[code] ?? ["It failed.", "It failed."];
  return isMine ? mine : theirs;
}
