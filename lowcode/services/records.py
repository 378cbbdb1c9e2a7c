"""`Records`: the use cases of records in one workspace, put together."""

from lowcode.services.record_bulk import Bulk
from lowcode.services.record_comments import Comments
from lowcode.services.record_reading import Reading
from lowcode.services.record_removal import Removal
from lowcode.services.record_writing import Writing
from lowcode.store.database import Database


class Records:
    """The use cases of records in one workspace. All of them ask the compiler of access."""

    def __init__(self, database: Database) -> None:
        """Take the workspace."""
        self.reading = Reading(database)
        self.writing = Writing(database, self.reading)
        self.removal = Removal(database, self.reading, self.writing)
        self.bulk = Bulk(self.reading, self.writing, self.removal)
        self.comments = Comments(database, self.reading)
