/** Who this page is, from one visit to the next. */

/** The PrivateId that the browser keeps for this server; a browser that keeps nothing has one until the page is closed. */
export class Key {
  #name = `plong.letterbox ${new URL(".", location.href).pathname}`;

  get() {
    try {
      return localStorage.getItem(this.#name);
    } catch {
      return null;
    }
  }

  keep(privateId) {
    try {
      localStorage.setItem(this.#name, privateId);
    } catch {
      // Storage is switched off, or full.
    }
  }

  /** Forget this one; another tab may have become somebody else since. */
  forget(privateId) {
    try {
      if (this.get() === privateId) localStorage.removeItem(this.#name);
    } catch {
      // Then there is nothing to forget.
    }
  }
}
