"""Past issues as programs leave them behind: all invented, in the shapes that are met."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from urllib.parse import quote

OURS = """\
---
publication: update
date: 2024-11-01
subject: "Update, 1 November 2024"
---

## Sweden

### Research

- [Psykisk hälsa i Sverige 2024]({site}/halsa){{#k1 lang=sv}}
  Myndigheten, 18 October 2024.

## Scotland

### News

- [Members met in Dundee]{{#k2}}
  A member organisation, October 2024.
""".format(site="https://example.org")

BUTTONDOWN = """\
---
subject: "The Update"
publish_date: 2024-10-15T09:00:00Z
email_type: public
---

# What is new

## News from Sweden

- [A strategy against loneliness](https://example.org/ensamhet?utm_source=update)
- Peer work in practice, https://example.org/peer.

## Scotland

### Policy

**A plan for housing** [Read more](https://example.org/housing)

<p><a href="https://example.org/crisis">Crisis teams with peer workers</a></p>
"""

_SAFE = "https://eur01.safelinks.protection.outlook.com/?data=05&url="
_COUNTER = "https://example.us1.list-manage.com"

MAILCHIMP = f"""\
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1">
<html><head><meta charset="utf-8"><title>Update, 15 September 2024</title>
<style>p {{ color: red }}</style></head><body>
<a href="https://mailchi.mp/example/update?e=1">View this email in your browser</a>
<a href="https://network.example.org/"><img src="logo.png" alt="The Network"></a>
<table><tr><td><span>SWEDEN</span></td></tr>
<tr><td><h3>Research</h3></td></tr>
<tr><td><a href="https://example.org/report"><img src="cover.png" alt=""></a></td></tr>
<tr><td><h4><a href="https://example.org/report?utm_medium=email">Young people &amp; work</a></h4>
<p>What helps them to stay in it. <a href="https://example.org/report">Read more</a></p></td></tr>
<tr><td><a href="{_SAFE}{quote("https://example.org/sleep?a=1", safe="")}&amp;reserved=0">
Sleep and depression in later life</a></td></tr>
<tr><td><p><strong>Scotland</strong></p>
<p><a href="{_COUNTER}/track/click?u=1&amp;id=2&amp;e=3">A new strategy for mental health
services</a></p>
</td></tr></table>
<p><a href="https://www.facebook.com/example">Facebook</a> <a href="https://x.com/example">X</a>
<a href="{_COUNTER}/unsubscribe?u=1">unsubscribe from this list</a>
<a href="{_COUNTER}/profile?u=1">update your details</a>
<a href="mailto:us@example.org">Write to us</a> <a href="#top">Back to top</a>
<a href="javascript:alert(1)">x</a></p></body></html>
"""

TEXT = """\
Update of the network, 1 August 2024

SWEDEN
------

Research

Young people and work: https://example.org/report
What helps them to stay in it.

A strategy against loneliness
Ministry of Health, July 2024
https://example.org/ensamhet

** News from Scotland
------------------------------------------------------------
* Peer work in practice (https://example.org/peer)

https://example.org/behind
A title behind its address

Unsubscribe: https://example.us1.list-manage.com/unsubscribe?u=1
"""

MAIL = """\
From: update@example.org
To: you@example.org
Subject: =?utf-8?q?Update_f=C3=B6r_alla?=
Date: Mon, 1 Jul 2024 09:00:00 +0200
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Nothing here: https://example.org/text-part

--b
Content-Type: text/html; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

<h2>Sweden</h2><a href=3D"https://example.org/halsa">Psykisk h=E4lsa hos unga v=
uxna</a>
--b--
"""


def packed(url: str) -> str:
    """Return an address as a token carries it: in the middle, as JSON, in base64."""
    data = json.dumps({"url": url}).encode()
    return f"eyJh.{urlsafe_b64encode(data).decode().rstrip('=')}.sig"
