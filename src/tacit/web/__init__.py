"""The web door: the programming interface, and the pages that stand on the same flows.

`site.site(app)` is the one factory; `tacit serve` runs what it makes. Each
resource is a file that the factory lists; `problems`, `callers`, `limits`,
`idempotency` and `paging` hold what all of them share. `async` stays in here:
a route is a plain function that runs in a thread and calls the flows.
"""
