"""The check-up of a data folder: what is wrong with it, how bad that is, what can be mended."""
