-- People. `home_unit_id` decides who may see the record: the cell of the current membership, else the
-- unit above the last one. `standing` repeats the open row of `standings`. Both are set in the same
-- transaction as the history they follow.
CREATE TABLE members (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    full_name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name_exact TEXT NOT NULL,
    name_sort BLOB NOT NULL,
    card_number TEXT UNIQUE,
    citizen_id TEXT UNIQUE,
    phone TEXT,
    email TEXT,
    birth_date DATE,
    sex TEXT,
    joined_on DATE,
    official_on DATE,
    home_unit_id BIGINT NOT NULL REFERENCES units (id),
    standing TEXT NOT NULL,
    revision BIGINT NOT NULL DEFAULT 1,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);
-- Lists walk this in the order of names; what they test stands in the index, so that a search reads no row in vain.
CREATE INDEX members_by_name ON members (name_sort, id, home_unit_id, standing, name_key, name_exact);
CREATE INDEX members_by_home ON members (home_unit_id, name_sort, id, standing);
CREATE INDEX members_by_phone ON members (phone);
CREATE INDEX members_by_email ON members (email);
CREATE INDEX members_by_name_key ON members (name_key);

-- `to_on` is the first day on which the row no longer holds; the open row has none.
CREATE TABLE memberships (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    unit_id BIGINT NOT NULL REFERENCES units (id),
    from_on DATE NOT NULL,
    to_on DATE,
    reason TEXT,
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX memberships_open ON memberships (member_id) WHERE to_on IS NULL;
CREATE INDEX memberships_by_member ON memberships (member_id, id);
CREATE INDEX memberships_by_unit ON memberships (unit_id, to_on);

CREATE TABLE standings (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    standing TEXT NOT NULL,
    from_on DATE NOT NULL,
    to_on DATE,
    reason TEXT,
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX standings_open ON standings (member_id) WHERE to_on IS NULL;
CREATE INDEX standings_by_member ON standings (member_id, id);

-- A role over a unit and everything below it, from a day to a day (`to_on`: first day without it).
CREATE TABLE role_grants (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    role TEXT NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES units (id),
    from_on DATE NOT NULL,
    to_on DATE,
    granted_by BIGINT,
    granted_at BIGINT NOT NULL,
    ended_by BIGINT,
    ended_at BIGINT
);
CREATE INDEX role_grants_by_member ON role_grants (member_id, id);
CREATE INDEX role_grants_by_unit ON role_grants (unit_id, role);
