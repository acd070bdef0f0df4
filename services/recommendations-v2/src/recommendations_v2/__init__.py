"""What this customer should see next, why, and whether it worked."""

import os

# Read when NumPy is first imported: a list's matrices are too small to share, and waking a thread for them took 1 ms.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
