"""What templates show: plain values made of folds and records, one file a thing shown.

Routes and the live stream make the same view, so that what is drawn first and
what is drawn on a change cannot differ.
"""
