"""Live pages, for every room above: what is new reaches those who look, drawn once per audience.

A room registers how a kind of news is drawn, publishes in the transaction of each write, and gives
two addresses to its page: a stream (ending in `/flux/`) and what follows a number (polling).

    live.register("stimulus", draw)                      # draw(audience, keys) -> HTML
    live.publish(topic, "joueur:DSI", "stimulus", key)   # in the transaction
    live.stream(request, listening, allowed)             # the view of the stream
    live.follow(request, listening)                      # the view of the polling
    live.last_seq(topic)                                 # before the page reads what it shows

Each element drawn has an `id`; new ones say where they go: `data-live-home="id of the list"` and
`data-live-order="12"` (the list shows the highest first). `logbook/js/live.js` puts them there.
"""

from hygie.logbook.live.answers import follow, link_allowed, signed_in_allowed, stream
from hygie.logbook.live.publishing import forget_old_news, publish
from hygie.logbook.live.reading import Listening, last_seq
from hygie.logbook.live.registry import register

__all__ = [
    "Listening",
    "follow",
    "forget_old_news",
    "last_seq",
    "link_allowed",
    "publish",
    "register",
    "signed_in_allowed",
    "stream",
]
