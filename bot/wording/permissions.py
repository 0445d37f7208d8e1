"""What the bot lacks in a channel, by the names that Discord's settings have, and what then fails.

Commands and buttons work without any of it.
"""

VIEW_CHANNEL = "View Channel"
SEND_MESSAGES = "Send Messages"
SEND_MESSAGES_IN_THREADS = "Send Messages in Threads"
CREATE_PUBLIC_THREADS = "Create Public Threads"
READ_MESSAGE_HISTORY = "Read Message History"
MESSAGE_CONTENT = "Message Content Intent"

LACKS = "The bot lacks **{permission}** here: {loss}"
NO_QUESTION_SEEN = "it sees no message, so only commands are answered."
NO_ANSWER_SENT = "messages are not answered, only commands are."
NO_ANSWER_IN_THREADS = "messages in threads and posts are not answered, only commands are."
NO_THREAD_MADE = "it cannot open a thread for an answer."
NO_REPLY = "it cannot reply to the message that asks, so only commands are answered."
NO_QUESTION_HEARD = (
    "of questions only those that mention it or reply to it are answered. Whoever runs the bot "
    "can switch it on."
)
NOTHING_TOLD = "nothing can be told here."
