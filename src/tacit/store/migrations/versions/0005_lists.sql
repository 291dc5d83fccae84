SET LOCAL search_path = tacit;

-- What the views and filters of a list of very many conversations are found by.
CREATE INDEX inbox_by_author_moved ON inbox (workspace, author, moved_at, conversation_id)
    WHERE state <> 'resolved';
CREATE INDEX inbox_by_channel ON inbox (workspace, channel);
CREATE INDEX desk_rows_by_language ON desk_rows (workspace, language);
