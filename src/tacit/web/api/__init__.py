"""The programming interface, a file a resource; `site.RESOURCES` lists them."""
