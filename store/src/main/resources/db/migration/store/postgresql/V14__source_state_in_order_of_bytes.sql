-- State is read in the order of its keys, which is that of their bytes whatever the database's language is.
ALTER TABLE source_state ALTER COLUMN key TYPE text COLLATE "C";
