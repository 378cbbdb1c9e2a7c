"""The web server: HTTP in front of the use cases of `lowcode.services`, and the pages of the browser side."""
