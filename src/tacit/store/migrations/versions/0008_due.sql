SET LOCAL search_path = tacit;

-- Who waits is listed by when they asked, the sooner the more frustrated they are. The fold
-- begins anew under another name, so rows are filled by it and not here.
ALTER TABLE desk_rows ADD COLUMN due_at timestamptz;
DROP INDEX desk_rows_waiting;
CREATE INDEX desk_rows_waiting ON desk_rows (workspace, precedence, due_at, conversation_id)
    WHERE asked_at IS NOT NULL;
