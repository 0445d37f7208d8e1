"""What the tests of readers share stands beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # so that tests can import what stands beside them
