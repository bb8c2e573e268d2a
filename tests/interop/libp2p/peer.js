// A peer of js-libp2p, as all programs here want it.
import { noise } from "@chainsafe/libp2p-noise";
import { yamux } from "@chainsafe/libp2p-yamux";
import { identify } from "@libp2p/identify";
import { ping } from "@libp2p/ping";
import { tcp } from "@libp2p/tcp";
import { webSockets } from "@libp2p/websockets";
import { createLibp2p } from "libp2p";

export const PING = "/ipfs/ping/1.0.0";

export const makePeer = (listen = []) =>
  createLibp2p({
    addresses: { listen },
    transports: [tcp(), webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false }, // loopback may be dialled
    services: { ping: ping({ maxOutboundStreams: 8 }), identify: identify() },
  });

export const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);
