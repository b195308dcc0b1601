"""Tell one history: `python -m tests.simulation SEED`."""

from __future__ import annotations

import sys

from tests.simulation.history import lived
from tests.simulation.judge import faults

told = lived(int(sys.argv[1]))
print("\n".join(told.world.trace))
print("\n".join(faults(told)) or "nothing is wrong with it")
