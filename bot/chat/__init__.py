"""The Discord skin: client, commands, views, the wire proof and all fixed wording."""
