// Listens over TCP and WebSocket until its standard input ends; says where, and who is identified.
import { makePeer, say } from "./peer.js";

const peer = await makePeer(["/ip4/127.0.0.1/tcp/0", "/ip4/127.0.0.1/tcp/0/ws"]);
peer.addEventListener("peer:identify", ({ detail }) =>
  say({
    identified: detail.peerId.toString(),
    agent: detail.agentVersion,
    protocols: detail.protocols,
    isSigned: detail.signedPeerRecord !== undefined,
  }),
);
say({ addresses: peer.getMultiaddrs().map(String) });
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
