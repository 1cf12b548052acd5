"""mqk: systematic strategies from backtest to paper to live money, on one sealed engine.

Names below load on first use, so that `import mqk_core` costs nothing.
"""

from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__"]
