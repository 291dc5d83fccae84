"""Benchmarks: each runs the product itself, prints baselines beside it and writes JSON."""
