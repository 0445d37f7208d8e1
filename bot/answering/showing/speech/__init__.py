"""Who speaks: what an article's text says beside its quotations."""
