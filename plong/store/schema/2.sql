-- What PING keeps (PING Draft 0.1, docs/wire/ping.md). All times are epoch seconds in UTC.
-- An owner is the number of a peer, or 0: the server itself. All that is a peer's goes with it.

-- What the boxes hold, for limits and schedule need it at once. Every owner of anything has a row.
CREATE TABLE shares (
    owner           INTEGER PRIMARY KEY,         -- a peer, 0: the server, -1: all together
    outbox_rows     INTEGER NOT NULL DEFAULT 0,  -- pings in the outbox that are open
    outbox_bytes    INTEGER NOT NULL DEFAULT 0,  -- bytes of all its pings, whatever their stage
    outbox_due_at   REAL,                        -- the earliest due_at in the owner's outbox
    inbox_rows      INTEGER NOT NULL DEFAULT 0,  -- pings in the inbox that are open
    inbox_bytes     INTEGER NOT NULL DEFAULT 0,  -- bytes of all its pings, whatever their stage
    inbox_due_at    REAL                         -- the earliest due_at in the owner's inbox
);
CREATE INDEX shares_by_outbox_due ON shares (outbox_due_at) WHERE outbox_due_at IS NOT NULL;
CREATE INDEX shares_by_inbox_due ON shares (inbox_due_at) WHERE inbox_due_at IS NOT NULL;

INSERT INTO shares (owner) VALUES (-1), (0);

-- Knocks that were known. Nobody reads it: that it is written takes as long as to store a new one.
INSERT INTO totals VALUES ('known knocks', 0);

CREATE TABLE outbox (
    number          INTEGER PRIMARY KEY,  -- counts up, so that new rows share the last page
    owner           INTEGER NOT NULL,     -- whose outbox it is
    ping_id         TEXT NOT NULL,        -- random: who knows it may fetch the content
    origin          TEXT NOT NULL,        -- the address announced, the owner's or a mask's
    target          TEXT NOT NULL,        -- the address to knock at
    payload_type    TEXT NOT NULL,        -- what kind of content it is
    content_hash    TEXT NOT NULL,        -- SHA-256 of the content's UTF-8, hexadecimal
    state           TEXT NOT NULL,        -- SenderState
    created_at      REAL NOT NULL,        -- when it was sent
    endpoint        TEXT NOT NULL,        -- the path to knock at first: the one that worked last
    token           TEXT,                 -- what to say at ping/user, NULL: nothing, or no knock is due
    tries           INTEGER NOT NULL,     -- how often the target was knocked at
    due_at          REAL,                 -- when to knock next, NULL: no more
    kept_for        REAL NOT NULL,        -- seconds that content stays after the end, 9e999: for ever
    row_bytes       INTEGER NOT NULL,     -- what the row counts in its owner's share, with its token
                                          -- even when that is dropped
    content_bytes   INTEGER NOT NULL,     -- the same of its content, 0 once that is dropped
    stage           INTEGER NOT NULL,     -- 0 open, 1 ended with its content kept, 2 remembered only
    stage_at        REAL NOT NULL         -- 0: when it was sent, 1: when the content is to be dropped,
                                          -- 2: since when it is only remembered
);
CREATE UNIQUE INDEX outbox_by_name ON outbox (owner, ping_id);
CREATE INDEX outbox_by_keeping ON outbox (owner, number, content_bytes) WHERE stage = 1;
CREATE INDEX outbox_by_stage ON outbox (stage, stage_at);
CREATE INDEX outbox_by_due ON outbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX outbox_by_owner_and_due ON outbox (owner, due_at) WHERE due_at IS NOT NULL;

-- Apart, because SQLite writes the whole row again when one column changes.
CREATE TABLE outbox_contents (
    number          INTEGER PRIMARY KEY   -- of the ping in the outbox
                    REFERENCES outbox (number) ON DELETE CASCADE,
    content         TEXT NOT NULL         -- what may be fetched until the end
);

CREATE TABLE inbox (
    number          INTEGER PRIMARY KEY   -- the order of arrival: pages go by it, so none comes twice
                    AUTOINCREMENT,
    owner           INTEGER NOT NULL,     -- whose inbox it is
    ping_id         TEXT NOT NULL,        -- the sender's name for it
    origin          TEXT NOT NULL,        -- the address to pull from, as the sender wrote it
    payload_type    TEXT NOT NULL,        -- what kind of content it is
    content_hash    TEXT,                 -- SHA-256 that the content must have, NULL: not said
    size            INTEGER,              -- bytes, a hint, NULL: not said
    tier            TEXT NOT NULL,        -- which door it came in by
    state           TEXT NOT NULL,        -- ReceiverState
    received_at     REAL NOT NULL,        -- when it first knocked
    tries           INTEGER NOT NULL,     -- how often the sender was told of the pull, in vain
    due_at          REAL,                 -- when to tell it next, NULL: it need not be told
    kept_for        REAL NOT NULL,        -- seconds that content stays after the end, 9e999: for ever
    row_bytes       INTEGER NOT NULL,     -- what the row counts in its owner's share
    content_bytes   INTEGER NOT NULL,     -- the same of its content, 0 while there is none
    stage           INTEGER NOT NULL,     -- 0 open, 1 ended with its content kept, 2 remembered only
    stage_at        REAL NOT NULL         -- 0: when it came, 1: when the content is to be dropped,
                                          -- 2: since when it is only remembered
);
CREATE UNIQUE INDEX inbox_by_name ON inbox (owner, ping_id, origin);
CREATE INDEX inbox_by_arrival ON inbox (owner, number) WHERE stage = 0;
CREATE INDEX inbox_by_keeping ON inbox (owner, number, content_bytes) WHERE stage = 1;
CREATE INDEX inbox_by_stage ON inbox (stage, stage_at);
CREATE INDEX inbox_by_due ON inbox (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX inbox_by_owner_and_due ON inbox (owner, due_at) WHERE due_at IS NOT NULL;

CREATE TABLE inbox_contents (
    number          INTEGER PRIMARY KEY   -- of the ping in the inbox
                    REFERENCES inbox (number) ON DELETE CASCADE,
    content         TEXT NOT NULL         -- what was pulled
);

CREATE TABLE blocks (
    owner           INTEGER NOT NULL,     -- who does not want to hear
    kind            TEXT NOT NULL,        -- BlockKind: what value means
    value           TEXT NOT NULL,        -- whom, in its canonical form
    created_at      REAL NOT NULL,        -- since when
    PRIMARY KEY (owner, kind, value)      -- also the order in which they are read
) WITHOUT ROWID;

CREATE TABLE masks (
    mask_id         TEXT PRIMARY KEY,     -- the address, 43 random characters of base64url
    owner           INTEGER NOT NULL,     -- for whom it stands
    created_at      REAL NOT NULL,        -- since when
    expires_at      REAL,                 -- from then on it takes nothing, NULL: never
    single_pull     INTEGER NOT NULL,     -- 1: it takes one ping, then none
    used            INTEGER NOT NULL,     -- 1: it has taken one
    revoked         INTEGER NOT NULL,     -- 1: its owner gave it up
    first_ping      INTEGER               -- the number in the inbox of what it took first
) WITHOUT ROWID;
CREATE INDEX masks_by_owner ON masks (owner, created_at);

CREATE TABLE tokens (
    token_id        TEXT PRIMARY KEY,     -- SHA-256 of the token, which is not kept, as base64url
    owner           INTEGER NOT NULL,     -- who gave it out
    name            TEXT NOT NULL,        -- what the owner calls it, perhaps empty
    created_at      REAL NOT NULL         -- since when
) WITHOUT ROWID;
CREATE INDEX tokens_by_owner ON tokens (owner, created_at);

-- Of those who have changed any; the others have what the operator says.
CREATE TABLE settings (
    owner           INTEGER PRIMARY KEY,  -- whose doors these are
    public          INTEGER NOT NULL,     -- 1: everybody may knock, 0: they are held
    user            INTEGER NOT NULL,     -- 1: whoever has a token may knock by the door for users
    private         INTEGER NOT NULL,     -- 1: one may knock for content that the server cannot read
    anonymous       INTEGER NOT NULL,     -- 1: one may knock without saying who one is
    kept_for        REAL NOT NULL         -- seconds that content stays after the end, 9e999: for ever
);

CREATE TRIGGER outgoing_added AFTER INSERT ON outbox BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
    UPDATE shares SET outbox_rows = outbox_rows + (NEW.stage = 0),
                      outbox_bytes = outbox_bytes + NEW.row_bytes + NEW.content_bytes
    WHERE owner IN (NEW.owner, -1);
    UPDATE shares SET outbox_due_at = min(ifnull(outbox_due_at, NEW.due_at), NEW.due_at)
    WHERE owner = NEW.owner AND NEW.due_at IS NOT NULL;
END;
CREATE TRIGGER outgoing_changed AFTER UPDATE OF stage, content_bytes ON outbox BEGIN
    UPDATE shares SET outbox_rows = outbox_rows + (NEW.stage = 0) - (OLD.stage = 0),
                      outbox_bytes = outbox_bytes + NEW.content_bytes - OLD.content_bytes
    WHERE owner IN (NEW.owner, -1);
END;
CREATE TRIGGER outgoing_removed AFTER DELETE ON outbox BEGIN
    UPDATE shares SET outbox_rows = outbox_rows - (OLD.stage = 0),
                      outbox_bytes = outbox_bytes - OLD.row_bytes - OLD.content_bytes
    WHERE owner IN (OLD.owner, -1);
END;
CREATE TRIGGER outgoing_rescheduled AFTER UPDATE OF due_at ON outbox
WHEN NEW.due_at IS NOT OLD.due_at BEGIN
    UPDATE shares SET outbox_due_at =
        (SELECT min(due_at) FROM outbox WHERE owner = NEW.owner AND due_at IS NOT NULL)
    WHERE owner = NEW.owner;
END;
CREATE TRIGGER outgoing_removed_from_schedule AFTER DELETE ON outbox
WHEN OLD.due_at IS NOT NULL BEGIN
    UPDATE shares SET outbox_due_at =
        (SELECT min(due_at) FROM outbox WHERE owner = OLD.owner AND due_at IS NOT NULL)
    WHERE owner = OLD.owner;
END;

CREATE TRIGGER incoming_added AFTER INSERT ON inbox BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
    UPDATE shares SET inbox_rows = inbox_rows + (NEW.stage = 0),
                      inbox_bytes = inbox_bytes + NEW.row_bytes + NEW.content_bytes
    WHERE owner IN (NEW.owner, -1);
END;
CREATE TRIGGER incoming_changed AFTER UPDATE OF stage, content_bytes ON inbox BEGIN
    UPDATE shares SET inbox_rows = inbox_rows + (NEW.stage = 0) - (OLD.stage = 0),
                      inbox_bytes = inbox_bytes + NEW.content_bytes - OLD.content_bytes
    WHERE owner IN (NEW.owner, -1);
END;
CREATE TRIGGER incoming_removed AFTER DELETE ON inbox BEGIN
    UPDATE shares SET inbox_rows = inbox_rows - (OLD.stage = 0),
                      inbox_bytes = inbox_bytes - OLD.row_bytes - OLD.content_bytes
    WHERE owner IN (OLD.owner, -1);
END;
CREATE TRIGGER incoming_rescheduled AFTER UPDATE OF due_at ON inbox
WHEN NEW.due_at IS NOT OLD.due_at BEGIN
    UPDATE shares SET inbox_due_at =
        (SELECT min(due_at) FROM inbox WHERE owner = NEW.owner AND due_at IS NOT NULL)
    WHERE owner = NEW.owner;
END;
CREATE TRIGGER incoming_removed_from_schedule AFTER DELETE ON inbox
WHEN OLD.due_at IS NOT NULL BEGIN
    UPDATE shares SET inbox_due_at =
        (SELECT min(due_at) FROM inbox WHERE owner = OLD.owner AND due_at IS NOT NULL)
    WHERE owner = OLD.owner;
END;

CREATE TRIGGER block_added AFTER INSERT ON blocks BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
END;
CREATE TRIGGER mask_added AFTER INSERT ON masks BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
END;

CREATE TRIGGER token_added AFTER INSERT ON tokens BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
END;
CREATE TRIGGER settings_added AFTER INSERT ON settings BEGIN
    INSERT OR IGNORE INTO shares (owner) VALUES (NEW.owner);
END;

CREATE TRIGGER owner_removed AFTER DELETE ON peers
WHEN EXISTS (SELECT 1 FROM shares WHERE owner = OLD.number) BEGIN
    DELETE FROM outbox WHERE owner = OLD.number;
    DELETE FROM inbox WHERE owner = OLD.number;
    DELETE FROM blocks WHERE owner = OLD.number;
    DELETE FROM masks WHERE owner = OLD.number;
    DELETE FROM tokens WHERE owner = OLD.number;
    DELETE FROM settings WHERE owner = OLD.number;
    DELETE FROM shares WHERE owner = OLD.number;
END;
