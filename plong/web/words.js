/** Passphrases: dealt, typed, and as the fragment of a link. */

/** Draw a whole number below `bound`, each as likely as the others. */
export function draw(bound, randomUint32 = systemUint32) {
  const fair = 2 ** 32 - (2 ** 32 % bound);
  for (;;) {
    const number = randomUint32();
    if (number < fair) return number % bound;
  }
}

function systemUint32() {
  return crypto.getRandomValues(new Uint32Array(1))[0];
}

/** Deal so many different words of a list. */
export function deal(words, count = 3, randomUint32 = systemUint32) {
  const dealt = new Set();
  while (dealt.size < count) dealt.add(words[draw(words.length, randomUint32)]);
  return [...dealt].join(" ");
}

/** Load the list that words are dealt from. */
export async function loadWords() {
  const answer = await fetch("words.txt");
  if (!answer.ok) throw new Error(`words.txt was answered with ${answer.status}`);
  return (await answer.text()).trim().split("\n");
}

/** What two people may type differently and mean the same: blanks. Case is theirs. */
export function tidy(passphrase) {
  return passphrase.normalize("NFC").trim().split(/\s+/u).join(" ");
}

/** The fragment of a link, without `#`: blanks are hyphens, hyphens are escaped. */
export function toFragment(passphrase) {
  return tidy(passphrase)
    .split(" ")
    .map((word) => encodeURIComponent(word).replaceAll("-", "%2D"))
    .join("-");
}

/** The passphrase of a fragment, with or without `#`; `""` if it has none. */
export function fromFragment(fragment) {
  return tidy(fragment.replace(/^#/, "").split("-").map(decode).join(" "));
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a percent sign that somebody typed
  }
}
