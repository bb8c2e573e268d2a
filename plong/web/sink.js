/**
 * Where a received file is kept until the browser saves it: on disk, in the origin's private file system, where
 * browsers have one (https and localhost), else as a Blob, which browsers move to disk by themselves.
 */

const PREFIX = "plong-";
/** Blobs in pieces of this size: many small ones cost more than their bytes. */
const PIECE = 4 * 1024 * 1024;

/** Bytes in a file of the private file system. */
class DiskSink {
  #folder;
  #handle;
  #stream;

  constructor(folder, handle, stream) {
    this.#folder = folder;
    this.#handle = handle;
    this.#stream = stream;
  }

  static async open(folder, id) {
    const handle = await folder.getFileHandle(id, { create: true });
    return new DiskSink(folder, handle, await handle.createWritable());
  }

  write(bytes) {
    return this.#stream.write(bytes);
  }

  async restart() {
    await this.#stream.truncate(0);
    await this.#stream.seek(0);
  }

  close() {
    return this.#stream.close();
  }

  async abort() {
    await this.#stream.abort().catch(() => {}); // it was closed, or failed: its file is there all the same
    await this.#folder.removeEntry(this.#handle.name);
  }

  /** What was written, once it is closed. */
  file() {
    return this.#handle.getFile();
  }
}

/** Bytes in Blobs. */
class BlobSink {
  #pieces = [];
  #fresh = [];
  #size = 0;

  write(bytes) {
    this.#fresh.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= PIECE) this.close();
  }

  close() {
    this.#pieces.push(new Blob(this.#fresh));
    this.#fresh = [];
    this.#size = 0;
  }

  restart() {
    this.#pieces = [];
    this.#fresh = [];
    this.#size = 0;
  }

  abort() {
    this.restart();
  }

  /** What was written, once it is closed. */
  async file() {
    return new Blob(this.#pieces);
  }
}

/** Makes sinks; this page's files are in a folder that its next visit removes. */
export class Shelf {
  #folder;

  /** Return a sink with the `file()` that it is for. */
  async open(id) {
    this.#folder ??= openFolder();
    const folder = await this.#folder;
    try {
      if (folder) return await DiskSink.open(folder, id);
    } catch {
      // No room, or a browser that reads but does not write: the Blob may still do.
    }
    return new BlobSink();
  }
}

async function openFolder() {
  try {
    const root = await navigator.storage.getDirectory();
    await removeAbandoned(root);
    const name = PREFIX + Date.now() + Math.random();
    await hold(name);
    return await root.getDirectoryHandle(name, { create: true });
  } catch {
    return null; // not a secure context, say, or a private window
  }
}

/** Hold a lock as long as the page is open, which says that its folder is in use. */
function hold(name) {
  return new Promise((held, fail) => {
    const forGood = () => new Promise(() => held());
    navigator.locks.request(name, forGood).catch(fail);
  });
}

async function removeAbandoned(root) {
  const { held } = await navigator.locks.query();
  const inUse = new Set(held.map((lock) => lock.name));
  for await (const name of root.keys()) {
    if (name.startsWith(PREFIX) && !inUse.has(name)) await root.removeEntry(name, { recursive: true });
  }
}
