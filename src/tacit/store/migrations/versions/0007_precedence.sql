SET LOCAL search_path = tacit;

-- Who comes before others that wait: what is flagged for attention; no older log holds any flag.
ALTER TABLE desk_rows ADD COLUMN precedence integer NOT NULL DEFAULT 2;
DROP INDEX desk_rows_waiting;
CREATE INDEX desk_rows_waiting ON desk_rows (workspace, precedence, asked_at, conversation_id)
    WHERE asked_at IS NOT NULL;
CREATE INDEX desk_rows_flagged ON desk_rows (workspace) WHERE precedence = 0;
