"""`Message`: the base of what a use case takes and gives when it is called from outside."""

from lowcode.kernel.spec import Spec


class Message(Spec, defer_build=False):
    """A piece of a request or of an answer; it is no part of a family of kinds, so it is built at once."""
