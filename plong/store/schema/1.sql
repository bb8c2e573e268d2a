-- Plong's store, version 1 (PRAGMA user_version). All times are epoch seconds in UTC.
PRAGMA application_id = 0x506C6E67;   -- "Plng": this file is a Plong store

CREATE TABLE peers (
    number     INTEGER PRIMARY KEY,   -- counts up, so that new rows share the last page
    public_id  TEXT NOT NULL,         -- the peer's address, 43 characters of base64url: a hash of
                                      -- its PrivateId, which itself is not kept
    created_at REAL NOT NULL,         -- when the peer said ohai
    used_at    REAL NOT NULL          -- last use known; the peer is removed peer_timeout after it
);
-- No index: the server holds the peers in memory too, and ohai would pay for it.

CREATE TABLE identities (
    digest     BLOB PRIMARY KEY,      -- Argon2id of the passphrase under the secret "passphrases"
    peer       INTEGER NOT NULL       -- whom the passphrase stands for
               REFERENCES peers (number) ON DELETE CASCADE,
    expires_at REAL NOT NULL,         -- from then on it is no longer found
    uses       INTEGER                -- finds left, at least 1; NULL: any number
) WITHOUT ROWID;

CREATE INDEX identities_by_peer ON identities (peer);
CREATE INDEX identities_by_expiry ON identities (expires_at);

CREATE TABLE secrets (
    name       TEXT PRIMARY KEY,      -- what the secret is for
    value      BLOB NOT NULL          -- random bytes made at the first start, never changed
) WITHOUT ROWID;

-- SQLite counts a table by reading it; limits and status need the number at once.
CREATE TABLE totals (
    name       TEXT PRIMARY KEY,      -- of the table
    rows       INTEGER NOT NULL       -- how many rows it has
) WITHOUT ROWID;

INSERT INTO totals VALUES ('identities', 0);

CREATE TRIGGER identity_added AFTER INSERT ON identities BEGIN
    UPDATE totals SET rows = rows + 1 WHERE name = 'identities';
END;
CREATE TRIGGER identity_removed AFTER DELETE ON identities BEGIN
    UPDATE totals SET rows = rows - 1 WHERE name = 'identities';
END;
