// Dials an address, plays one scene, says what came of it.
//   node dial.js SCENE ADDRESS
import { multiaddr } from "@multiformats/multiaddr";
import { makePeer, PING, say } from "./peer.js";

const SIZE = 32;
const LONG = 12_000; // milliseconds; js-libp2p's own listener ends a stream after ten thousand

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const random = (size = SIZE) => crypto.getRandomValues(new Uint8Array(size));
const isSame = (one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)) === 0;

/** One stream for ping, whose echoes are kept until they are asked for. */
class Echoing {
  constructor(stream) {
    this.stream = stream;
    this.held = Buffer.alloc(0);
    this.ended = new Promise((resolve) => {
      if (stream.status === "reset") resolve("reset"); // which was told before anybody listened
      stream.addEventListener("remoteCloseWrite", () => resolve("closed"));
      stream.addEventListener("close", ({ error }) => resolve(error ? "reset" : "closed"));
    });
    stream.addEventListener("message", ({ data }) => {
      this.held = Buffer.concat([this.held, data.subarray()]);
    });
  }

  async take(size) {
    while (this.held.length < size && this.stream.status === "open") await pause(2);
    const taken = this.held.subarray(0, size);
    this.held = this.held.subarray(size);
    return taken;
  }

  async echoes(payload) {
    this.stream.send(payload);
    return isSame(await this.take(payload.length), payload);
  }
}

const open = async (connection) => new Echoing(await connection.newStream(PING));

const scenes = {
  async ping(peer, address) {
    const times = [];
    for (let n = 0; n < 5; n += 1) times.push(await peer.services.ping.ping(address));
    return { times, connections: peer.getConnections().length };
  },

  async pieces(peer, address) {
    const echoing = await open(await peer.dial(address));
    const payload = random();
    for (const [from, to] of [[0, 1], [1, 16]]) {
      echoing.stream.send(payload.subarray(from, to));
      await pause(50);
    }
    const early = echoing.held.length;
    echoing.stream.send(payload.subarray(16));
    const isEchoed = isSame(await echoing.take(SIZE), payload);
    const areEchoed = await echoing.echoes(random(3 * SIZE));
    await echoing.stream.close();
    return { early, isEchoed, areEchoed, end: await echoing.ended };
  },

  async half(peer, address) {
    const echoing = await open(await peer.dial(address));
    echoing.stream.send(random(10));
    await echoing.stream.close();
    return { end: await echoing.ended, echoed: echoing.held.length };
  },

  async third(peer, address) {
    const connection = await peer.dial(address);
    const pair = [await open(connection), await open(connection)];
    const before = await Promise.all(pair.map((echoing) => echoing.echoes(random())));
    const third = await open(connection).then(({ ended }) => ended, () => "reset");
    const after = await Promise.all(pair.map((echoing) => echoing.echoes(random())));
    return { before, third, after };
  },

  async long(peer, address) {
    const echoing = await open(await peer.dial(address));
    const until = Date.now() + LONG;
    let count = 0;
    while (Date.now() < until && (await echoing.echoes(random()))) {
      count += 1;
      await pause(250);
    }
    return { seconds: (Date.now() - until + LONG) / 1000, count };
  },

  async identify(peer, address) {
    const identified = new Promise((resolve) =>
      peer.addEventListener("peer:identify", ({ detail }) => resolve(detail)),
    );
    await peer.dial(address);
    const { peerId, agentVersion, protocols, observedAddr, signedPeerRecord } = await identified;
    return {
      peer: peerId.toString(),
      agent: agentVersion,
      protocols,
      observed: observedAddr.toString(),
      signed: signedPeerRecord.addresses.map(String),
    };
  },
};

const [scene, address] = process.argv.slice(2);
const peer = await makePeer();
say(await scenes[scene](peer, multiaddr(address)));
process.exit(0);
