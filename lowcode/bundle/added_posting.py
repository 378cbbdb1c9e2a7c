"""`AddedPosting`: what records of an app post to a ledger of an app that it needs, as orders that reserve stock."""

from engine_rules.ledger import Posting
from lowcode.kernel.names import Ref


class AddedPosting(Posting):
    """A rule by which records post to a ledger of another app, under its keys, measures and checks."""

    ledger: Ref
    """The ledger with its app, as `inventory.stock`."""

    def posting(self, app: str) -> Posting:
        """Return it as a rule of the ledger; lines bear its name with that of the app that adds it."""
        settings = {name: getattr(self, name) for name in Posting.model_fields}
        return Posting.model_construct(**{**settings, "name": f"{app}.{self.name}"})
