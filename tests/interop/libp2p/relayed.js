// Plays one part of a call through a relay, until its standard input ends.
//   node relayed.js called RELAY              reserves there; says where it can be called
//   node relayed.js caller ADDRESS            dials through a relay, pings; says what came of it
//   node relayed.js flood ADDRESS BYTES       sends so much through a relay; says how far that went
import { circuitRelayTransport } from "@libp2p/circuit-relay-v2";
import { multiaddr } from "@multiformats/multiaddr";
import { makePeer, PING, say } from "./peer.js";

const SIZE = 32;
const TIMES = 5;

const random = (size) => crypto.getRandomValues(new Uint8Array(size));
const transports = [circuitRelayTransport()];

/** Pings over a stream of its own, since the service for that leaves relayed connections alone. */
const ping = async (connection) => {
  const stream = await connection.newStream(PING, { runOnLimitedConnection: true });
  const echo = async (payload) => {
    const echoed = new Promise((resolve, reject) => {
      let held = Buffer.alloc(0);
      stream.addEventListener("message", function listen({ data }) {
        held = Buffer.concat([held, data.subarray()]);
        if (held.length < payload.length) return;
        stream.removeEventListener("message", listen);
        resolve(held);
      });
      stream.addEventListener("close", () => reject(new Error("The stream has ended.")));
    });
    stream.send(payload);
    return Buffer.compare(await echoed, Buffer.from(payload)) === 0;
  };
  const results = [];
  for (let n = 0; n < TIMES; n += 1) results.push(await echo(random(SIZE)));
  await stream.close();
  return results;
};

const parts = {
  async called(relay) {
    const peer = await makePeer([`${relay}/p2p-circuit`], transports);
    while (!peer.getMultiaddrs().length) await new Promise((resolve) => setTimeout(resolve, 20));
    say({ peer: peer.peerId.toString(), addresses: peer.getMultiaddrs().map(String) });
  },

  async caller(address) {
    const peer = await makePeer([], transports);
    const connection = await peer.dial(multiaddr(address));
    const results = await ping(connection);
    say({
      peer: connection.remotePeer.toString(),
      isDirect: connection.direct,
      limits: { bytes: Number(connection.limits.bytes), seconds: connection.limits.seconds },
      results,
    });
  },

  async flood(address, bytes) {
    const peer = await makePeer([], transports);
    const connection = await peer.dial(multiaddr(address));
    const over = new Promise((resolve) => connection.addEventListener("close", resolve));
    const stream = await connection.newStream(PING, { runOnLimitedConnection: true });
    stream.send(random(Number(bytes)));
    await over;
    say({ status: connection.status });
  },

  async refused(address) {
    const peer = await makePeer([], transports);
    const why = await peer.dial(multiaddr(address)).then(() => null, String);
    say({ why });
  },
};

const [part, ...rest] = process.argv.slice(2);
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
await parts[part](...rest);
