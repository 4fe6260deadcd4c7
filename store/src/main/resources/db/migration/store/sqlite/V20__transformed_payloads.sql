-- Letters that a run has left as they are because their payload could not be transformed, and why.
ALTER TABLE redrive_run ADD COLUMN untransformed INTEGER NOT NULL DEFAULT 0;
CREATE TABLE redrive_untransformed (
  run_id    TEXT NOT NULL,
  letter_id TEXT NOT NULL,
  reason    TEXT NOT NULL,
  PRIMARY KEY (run_id, letter_id)
);

-- transformed: 1 if the letter was sent with another payload. payload: SAME as the letter's, EDITED for this
-- letter, or TRANSFORMED by a run.
ALTER TABLE redrive_letter ADD COLUMN transformed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE redriven_event ADD COLUMN payload TEXT NOT NULL DEFAULT 'SAME';
