-- By which clock the times in this file are meant, so that a wall clock that is set, while the
-- server runs or is off, ends no lease early and lets none live longer.

CREATE TABLE clock (
    number     INTEGER PRIMARY KEY CHECK (number = 1),  -- there is one row
    server_at  REAL NOT NULL,         -- what the server's own clock showed, which never jumps
    wall_at    REAL NOT NULL          -- what the machine's showed at the same moment
);
