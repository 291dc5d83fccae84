SET LOCAL search_path = tacit;

-- How the customer's last message was read, in 1/4096; no older log holds any reading.
ALTER TABLE desk_rows ADD COLUMN frustration integer, ADD COLUMN urgency integer;
