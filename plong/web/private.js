/**
 * Content that only its receiver can read: what goes in by the private door of PING.
 *
 * docs/wire/private.md says step by step what is done here, on WebCrypto; private.d.ts, what each export does.
 */

import { PlongError } from "./plong.js";

const VERSION = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
/** Bytes before the `ct`: version, `enc`. */
const HEAD_BYTES = 1 + KEY_BYTES;
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-]{2,3})?$/;

const X25519 = { name: "X25519" };
const HMAC = { name: "HMAC", hash: "SHA-256" };
const AES = { name: "AES-GCM" };

const encoder = new TextEncoder();
/** A byte order mark is a character like any other. */
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const INFO = encoder.encode("Plong private 1");
const HPKE_V1 = encoder.encode("HPKE-v1");
const KEM = join(encoder.encode("KEM"), [0x00, 0x20]);
const HPKE = join(encoder.encode("HPKE"), [0x00, 0x20, 0x00, 0x01, 0x00, 0x02]);
const NOTHING = new Uint8Array();
/** What an empty salt is to HMAC; WebCrypto takes no empty key. */
const NO_SALT = new Uint8Array(32);
/** The point that a private key makes its public key of. */
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_BYTES - 1));
/** What PKCS #8 has before the bytes of a private key: WebCrypto takes none without. */
const PKCS8_HEAD = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20];

export async function makeKeys() {
  const { privateKey: key } = await makePair();
  const { x: publicKey, d: privateKey } = await subtle().exportKey("jwk", key);
  return Object.freeze({ publicKey, privateKey });
}

export async function encrypt(publicKey, text) {
  const receiver = readKey(publicKey, "public");
  const plain = toUtf8(text);
  const pair = await makePair();
  const enc = new Uint8Array(await subtle().exportKey("raw", pair.publicKey));
  const dh = await doing(agree(pair.privateKey, receiver), () => badKey("public")); // a point of low order
  const { key, iv } = await schedule(dh, enc, receiver, "encrypt");
  const ct = await subtle().encrypt({ ...AES, iv }, key, plain);
  return toBase64url(join([VERSION], enc, new Uint8Array(ct)));
}

export async function decrypt(privateKey, text) {
  const own = await importPrivate(readKey(privateKey, "private"));
  const data = fromBase64url(text);
  if (!data || data.length < HEAD_BYTES || data[0] !== VERSION) throw undecipherable();
  const enc = data.subarray(1, HEAD_BYTES);
  const dh = await doing(agree(own, enc), undecipherable);
  const { key, iv } = await schedule(dh, enc, await agree(own, BASE_POINT), "decrypt");
  const plain = await doing(subtle().decrypt({ ...AES, iv }, key, data.subarray(HEAD_BYTES)), undecipherable);
  return fromUtf8(plain);
}

// HPKE

/** The key and the nonce of one text. */
async function schedule(dh, enc, receiver, usage) {
  const prk = await extract(KEM, NO_SALT, "eae_prk", dh);
  const secret = await expand(KEM, prk, "shared_secret", join(enc, receiver), KEY_BYTES);
  const pskIdHash = await extract(HPKE, NO_SALT, "psk_id_hash", NOTHING);
  const context = join([0], pskIdHash, await extract(HPKE, NO_SALT, "info_hash", INFO));
  const root = await extract(HPKE, secret, "secret", NOTHING);
  const raw = await expand(HPKE, root, "key", context, KEY_BYTES);
  const iv = await expand(HPKE, root, "base_nonce", context, NONCE_BYTES);
  return { key: await subtle().importKey("raw", raw, AES, false, [usage]), iv };
}

function extract(suite, salt, label, material) {
  return sign(salt, HPKE_V1, suite, encoder.encode(label), material);
}

/** At most 32 bytes, which are the first round of HKDF. */
async function expand(suite, key, label, info, length) {
  const bytes = await sign(key, [0, length], HPKE_V1, suite, encoder.encode(label), info, [1]);
  return bytes.subarray(0, length);
}

async function sign(key, ...parts) {
  const hmac = await subtle().importKey("raw", key, HMAC, false, ["sign"]);
  return new Uint8Array(await subtle().sign(HMAC, hmac, join(...parts)));
}

async function agree(privateKey, publicBytes) {
  const other = await subtle().importKey("raw", publicBytes, X25519, false, []);
  return new Uint8Array(await subtle().deriveBits({ ...X25519, public: other }, privateKey, 8 * KEY_BYTES));
}

// WebCrypto

function subtle() {
  const found = globalThis.crypto?.subtle;
  if (found) return found;
  throw noCrypto("There is no WebCrypto here: browsers give it to pages over HTTPS and on localhost, not over plain HTTP.");
}

async function makePair() {
  return knowingX25519(subtle().generateKey(X25519, true, ["deriveBits"]));
}

async function importPrivate(bytes) {
  return knowingX25519(subtle().importKey("pkcs8", join(PKCS8_HEAD, bytes), X25519, false, ["deriveBits"]));
}

async function knowingX25519(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name !== "NotSupportedError") throw error;
    throw noCrypto("The WebCrypto here has no X25519: use Chromium 133, Node 20, or what is newer.", error);
  }
}

/** Settle as `promise` does, with an error of ours where WebCrypto says of right arguments that they do not do. */
async function doing(promise, toError) {
  try {
    return await promise;
  } catch (error) {
    throw error.name === "OperationError" ? toError() : error;
  }
}

// Bytes and texts

function readKey(text, name) {
  const key = fromBase64url(text);
  if (key?.length !== KEY_BYTES) throw badKey(name);
  return key;
}

function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function toBase64url(bytes) {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of base64url without padding, in its only spelling; null: it is none. */
function fromBase64url(text) {
  if (typeof text !== "string" || !BASE64URL.test(text)) return null;
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(binary, (digit) => digit.charCodeAt(0));
  return toBase64url(bytes) === text ? bytes : null;
}

function toUtf8(text) {
  if (typeof text !== "string") throw new TypeError("encrypt takes a text; write bytes as text first, base64 say.");
  if (!text.isWellFormed()) throw new TypeError("The text has half a character (a lone surrogate), for which UTF-8 has no bytes.");
  return encoder.encode(text);
}

function fromUtf8(bytes) {
  try {
    return decoder.decode(bytes);
  } catch {
    throw undecipherable();
  }
}

// Errors

function badKey(name) {
  return new PlongError("bad-key", `The ${name} key is none; it must be as makeKeys returns it.`);
}

function undecipherable() {
  return new PlongError("undecipherable", "The text cannot be decrypted: it is for another key, was changed, or is plain.");
}

function noCrypto(sentence, cause) {
  return new PlongError("no-webcrypto", sentence, { cause });
}
