/**
 * Content that only its receiver can read: what goes in by the private door of PING, see docs/wire/private.md.
 *
 *     const { publicKey, privateKey } = await makeKeys();
 *     const text = await encrypt(publicKey, "Rain.");
 *     (await decrypt(privateKey, text)) === "Rain.";
 *
 * All of it rejects with a `PlongError`, `no-webcrypto`, on pages over plain HTTP (localhost excepted), and where WebCrypto
 * has no X25519: before Chromium 133 and Node 20.
 */

/** What a receiver needs: a key to give to everybody, and one to give to nobody. */
export interface Keys {
  /** 43 characters of base64url. Whoever has it can encrypt. */
  readonly publicKey: string;
  /** Likewise. Whoever has it can decrypt whatever was encrypted with the other one: keep it secret. */
  readonly privateKey: string;
}

/** Make new keys, of the system's random bytes. */
export function makeKeys(): Promise<Keys>;

/**
 * Make of a text what only the owner of the private key can read; another one each time.
 *
 * @param publicKey the receiver's; that it is the receiver's, you must know from elsewhere.
 * @param text any Unicode; 49 103 bytes of UTF-8 fit into a content of 65 536.
 * @throws PlongError `bad-key`
 * @throws TypeError it has a lone surrogate, which UTF-8 has no bytes for.
 */
export function encrypt(publicKey: string, text: string): Promise<string>;

/**
 * Read what was encrypted. It may come from anybody: nothing in it proves who wrote it.
 *
 * @throws PlongError `bad-key`; `undecipherable`: it is for another key, was changed on its way, or was never encrypted.
 */
export function decrypt(privateKey: string, text: string): Promise<string>;
