// Servers that tests end and start again. In a browser server.browser.js stands in for this.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The server that all tests share, which nobody disturbs. */
export const SHARED = process.env.SERVER_URL;

/** A server of the test's own, on a store that outlives it. */
export class Server {
  #folder;
  #settings;
  #process = null;
  #port = 0;

  static async start(t, settings = {}) {
    const server = new Server();
    server.#settings = settings;
    server.#folder = await mkdtemp(join(tmpdir(), "plong-"));
    t.after(() => server.#remove());
    await server.start();
    return server;
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start() {
    const env = { ...process.env, PLONG_HOST: "127.0.0.1", PLONG_STORE: "sqlite:plong.db", ...this.#settings };
    const options = { cwd: this.#folder, env, stdio: ["ignore", "pipe", "inherit"] };
    this.#process = spawn(process.env.PYTHON, ["-m", "plong", "--port", `${this.#port}`], options);
    for await (const line of createInterface({ input: this.#process.stdout })) {
      this.#port ||= Number(/^Listening on port (\d+)/.exec(line)?.[1] ?? 0);
      if (line.startsWith("Listening")) return;
    }
  }

  /** End it at once, or with SIGTERM as an operator would. */
  async stop(signal = "SIGKILL") {
    this.#process.kill(signal);
    await once(this.#process, "exit");
  }

  /** Let it hear nothing more, as if the cable were cut. */
  pause() {
    this.#process.kill("SIGSTOP");
  }

  async restart(signal) {
    await this.stop(signal);
    await this.start();
  }

  async #remove() {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await this.stop();
    await rm(this.#folder, { recursive: true });
  }
}
