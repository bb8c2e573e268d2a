// Stands in for tests/web/server.js: what starts and ends servers is outside the browser.

/** The server that all tests share, which nobody disturbs. */
export const SHARED = globalThis.SERVER_URL;

/** A server of the test's own, on a store that outlives it. */
export class Server {
  #name = crypto.randomUUID();
  url;

  static async start(t, settings = {}) {
    const server = new Server();
    t.after(() => globalThis.command("remove", server.#name));
    server.url = await globalThis.command("start", server.#name, settings);
    return server;
  }

  async start() {
    await globalThis.command("start", this.#name);
  }

  async stop(signal = "SIGKILL") {
    await globalThis.command("stop", this.#name, signal);
  }

  async pause() {
    await globalThis.command("pause", this.#name);
  }

  async restart(signal) {
    await this.stop(signal);
    await this.start();
  }
}
