-- The trace that a record which waits behind a parked key is a part of, in the form of V24.
ALTER TABLE parked_record ADD COLUMN trace TEXT;
