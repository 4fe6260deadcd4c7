-- Blobs are files beside this database, which have a time of their own: nothing changes here.
SELECT 1;
