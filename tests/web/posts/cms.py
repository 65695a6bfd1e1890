from tests.web.posts.case import Post

# The public pages are read; the editor's own addresses are walked in tests/records/test_editor.py and tests/cms.
CASES: list[Post] = []
