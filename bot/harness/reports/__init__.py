"""What an evaluation and a calibration found, for people and for programs."""
