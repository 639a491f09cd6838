DROP TABLE unit_changes;
DROP TABLE unit_closure;
DROP TABLE units;
