"""The tables of `bot.db`, format after format; a new one is added at the end, none is changed."""

FORMATS = (
    """
CREATE TABLE collecting (guild_id INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE judgements (
    guild_id INTEGER NOT NULL, day TEXT NOT NULL, answer TEXT NOT NULL,
    helpful INTEGER NOT NULL, not_helpful INTEGER NOT NULL, PRIMARY KEY (guild_id, day, answer)
) WITHOUT ROWID;
CREATE TABLE reports (
    guild_id INTEGER NOT NULL, day TEXT NOT NULL, answer TEXT NOT NULL, kind TEXT NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (guild_id, day, answer, kind)
) WITHOUT ROWID;
CREATE TABLE report_texts (
    guild_id INTEGER NOT NULL, day TEXT NOT NULL, answer TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (guild_id, day, answer, kind, text)
) WITHOUT ROWID;
CREATE TABLE questions (
    guild_id INTEGER NOT NULL, day TEXT NOT NULL, question TEXT NOT NULL, reason TEXT NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (guild_id, day, question, reason)
) WITHOUT ROWID
""",
    """
CREATE TABLE choices (
    guild_id INTEGER NOT NULL, channel_id INTEGER NOT NULL, choices TEXT NOT NULL,
    PRIMARY KEY (guild_id, channel_id)
) WITHOUT ROWID;
CREATE TABLE servers (
    guild_id INTEGER PRIMARY KEY, report_channel INTEGER, digest INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE answered (
    question_id INTEGER PRIMARY KEY, guild_id INTEGER NOT NULL, channel_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL
) WITHOUT ROWID
""",
    """
CREATE TABLE published (application_id INTEGER PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID
""",
)
"""What makes each format of the one before it; the file's `user_version` counts them.

No table has row ids: they would tell in which order, and so by whom, things were said on a day.
"""
