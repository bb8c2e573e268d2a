/** Return how hard a code is to scan, by the standard's four rules. */
export function penalty(code) {
  const turned = code.map((_, i) => code.map((row) => row[i]));
  const lines = [...code, ...turned].map((row) => Array.from(row).join(""));
  return sum(lines.map(runs)) + blocks(code) + sum(lines.map(finderLike)) + imbalance(code);
}

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);

const runs = (line) => sum((line.match(/0{5,}|1{5,}/g) ?? []).map((run) => run.length - 2));

const finderLike = (line) => 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;

function blocks(code) {
  let cost = 0;
  for (let y = 1; y < code.length; y++) {
    for (let x = 1; x < code.length; x++) {
      const four = code[y][x] + code[y - 1][x] + code[y][x - 1] + code[y - 1][x - 1];
      if (four === 0 || four === 4) cost += 3;
    }
  }
  return cost;
}

function imbalance(code) {
  const dark = sum(code.map((row) => sum(Array.from(row)))) / code.length ** 2;
  return 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
