DROP TABLE role_grants;
DROP TABLE standings;
DROP TABLE memberships;
DROP TABLE members;
