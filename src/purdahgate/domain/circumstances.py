"""What the registers say of a post's account, its author and the moment, beside its words."""

from enum import StrEnum


class Circumstance(StrEnum):
    """Something that holds as a post would go out; policy rules name these."""

    ACCOUNT_UNLISTED = "account-unlisted"
    ACCOUNT_UNAPPROVED = "account-unapproved"
    ACCOUNT_RETIRED = "account-retired"
    ACCOUNT_UNMONITORED = "account-unmonitored"
    ACCOUNT_UNUSED_3_MONTHS = "account-unused-3-months"
    ACCOUNT_UNUSED_6_MONTHS = "account-unused-6-months"
    ACCOUNT_NO_MODERATOR = "account-no-moderator"
    ACCOUNT_CHECK_DUE = "account-check-due"
    AUTHOR_UNAUTHORISED = "author-unauthorised"
    AUTHOR_UNTRAINED = "author-untrained"
    AUTHOR_REFRESHER_DUE = "author-refresher-due"
    AUTHOR_UNDECLARED = "author-undeclared"
    AUTHOR_SUSPENDED = "author-suspended"
    AUTHOR_RESTRICTED = "author-restricted"  # holds a politically restricted post
    INCIDENT_OPEN = "incident-open"
    INCIDENT_AUTHORISED = "incident-authorised"
    STOPPED = "stopped"
    EMBARGOED = "embargoed"
    CHECKED_BY_SENIOR = "checked-by-senior"
