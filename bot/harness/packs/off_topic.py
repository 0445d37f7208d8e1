"""Fixed questions about other fields; one whose telling words a passage holds is left out."""

from collections.abc import Iterator

from bot.harness.packs.ground import Ground
from bot.harness.packs.schema import Kind, unanswerable
from bot.harness.schema import Fixture

QUESTIONS = {
    "How long should sourdough rise in the fridge?": "sourdough fridge",
    "What temperature roasts a chicken without drying it out?": "roast chicken",
    "Can I replace buttermilk with yoghurt in pancakes?": "buttermilk pancakes",
    "Which apples are best for a tarte tatin?": "apples tatin",
    "How do I get red wine out of a carpet?": "wine carpet",
    "Who won the women's singles at Wimbledon in 1978?": "Wimbledon singles",
    "How many players are in a water polo team?": "water polo players",
    "What is the offside rule in field hockey?": "offside hockey",
    "How is a tie broken in a game of curling?": "tie curling",
    "Which opening answers the Sicilian Defence in chess?": "Sicilian chess",
    "How much notice does a tenant have to give a landlord?": "tenant landlord notice",
    "What makes a handwritten will valid?": "handwritten valid",
    "When does a trademark have to be renewed?": "trademark renewed",
    "Can a minor sign a lease?": "minor lease sign",
    "What is the derivative of the arctangent?": "derivative arctangent",
    "How do I prove that the square root of two is irrational?": "root irrational",
    "Which enzyme unwinds the double helix?": "enzyme helix",
    "What does the pancreas do?": "pancreas",
    "How often should a tetanus jab be repeated?": "tetanus repeated",
    "How do I prune an old pear tree?": "prune pear",
    "When should tulip bulbs be planted?": "tulip bulbs",
    "Why do the leaves of my ficus turn yellow?": "ficus yellow",
    "How do I reverse a linked list in Python?": "linked list Python",
    "Which keyboard shortcut closes a tab?": "keyboard shortcut",
    "What does a segmentation fault mean?": "segmentation fault",
    "Which key has five flats?": "key flats",
    "Who painted The Garden of Earthly Delights?": "painted Earthly Delights",
    "Which guitar strings are easiest on the fingers?": "guitar strings",
    "What is the plural of octopus?": "plural octopus",
    "How do you conjugate the French verb “savoir”?": "conjugate verb",
    "How do I teach a puppy not to bite?": "puppy bite",
    "At what age do kittens open their eyes?": "kittens eyes",
}
"""By the question: the words that whatever answers it must hold."""


def off_topic(ground: Ground) -> Iterator[Fixture]:
    """Yield those that no passage can answer."""
    for question, words in QUESTIONS.items():
        if not ground.holds_together(words):
            note = f"no passage holds these words together: {words}"
            yield unanswerable(Kind.OFF_TOPIC, question, note)
