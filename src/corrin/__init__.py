"""corrin: is this B12 treatment working, and what should happen next?"""

__version__ = "0.1.0"
