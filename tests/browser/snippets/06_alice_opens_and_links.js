// Note we use our own PrivateId to connect.
ws = new WebSocket("ws://server:1501/ws/"+peer.PrivateId);

// Wait for the connection to open…
...

// Now open a link to Bob:
ws.send("\x1bchlink "+bob.PublicId);
