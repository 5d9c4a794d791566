"""Tests of the frame, the macros, the stylesheet and the pictures."""
