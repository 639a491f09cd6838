-- Two registrations at once could leave one address to two installations. The one seen last keeps it.
DELETE FROM devices WHERE EXISTS (
    SELECT 1 FROM devices AS later WHERE later.address = devices.address
    AND (later.seen_at > devices.seen_at OR later.seen_at = devices.seen_at AND later.id > devices.id)
);
DROP INDEX devices_by_address;
CREATE UNIQUE INDEX devices_address_key ON devices (address);

-- It stands in the inbox and rings nowhere: its member has had as many of the kind as ring on a day.
ALTER TABLE notifications ADD COLUMN silent BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX notification_events_by_assignment ON notification_events (assignment_id, id);

-- Whether the provider ever took a message of it; while not, how many addresses it refused the message as such for.
ALTER TABLE push_campaigns ADD COLUMN taken BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE push_campaigns ADD COLUMN refusals INTEGER NOT NULL DEFAULT 0;

-- How often taking it failed; after some times its state is `set_aside`. Where its members came later than the campaign:
-- when they were told (only those are rung) and until when it is worth ringing.
ALTER TABLE push_chunks ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE push_chunks ADD COLUMN not_needed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE push_chunks ADD COLUMN told_at TIMESTAMPTZ;
ALTER TABLE push_chunks ADD COLUMN ttl_until TIMESTAMPTZ;

-- In `all`: when the provider last took something.
ALTER TABLE push_pace ADD COLUMN worked_at TIMESTAMPTZ;
