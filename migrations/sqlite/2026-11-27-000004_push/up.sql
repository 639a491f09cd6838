-- What members are told of: an edition that came out, an assignment, a deadline. `event_key` makes each once. `class` decides
-- whether it can be muted; `recalled_at` says that its document was taken back.
CREATE TABLE notification_events (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    event_key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    class TEXT NOT NULL,
    urgent BOOLEAN NOT NULL,
    unit_id BIGINT NOT NULL REFERENCES units (id),
    document_id BIGINT REFERENCES documents (id),
    assignment_id BIGINT REFERENCES assignments (id),
    created_by BIGINT,
    created_at BIGINT NOT NULL,
    recalled_at BIGINT
);
CREATE INDEX notification_events_by_unit ON notification_events (unit_id, id);
CREATE INDEX notification_events_by_document ON notification_events (document_id);

-- One for each member and event, ever. `public_id` is what a push carries.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY NOT NULL,
    public_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    event_id BIGINT NOT NULL REFERENCES notification_events (id),
    class TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    opened_at BIGINT,
    UNIQUE (event_id, member_id)
);
CREATE INDEX notifications_by_member ON notifications (member_id, id);
CREATE INDEX notifications_unread ON notifications (member_id, id) WHERE opened_at IS NULL;
CREATE INDEX notifications_opened ON notifications (event_id) WHERE opened_at IS NOT NULL;

-- Classes of which a member wants no push; they stay in his inbox.
CREATE TABLE notification_preferences (
    member_id BIGINT NOT NULL REFERENCES members (id),
    class TEXT NOT NULL,
    muted_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, class)
) WITHOUT ROWID;

-- Phones that can be reached: an installation of the app each, for as long as its session lives. `dead_at`: the provider
-- said that the address is no longer one.
CREATE TABLE devices (
    id INTEGER PRIMARY KEY NOT NULL,
    installation_id BLOB NOT NULL UNIQUE,
    member_id BIGINT NOT NULL REFERENCES members (id),
    session_id BIGINT NOT NULL,
    address_kind TEXT NOT NULL,
    address TEXT NOT NULL,
    platform TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    dead_at BIGINT
);
CREATE INDEX devices_by_member ON devices (member_id);
CREATE INDEX devices_by_session ON devices (session_id);
CREATE INDEX devices_by_address ON devices (address);
CREATE INDEX devices_by_seen ON devices (seen_at);

-- To whom an event is brought; who that is is decided chunk by chunk, when it is sent.
CREATE TABLE push_campaigns (
    event_id BIGINT NOT NULL PRIMARY KEY REFERENCES notification_events (id),
    audience TEXT NOT NULL,
    audience_id BIGINT REFERENCES audiences (id),
    assignment_id BIGINT REFERENCES assignments (id),
    due_at BIGINT,
    document_id BIGINT REFERENCES documents (id),
    ttl_until BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

-- The unit of work: members of a range of row keys, up to 500 of them. A worker holds it under a lease and an attempt number.
CREATE TABLE push_chunks (
    id INTEGER PRIMARY KEY NOT NULL,
    event_id BIGINT NOT NULL REFERENCES push_campaigns (event_id),
    urgent BOOLEAN NOT NULL,
    after_member BIGINT NOT NULL,
    last_member BIGINT NOT NULL,
    state TEXT NOT NULL,
    noted BOOLEAN NOT NULL,
    attempt INTEGER NOT NULL,
    lease_until BIGINT,
    not_before BIGINT NOT NULL,
    planned BIGINT NOT NULL,
    members BIGINT NOT NULL,
    devices BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    gone BIGINT NOT NULL,
    refused BIGINT NOT NULL,
    mismatched BIGINT NOT NULL,
    expired BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX push_chunks_open ON push_chunks (urgent, id) WHERE finished_at IS NULL;
CREATE INDEX push_chunks_by_event ON push_chunks (event_id, id);

-- What could not be sent yet, a row for each device. A worker that tries it moves `due_at` on and counts `attempt` up.
CREATE TABLE push_retries (
    id INTEGER PRIMARY KEY NOT NULL,
    event_id BIGINT NOT NULL REFERENCES push_campaigns (event_id),
    chunk_id BIGINT NOT NULL REFERENCES push_chunks (id),
    notification_id BIGINT NOT NULL REFERENCES notifications (id),
    device_id BIGINT NOT NULL,
    urgent BOOLEAN NOT NULL,
    attempt INTEGER NOT NULL,
    due_at BIGINT NOT NULL,
    UNIQUE (notification_id, device_id)
);
CREATE INDEX push_retries_due ON push_retries (urgent, due_at);
CREATE INDEX push_retries_by_event ON push_retries (event_id);

-- How fast may be sent, for all processes together: `all` has pauses and the ramp, `routine` and `urgent` when the next
-- message of the lane may go, a platform until when it is left alone.
CREATE TABLE push_pace (
    name TEXT NOT NULL PRIMARY KEY,
    free_at BIGINT,
    ramp_from BIGINT,
    ramp_floor INTEGER NOT NULL,
    paused_until BIGINT,
    failures INTEGER NOT NULL,
    reason TEXT
) WITHOUT ROWID;
INSERT INTO push_pace (name, ramp_floor, failures) VALUES
    ('all', 0, 0), ('routine', 0, 0), ('urgent', 0, 0), ('android', 0, 0), ('ios', 0, 0), ('web', 0, 0);
