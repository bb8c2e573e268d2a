/**
 * What happens, and what state that leads to. Pure: the session says what happened, the views show the state.
 *
 * `phase` is how far two people have come; `line` is how this page's own connection does. The one does not
 * change the other but for a link, which the server must confirm anew when the line was broken.
 */

/** The state in which the page opens. */
export const INITIAL = Object.freeze({
  phase: "start",
  words: "",
  /** How the words came here: `"dealt"`, `"typed"` or, from a friend, `"link"`. */
  via: null,
  line: "up",
  /** Seconds until the line is tried again, or the server lets us ask again. */
  delay: null,
  /** When the words die, in milliseconds of this page's clock. */
  until: null,
  me: null,
  friend: null,
  /** Milliseconds to the friend and back. */
  roundTrip: null,
  /** The code of what ended it. */
  error: null,
});

const TOGETHER = new Set(["linked", "gone", "left", "elsewhere"]);

/** Tell whether two have met, be the friend there just now or not. */
function isTalk(state) {
  return TOGETHER.has(state.phase);
}

/** Tell which view shows a state. What was said stays to be read when it has all ended. */
export function viewOf(state) {
  if (state.phase === "start") return "start";
  return isTalk(state) || (state.phase === "failed" && state.friend) ? "talk" : "invite";
}

/** Tell whether what is said now arrives. */
export function canSend(state) {
  return state.phase === "linked" && state.line === "up";
}

/** Tell whether to look for the friend again: not while the line is down, which looks by itself. */
export function isApart(state) {
  return isTalk(state) && state.phase !== "linked" && state.line === "up";
}

/** While apart the page looks for the friend again; people need not hear how. */
const unlessTalk = (change) => (state, event) =>
  isTalk(state) ? state : { ...state, delay: null, ...change(event) };

/** Who left on purpose is not merely away, though the server says that too. */
const apart = (phase) => (state) =>
  isTalk(state) && state.phase !== "left" ? { ...state, roundTrip: null, phase } : state;

const failed = (state, { error }) => ({ ...state, phase: "failed", line: "up", roundTrip: null, error });

const RULES = {
  opened: (_, { words, via }) => ({ ...INITIAL, phase: "connecting", words, via }),
  stopped: () => INITIAL,
  failed,

  connected: (state, { me }) => ({ ...state, me }),
  claimed: unlessTalk(({ until }) => ({ phase: "waiting", until })),
  found: unlessTalk(() => ({ phase: "found" })),
  away: unlessTalk(() => ({ phase: "away" })),
  busy: (state) => (isTalk(state) ? failed(state, { error: "busy" }) : { ...state, phase: "busy" }),
  held: unlessTalk(({ retryIn }) => ({ phase: "held", delay: retryIn })),
  expired: unlessTalk(() => ({ phase: "expired" })),

  linked: (state, { friend }) => ({ ...state, phase: "linked", line: "up", delay: null, friend }),
  elsewhere: apart("elsewhere"),
  gone: apart("gone"),
  left: apart("left"),
  measured: (state, { roundTrip }) => ({ ...state, roundTrip }),

  restarting: (state, { seconds }) => ({ ...state, line: "restarting", delay: seconds }),
  disconnected: (state) => ({
    ...state,
    phase: state.phase === "linked" ? "gone" : state.phase,
    line: state.line === "restarting" ? "restarting" : "down",
    roundTrip: null,
  }),
  reconnecting: (state, { delay }) => ({ ...state, delay }),
  reconnected: (state) => ({ ...state, line: "up", delay: null }),
};

/** Return the state after an event; the page has ended when it is `failed`, so only a new start leads on. */
export function next(state, event) {
  const isOver = state.phase === "failed" || state.phase === "start";
  if (isOver && !["opened", "stopped", "failed"].includes(event.type)) return state;
  return RULES[event.type](state, event);
}
