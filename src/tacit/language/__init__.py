"""Language: what turns text into numbers, and approved text into replies.

Called by flows; every class here is named by app.py alone. It must not know
the log, the store or the learners: text goes in, bytes or text come out.
"""
