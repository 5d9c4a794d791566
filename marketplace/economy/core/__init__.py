"""Pure arithmetic of what members spend, make and fulfil."""
