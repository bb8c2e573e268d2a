-- Where peers and identities come from, so that one address cannot take all there is.
-- A place is 64 bits of keyed BLAKE2b over what counts as one address (an IPv4 address, an IPv6
-- /64), under the secret "places"; the address itself is not kept.

ALTER TABLE peers ADD COLUMN
    place      INTEGER;               -- where ohai was said, NULL: before version 4, not counted
ALTER TABLE identities ADD COLUMN
    place      INTEGER;               -- where iam was first said, NULL: likewise

CREATE INDEX identities_by_place ON identities (place, expires_at);
