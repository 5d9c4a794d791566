"""What we do together: buy, offer, meet buyers, agree, deliver, pay and lend."""

from __future__ import annotations
