"""What `newsletter demo` collects: real publications, served over loopback in feeds of our making.

``items.yaml`` holds the facts, ``sources.yaml`` who serves them and how; `feeds` writes the
documents, `server` serves them. Nothing here is fetched from the internet, and no link followed.
"""

from newsletter.adapters.demo.items import DemoItem, demo_items
from newsletter.adapters.demo.server import DemoServer

__all__ = ["SUBSCRIBERS_CSV", "DemoItem", "DemoServer", "demo_items"]

# Roles, not persons; example.org is nobody's mailbox (RFC 2606, section 3).
SUBSCRIBERS_CSV = """\
email,name,place,edition
liaison.newzealand@example.org,"Liaison, New Zealand",NZ,
liaison.australia@example.org,"Liaison, Australia",AU,
liaison.canada@example.org,"Liaison, Canada",CA,
liaison.england@example.org,"Liaison, England",GB-ENG,
liaison.ireland@example.org,"Liaison, Ireland",IE,
liaison.netherlands@example.org,"Liaison, the Netherlands",NL,
liaison.scotland@example.org,"Liaison, Scotland",GB-SCT,
liaison.sweden@example.org,"Liaison, Sweden",SE,
liaison.usa@example.org,"Liaison, USA",US,
emerging.leaders@example.org,"Emerging Leaders, coordination",SE,easy
family.leaders@example.org,"Family leaders, coordination",CA,large
library@example.org,"Library, reading room",GB-ENG,text
"""
