-- The organisation tree. Nothing is deleted: a unit is closed on a date. A unit and everything below it are the
-- rows with `lft` in [lft, lft_end): numbers in tree order with room between them.
CREATE TABLE units (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    parent_id BIGINT REFERENCES units (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    name_exact TEXT NOT NULL,
    name_sort BLOB NOT NULL,
    code TEXT UNIQUE,
    depth INTEGER NOT NULL,
    lft BIGINT NOT NULL,
    lft_end BIGINT NOT NULL,
    opened_on DATE NOT NULL,
    closed_on DATE,
    successor_id BIGINT REFERENCES units (id),
    revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX units_by_parent ON units (parent_id, name_sort, id);
CREATE INDEX units_by_lft ON units (lft);

-- The truth for every scope check: one row for each pair (a unit, a unit at or above it).
CREATE TABLE unit_closure (
    ancestor_id BIGINT NOT NULL REFERENCES units (id),
    descendant_id BIGINT NOT NULL REFERENCES units (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (ancestor_id, descendant_id)
) WITHOUT ROWID;
CREATE INDEX unit_closure_up ON unit_closure (descendant_id, ancestor_id, depth);

-- History: what happened to a unit, on what day, recorded by whom and when.
CREATE TABLE unit_changes (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    unit_id BIGINT NOT NULL REFERENCES units (id),
    change TEXT NOT NULL,
    effective_on DATE NOT NULL,
    detail TEXT NOT NULL,
    recorded_by BIGINT,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX unit_changes_by_unit ON unit_changes (unit_id, id);
