"""The files that `purdahgate init` writes."""

CONFIG = """\
# Made by `purdahgate init`. Run `purdahgate doctor` after every change.

[body]
name = {name}
kind = "{kind}"
nation = "{nation}"
areas = {areas}    # slugs of the areas it serves; the county, nation and UK follow from them
zone = "Europe/London"

[windows]
weeks = 6                         # before the poll, from local midnight
close = "end-of-polling-day"      # or "close-of-poll", 22:00, where the body has recorded that

[files]
policy = "shipped:policies/uk-base.toml"   # the law and national guidance; a pack of your own extends it
calendars = ["shipped:calendars"]          # add files of your own beside it
registers = ["shipped:registers"]          # parties and MPs; add your members: see docs/how-to
lexicon = "shipped:lexicon"
people = "people.toml"
{keys}
[store]
database = "sqlite:///purdahgate.db"

[release]
lateness_minutes = 60             # a post later than this is missed, not sent
tick_seconds = 10
calendar_stale_after_days = 180   # an election calendar nobody checked for longer holds everything

[channel.outbox]
kind = "folder"
folder = "outbox"

[account.main]
channel = "outbox"
"""

TRIAL_KEYS = (
    'keys = "keys"                              # everybody\'s, in one place: a trial, which proves nothing\n'
)

PEOPLE = """\
# Who may do what, each by a key of their own. It counts as it was signed last: purdahgate person sign
# Roles: officer (queues and edits), approver (signs off), monitoring-officer (rules on false alarms),
# elections (keeps the calendar), worker (the machine that sends). Nobody signs off what they wrote, so name
# two people at least.
#
# [[person]]
# name = "mona"
# full_name = "The monitoring officer"
# roles = ["approver", "monitoring-officer"]
#
# [[person]]
# name = "ellis"
# full_name = "The electoral services manager"
# roles = ["elections"]
"""

PERSON = """
[[person]]
name = {name}
full_name = {name}
roles = ["{role}"]
"""
