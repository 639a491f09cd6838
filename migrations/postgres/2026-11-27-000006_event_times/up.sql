-- When the server last heard of a member's reading.
CREATE INDEX progress_events_by_time ON progress_events (member_id, server_at);
