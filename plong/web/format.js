/** Numbers as people read them, and how fast something goes. */

const UNITS = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** `1 byte`, `12 kB`, `1.5 MB`: powers of 1000, as file managers count. */
export function sizeOf(bytes) {
  if (bytes === 1) return "1 byte";
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const amount = bytes / 1000 ** power;
  const digits = power > 0 && amount < 9.95 ? 1 : 0;
  // 999.9 kB would be shown as 1000 kB.
  if (power < UNITS.length - 1 && amount >= 999.5) return `1.0 ${UNITS[power + 1]}`;
  return `${amount.toFixed(digits)} ${UNITS[power]}`;
}

/** `8 seconds`, `4 minutes`, `2 hours`: one unit is enough for what only counts down. */
export function durationOf(seconds) {
  if (seconds < 59.5) return count(Math.max(1, Math.round(seconds)), "second");
  if (seconds < 59.5 * 60) return count(Math.round(seconds / 60), "minute");
  return count(Math.round(seconds / 3600), "hour");
}

function count(number, unit) {
  return `${number} ${unit}${number === 1 ? "" : "s"}`;
}

/** `14:32`, in the reader's own way. */
export function clockOf(time) {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" }).format(time);
}

/** `14:32`, or with its day if that is another. */
export function momentOf(date, now = new Date()) {
  if (date.toDateString() === now.toDateString()) return clockOf(date);
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(date);
}

/** How fast bytes come: over the last seconds, for a line may slow down or break off. */
export class Rate {
  #samples = [];
  #seconds;

  constructor(seconds = 5) {
    this.#seconds = seconds;
  }

  /** So many bytes were over at this time, in seconds. */
  add(time, bytes) {
    this.#samples.push({ time, bytes });
    const from = this.#samples.findIndex((sample) => sample.time >= time - this.#seconds);
    this.#samples.splice(0, Math.min(from, this.#samples.length - 2));
  }

  /** Bytes a second; null while there is nothing to tell it from. */
  get perSecond() {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (!first || last.time - first.time < 0.2) return null;
    return Math.max(0, (last.bytes - first.bytes) / (last.time - first.time));
  }
}

/** `1.2 MB of 4.0 MB`, the speed and the time left, where they are known. */
export function progressOf(bytes, size, perSecond) {
  const parts = [size === null ? sizeOf(bytes) : `${sizeOf(bytes)} of ${sizeOf(size)}`];
  if (perSecond) parts.push(`${sizeOf(perSecond)}/s`);
  if (perSecond && size !== null) parts.push(`${durationOf((size - bytes) / perSecond)} left`);
  return parts.join(" · ");
}
