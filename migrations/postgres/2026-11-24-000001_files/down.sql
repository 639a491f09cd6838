DROP TABLE upload_parts;
DROP TABLE uploads;
DROP TABLE file_uploaders;
DROP TABLE files;
