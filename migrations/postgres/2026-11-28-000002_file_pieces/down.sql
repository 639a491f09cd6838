DROP TABLE file_pieces;
