// What the tests of plong.js use of Node's own `node:assert/strict`.

class AssertionError extends Error {}

function demand(isSo, message, ...values) {
  if (isSo) return;
  if (message instanceof Error) throw message;
  throw new AssertionError([message, ...values.map(show)].filter(Boolean).join(" | "));
}

function show(value) {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function equal(actual, expected, message) {
  demand(Object.is(actual, expected), message, actual, expected);
}

function deepEqual(actual, expected, message) {
  demand(isSame(actual, expected), message, actual, expected);
}

function isSame(one, other) {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other) || Object.getPrototypeOf(one) !== Object.getPrototypeOf(other)) return false;
  if (one instanceof Uint8Array) return one.length === other.length && one.every((byte, place) => byte === other[place]);
  if (one instanceof Date) return one.getTime() === other.getTime();
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => key in other && isSame(one[key], other[key]));
}

function isObject(value) {
  return typeof value === "object" && value !== null;
}

function match(text, pattern) {
  demand(pattern.test(text), undefined, text, pattern);
}

function fail(reason) {
  demand(false, reason ?? "It failed.");
}

function throws(work, expected) {
  try {
    work();
  } catch (error) {
    return demand(isExpected(error, expected), "It threw another error", error);
  }
  return fail("It threw nothing.");
}

async function rejects(promise, expected, message) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  demand(error !== undefined && isExpected(error, expected), message ?? "It rejected otherwise, or not", error);
}

/** Whether an error is of this class, is this one, passes this check, or has these properties. */
function isExpected(error, expected) {
  if (expected === undefined) return true;
  if (typeof expected !== "function") {
    return error === expected || Object.entries(expected).every(([name, value]) => isSame(error[name], value));
  }
  const isClass = expected === Error || expected.prototype instanceof Error;
  return isClass ? error instanceof expected : expected(error) === true;
}

export default Object.assign(demand, { deepEqual, equal, fail, match, ok: demand, rejects, throws });
