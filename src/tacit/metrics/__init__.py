"""Metrics: folds over facts that end in a share with its size. Pure; doors show them."""
