"""What holds: the log, what lies beside it, and the server they lie in.

Flows use `log.Store` and the words of `batch.py`; `app.py` opens it with
`opening.open_store`. Nothing here may decide what an event is good for.
"""
