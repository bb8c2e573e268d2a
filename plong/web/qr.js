/**
 * QR codes, ISO/IEC 18004: byte mode, error correction level M, versions 1 to 10, the best mask.
 *
 * A module is 1 (dark) or 0; a code is an array of rows.
 */

import { Grid } from "./qr-grid.js";

/** By version: check bytes a block, blocks, data bytes in all. */
const VERSIONS = [
  null,
  [10, 1, 16], [16, 1, 28], [26, 1, 44], [18, 2, 64], [24, 2, 86],
  [16, 4, 108], [18, 4, 124], [22, 4, 154], [22, 5, 182], [26, 5, 216],
];

/** Return the code of a text; null if it is over 213 bytes of UTF-8, which is no code to scan from a screen. */
export function encode(text) {
  const bytes = new TextEncoder().encode(text);
  const version = VERSIONS.findIndex((it, v) => it && bytes.length + (v < 10 ? 2 : 3) <= it[2]);
  if (version < 0) return null;
  const grid = new Grid(version);
  grid.place(interleave(frameData(bytes, version), version));
  return grid.best();
}

function frameData(bytes, version) {
  const capacity = VERSIONS[version][2];
  const bits = [[4, 4], [bytes.length, version < 10 ? 8 : 16], ...Array.from(bytes, (byte) => [byte, 8])];
  let text = bits.map(([value, width]) => value.toString(2).padStart(width, "0")).join("");
  text += "0".repeat(Math.min(4, capacity * 8 - text.length));
  text += "0".repeat(-text.length & 7);
  const data = text.match(/.{8}/g).map((byte) => parseInt(byte, 2));
  for (let pad = 0xec; data.length < capacity; pad ^= 0xec ^ 0x11) data.push(pad);
  return data;
}

function interleave(data, version) {
  const [checks, count, total] = VERSIONS[version];
  const short = Math.floor(total / count);
  const blocks = Array.from({ length: count }, (_, i) => {
    const long = (n) => Math.max(0, n - (count - (total % count)));
    return data.slice(i * short + long(i), (i + 1) * short + long(i + 1));
  });
  const ends = blocks.map((block) => checkBytes(block, checks));
  return [...columns(blocks, short + 1), ...columns(ends, checks)];
}

function columns(blocks, length) {
  const indices = Array.from({ length }, (_, i) => i);
  return indices.flatMap((i) => blocks.filter((block) => i < block.length).map((block) => block[i]));
}

/** Multiply in GF(2⁸) modulo x⁸ + x⁴ + x³ + x² + 1. */
function multiply(a, b) {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    product ^= ((b >> bit) & 1) * a;
  }
  return product;
}

/** The remainder of Reed and Solomon's division. */
function checkBytes(data, length) {
  const divisor = generator(length);
  const rest = new Array(length).fill(0);
  for (const byte of data) {
    const factor = byte ^ rest.shift();
    rest.push(0);
    divisor.forEach((coefficient, i) => (rest[i] ^= multiply(coefficient, factor)));
  }
  return rest;
}

function generator(length) {
  let polynomial = [...new Array(length - 1).fill(0), 1];
  for (let i = 0, root = 1; i < length; i++, root = multiply(root, 2)) {
    polynomial = polynomial.map((it, j) => multiply(it, root) ^ (polynomial[j + 1] ?? 0));
  }
  return polynomial;
}
