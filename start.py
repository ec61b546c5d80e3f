"""corrin's one tool: python3 start.py [run|setup|test|check|bench|docs].

This page holds only what every Python can read, so that an old one is turned
away in plain words. The tool itself is in tools/start/.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "corrin needs Python 3.11 or newer, and this is Python %d.%d.\n"
        "Install a newer one (on Debian 12 or Ubuntu 24.04: sudo apt-get install python3;\n"
        "elsewhere: python.org/downloads) and start again with it,\n"
        "for example: python3.12 start.py\n" % tuple(sys.version_info[:2])
    )
    sys.exit(2)

from tools.start import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
