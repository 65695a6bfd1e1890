from tests.web.posts.case import Post

# Progress is read; nothing is written there.
CASES: list[Post] = []
