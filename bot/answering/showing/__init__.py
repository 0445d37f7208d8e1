"""Scored sentences to what is shown: windows, copies, who is speaking."""
