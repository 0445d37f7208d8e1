"""Sources and the archive: what is new, changed, moved, gone or taken down."""
