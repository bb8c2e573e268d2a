/** Where the bits of a QR code go: patterns, data, mask. */

import { penalty } from "./qr-penalty.js";

const LEVEL_M = 0;
const MASKS = [
  (x, y) => (x + y) % 2,
  (x, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/** A value and the remainder of its division, for format and version. */
function withRemainder(value, polynomial, bits) {
  let rest = value << bits;
  for (let i = 31; i >= bits; i--) if ((rest >>> i) & 1) rest ^= polynomial << (i - bits);
  return (value << bits) | rest;
}

/** The modules of one code. */
export class Grid {
  #size;
  #modules;
  #fixed;

  constructor(version) {
    this.#size = version * 4 + 17;
    this.#modules = this.#empty();
    this.#fixed = this.#empty();
    this.#drawTiming();
    this.#drawFinders();
    this.#drawAlignments(version);
    this.#drawFormat(0);
    if (version >= 7) this.#drawVersion(version);
  }

  #empty() {
    return Array.from({ length: this.#size }, () => new Uint8Array(this.#size));
  }

  #set(x, y, dark) {
    if (x < 0 || y < 0 || x >= this.#size || y >= this.#size) return;
    this.#modules[y][x] = dark ? 1 : 0;
    this.#fixed[y][x] = 1;
  }

  #drawTiming() {
    for (let i = 0; i < this.#size; i++) {
      this.#set(6, i, i % 2 === 0);
      this.#set(i, 6, i % 2 === 0);
    }
  }

  #drawFinders() {
    const end = this.#size - 4;
    for (const [x, y] of [[3, 3], [end, 3], [3, end]]) this.#drawRings(x, y, 4, (d) => d !== 2 && d !== 4);
  }

  #drawRings(x, y, radius, isDark) {
    for (let dy = -radius; dy <= radius; dy++) {
      for (let dx = -radius; dx <= radius; dx++) {
        this.#set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  }

  #drawAlignments(version) {
    if (version === 1) return;
    const last = this.#size - 7;
    const places = version < 7 ? [6, last] : [6, Math.ceil((last + 6) / 4) * 2, last];
    for (const x of places) {
      for (const y of places) {
        const isFinder = (x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6);
        if (!isFinder) this.#drawRings(x, y, 2, (d) => d !== 1);
      }
    }
  }

  #drawFormat(mask) {
    const bits = withRemainder((LEVEL_M << 3) | mask, 0x537, 10) ^ 0x5412;
    const end = this.#size - 1;
    for (let i = 0; i < 15; i++) {
      const dark = (bits >> i) & 1;
      const along = i < 6 ? i : i < 8 ? i + 1 : null;
      if (along !== null) this.#set(8, along, dark);
      else this.#set(i === 8 ? 7 : 14 - i, 8, dark);
      if (i < 8) this.#set(end - i, 8, dark);
      else this.#set(8, end - 14 + i, dark);
    }
    this.#set(8, this.#size - 8, 1);
  }

  #drawVersion(version) {
    const bits = withRemainder(version, 0x1f25, 12);
    for (let i = 0; i < 18; i++) {
      const [a, b] = [this.#size - 11 + (i % 3), Math.floor(i / 3)];
      this.#set(a, b, (bits >> i) & 1);
      this.#set(b, a, (bits >> i) & 1);
    }
  }

  /** Fill the free modules, in columns of two from the right, up and down. */
  place(bytes) {
    let i = 0;
    for (const [x, y] of this.#way()) {
      if (this.#fixed[y][x]) continue;
      this.#modules[y][x] = (bytes[i >> 3] >> (7 - (i & 7))) & 1;
      i++;
    }
  }

  *#way() {
    for (let right = this.#size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5; // the timing pattern
      const isUp = ((right + 1) & 2) === 0;
      for (let step = 0; step < this.#size; step++) {
        const y = isUp ? this.#size - 1 - step : step;
        yield [right, y];
        yield [right - 1, y];
      }
    }
  }

  /** Return the code under the mask that is easiest to scan. */
  best() {
    const codes = MASKS.map((_, mask) => this.#masked(mask));
    const costs = codes.map(penalty);
    return codes[costs.indexOf(Math.min(...costs))];
  }

  #masked(mask) {
    this.#drawFormat(mask);
    return this.#modules.map((row, y) =>
      row.map((module, x) => (this.#fixed[y][x] ? module : module ^ (MASKS[mask](x, y) === 0 ? 1 : 0))),
    );
  }
}
