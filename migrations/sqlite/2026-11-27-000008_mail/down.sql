DROP TABLE mail_address_changes;
DROP TABLE mail_settings;
DROP TABLE mail_outbox;
