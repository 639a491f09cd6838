DROP INDEX progress_events_by_time;
