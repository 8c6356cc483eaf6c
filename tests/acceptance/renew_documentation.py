"""Write anew what the commands on the pages print: .venv/bin/python tests/acceptance/renew_documentation.py

Read the difference before you keep it: a page may have to say something else now.
"""

import sys

from played_pages import PAGES, ROOT, renewed

if __name__ == "__main__":
    for page in PAGES:
        before, after = page.read_text(encoding="utf-8"), renewed(page)
        if before != after:
            page.write_text(after, encoding="utf-8")
            sys.stdout.write(f"renewed {page.relative_to(ROOT)}\n")
