"""Pages about one's own way in and one's own account."""

from __future__ import annotations

from network.account_views import account, entrance, own_data, second_step
from network.account_views.blueprints import account as _account
from network.account_views.blueprints import entrance as _entrance

#: The modules above put their pages on these.
PAGES = (account, entrance, own_data, second_step)
BLUEPRINTS = (_entrance, _account)
