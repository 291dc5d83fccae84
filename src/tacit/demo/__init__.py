"""A desk to look at: the invented year of Ledgerly, a company that does not exist.

`tacit run` rehearses history.ndjson beside this file; `connectors/ndjson/README.md`
says how to read it. People, companies, addresses and prices are made up. Among what
it holds: a price that changes, a release that breaks exports and one that mends them,
an agent who is sometimes wrong, and replies that no article has.
"""
