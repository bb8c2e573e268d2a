// What the tests of plong.js use of Node's own `node:test`.

const tests = [];

export function test(name, body) {
  tests.push({ name, body });
}

/** Run all that were declared, one after another; what failed, and how many there were. */
export async function run() {
  const failures = [];
  for (const { name, body } of tests) {
    const error = await runOne(body);
    if (error) failures.push(`${name}: ${error.stack ?? error}`);
  }
  return { count: tests.length, failures };
}

async function runOne(body) {
  const afterwards = [];
  try {
    await body({ after: (tidy) => afterwards.push(tidy) });
  } catch (error) {
    return error;
  } finally {
    for (const tidy of afterwards) await tidy();
  }
  return null;
}
