ws = new WebSocket("ws://server:1501/ws/"+peer.PrivateId);

// Wait for the connection to open…
...

// Listen for messages:
ws.onmessage = function (m) { ... }
