DROP TABLE push_pace;
DROP TABLE push_retries;
DROP TABLE push_chunks;
DROP TABLE push_campaigns;
DROP TABLE devices;
DROP TABLE notification_preferences;
DROP TABLE notifications;
DROP TABLE notification_events;
