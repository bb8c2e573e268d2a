ws.send("\x1bchlink " + alice_public_id)
