"""Where the harness's tests find the reports made by hand and the real browser."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # so that tests can say `from reports_made import ...`
sys.path.insert(1, str(HERE.parent / "chat"))  # and `from browser import chromium`
