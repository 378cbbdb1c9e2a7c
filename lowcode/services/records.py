"""`Records`: the use cases of records in one workspace, put together."""

from lowcode.services.record_bulk import Bulk
from lowcode.services.record_comments import Comments
from lowcode.services.record_observer import Observers
from lowcode.services.record_reading import Reading
from lowcode.services.record_removal import Removal
from lowcode.services.record_writing import Writing
from lowcode.store.database import Database
from lowcode.store.one_transaction import OneTransaction
from lowcode.store.statement import Connection


class Records:
    """The use cases of records in one workspace. All of them ask the compiler of access."""

    def __init__(self, database: Database, observers: Observers | None = None) -> None:
        """Take the workspace, and who is told of records that were written."""
        self.database = database
        self.observers = observers or Observers()
        self.reading = Reading(database)
        self.writing = Writing(database, self.reading, self.observers)
        self.removal = Removal(database, self.reading, self.writing)
        self.bulk = Bulk(self.reading, self.writing, self.removal)
        self.comments = Comments(database, self.reading)

    def inside(self, connection: Connection) -> "Records":
        """Return the use cases inside of a transaction: whatever they write is undone with it."""
        return Records(OneTransaction(self.database, connection), self.observers)
