"""The page of sentences is what the steps say."""

from source_tree import ROOT

from mqk_core.testing.vocabulary import page


def test_the_page_lists_every_sentence_and_no_other():
    assert (ROOT / "features/VOCABULARY.md").read_text(encoding="utf-8") == page()
