"""The pages of the *red distribuida*: the reading and what lies behind it."""
