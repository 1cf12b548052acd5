"""STAGE clean data → targets: the strategies and what they may see."""
