ws.send("Hi");
