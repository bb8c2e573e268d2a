-- Whom LCDP's node knows (docs/wire/lcdp.md), so that it finds them after a restart.
-- All times are epoch seconds in UTC.

CREATE TABLE lcdp_peers (
    number     INTEGER PRIMARY KEY,   -- the order: heard longest ago first
    address    TEXT NOT NULL,         -- where the peer is: 192.0.2.1:24254, [2001:db8::1]:24254
    delay      REAL NOT NULL,         -- seconds of a round trip
    cookie     TEXT,                  -- JSON of what it wants returned, NULL: it has not said
    heard_at   REAL NOT NULL          -- when it was last heard
);

CREATE TABLE lcdp_keys (
    number     INTEGER PRIMARY KEY,   -- the order: heard longest ago first
    key        BLOB NOT NULL          -- an Ed25519 key, which is somebody's name
               CHECK (length(key) = 32),
    address    TEXT NOT NULL,         -- where its owner is, as above
    is_proven  INTEGER NOT NULL,      -- 1: it has signed for this address, 0: somebody there said so
    heard_at   REAL NOT NULL          -- when that was last said
);
