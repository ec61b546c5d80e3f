"""`python -m corrin` is `corrin`."""

import sys

from corrin.cli import main

sys.exit(main())
