"""The arithmetic of a joint purchase: what to buy, and who gets and pays what.

Pure: numbers in, values out.  Money is whole minor units, quantities are whole
units of the item, ids are texts.
"""

from __future__ import annotations
