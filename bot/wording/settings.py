"""What `/settings` says: what holds in a server and its channels, where from, and the choices."""

from bot.languages import Plural

SETTINGS_TITLE = "Settings"
OF_SERVER = "For the whole server"
OF_CHANNEL = "For {channel} alone; what it leaves open is as the server has it"
CHOOSE_CHANNEL = "Set a channel up by itself"
WHOLE_SERVER = "The whole server"
CHANNELS_SET = "Set up by themselves: {channels}"
MORE_CHANNELS = Plural("and {count} more", "and {count} more")
TAB_ANSWERS = "Answers"
TAB_SEARCH = "What is searched"
TAB_SERVER = "Reports and questions"
HELD = "**{label}**: {value} · {origin}"
FROM_DEFAULT = "the default"
FROM_SERVER = "set for the server"
FROM_PARENT = "set for its channel"
FROM_CHANNEL = "set for this channel"
LEAVE_OPEN = "As by default"
AS_SERVER = "As the server has it"
BACK_TO_DEFAULTS = "Back to the defaults"
BACK_TO_SERVER = "All as the server has it"

COMMANDS = "Commands"
COMMANDS_ON = "may be used"
COMMANDS_OFF = "may not be used"
LISTENING = "Messages that are answered"
LISTENING_NOTHING = "none"
LISTENING_MENTIONS = "those that mention the bot or reply to it"
LISTENING_QUESTIONS = "every question"
NEEDS_INTENT = (
    "To answer every question the bot has to read every message. Whoever runs it has to switch on "
    "the Message Content Intent, for the application at Discord and in the bot's settings."
)
DELIVERY = "How messages are answered"
DELIVERY_REPLY = "with a reply"
DELIVERY_THREAD = "in a thread"
DELIVERY_BUTTON = "with a button that only the one who asked can open"
EXCERPTS = "Excerpts in an answer"
EXCERPTS_AT_MOST = Plural("at most {count}", "at most {count}")
OUTLETS_SEARCHED = "Outlets"
ALL_OUTLETS = "all"
CHOOSE_OUTLETS = "Search these outlets alone"
OUTLETS_LISTED = Plural(
    "The coverage has {count} outlet.",
    "The coverage has {count} outlets; the menu has those with the most articles.",
)
ADD_OUTLET = "Add an outlet by its name"
OUTLET_FORM = "Add an outlet"
OUTLET_NAME = "Its name, or a part of it"
OUTLET_UNKNOWN = "The coverage has no outlet with “{name}” in its name."
OUTLETS_FOUND = "“{name}” stands in more than one name: the menu has those outlets now."
OUTLETS_FULL = "No more than {count} outlets can be chosen: take one out first."
TIME_ZONE = "Time zone"
CHANGE_ZONE = "Change the time zone"
ZONE_FORM = "Time zone"
ZONE_NAME = "Its name, like Europe/Berlin"
ZONE_UNKNOWN = "There is no time zone “{name}”. Write one like Europe/Berlin."
ZONE_NEAR = "There is no time zone “{name}”. Near it: {near}."
SPOKEN_HERE = "Language of the bot's own words"
READERS_LANGUAGE = "the reader's own, or the server's"

REPORT_CHANNEL = "Reports go to"
NO_CHANNEL = "no channel"
CHOOSE_REPORT_CHANNEL = "Tell this channel of reports"
COLLECTING = "Collecting questions"
IS_ON = "on"
IS_OFF = "off"
COLLECTS_WHAT = (
    "Keeps the words of questions that had no answer, or none of use, and of reports, for "
    "{days} days; never who asked. Switching it off erases them."
)
COLLECT = "Collect questions"
COLLECT_NO_MORE = "Stop and erase what is kept"
DIGEST = "Weekly digest of unanswered questions"
DIGEST_WHERE = "Goes to the channel of reports; needs collected questions."
SEND_DIGEST = "Send the digest"
SEND_NO_DIGEST = "Send no digest"

SETTING_NOT_KEPT = (
    "This could not be kept just now, and what holds has not changed. Try again in a moment."
)
SETTINGS_NOT_ALLOWED = "Only those who may manage this server can change its settings."
COMMANDS_OFF_HERE = "Commands may not be used in this channel."
