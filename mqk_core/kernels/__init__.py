"""LEAF: loops over columns of int64 and float64 and over bytes, compiled where it counts; knows no domain."""
