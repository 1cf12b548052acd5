"""The promises of mqk as feature files, one folder a stage; shipped as the package `mqk_features`.

Nothing but `.feature` files and the vocabulary of their sentences lives here; the steps are in
`mqk_core.testing.steps`.
"""
