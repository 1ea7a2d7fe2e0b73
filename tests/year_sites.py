"""The publishers of the simulated year, each with one way of behaving badly."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from aiohttp import web
from year_server import DAY, START, Post, Site, Story, World, day, hang_up, redirect

_SERIES = ("clinics", "waiting lists", "beds", "calls", "prescriptions", "admissions")
WRONG_CLOCK = 238  # the day on which somebody collects with a clock two years ahead
HOSTS = tuple(f"127.0.1.{number}" for number in range(1, 7))
NEW_HOST = HOSTS[-1]  # where `Moving` goes, and nobody else lives
BUSY_HOST = HOSTS[-2]


class Plain(Site):
    """Sends no validators."""

    validators = False


class Patient(Plain):
    """Says in the feed that it changes every twelve hours."""

    ttl = 720
    every = 20.0


class Cached(Site):
    """Says in its headers that answers stay fresh for twelve hours."""

    max_age = 43_200
    every = 20.0


class Stuck(Site):
    """Says "not modified" whatever happened."""

    def feed(self, request: web.Request) -> web.Response:
        if "If-None-Match" in request.headers:
            return web.Response(status=304)
        return super().feed(request)


class Moving(Site):
    """Moves for good on day 60, over two hops; the new address dies on day 250."""

    moves, dies = 60, 250

    async def answer(self, request: web.Request) -> web.StreamResponse:
        today = self.world.today
        if request.host.startswith(f"{NEW_HOST}:"):
            return hang_up(request) if today >= self.dies else self.feed(request)
        if not self.moves <= today < self.dies:
            return self.feed(request)
        if request.path.endswith("/feed"):
            return redirect(f"{self.base}/old", 301)
        return redirect(f"http://{NEW_HOST}:{self.world.port}/{self.id}/feed", 308)


class LateMoving(Moving):
    """Moves for good on the day when the clock of the collector is wrong."""

    moves, dies = WRONG_CLOCK, 1_000


class Detour(Site):
    """Leads elsewhere, never for good.

    By 302 for two months; by 301 for two days to a page of maintenance, which is no feed; by 301
    for three days to a copy of the feed, which then breaks for eight days. For two days there is
    a page in its place.
    """

    async def answer(self, request: web.Request) -> web.StreamResponse:
        today, path = self.world.today, request.path.rpartition("/")[2]
        if path == "maintenance" or 150 <= today < 152:
            return web.Response(text="<html><title>Back soon</title></html>",
                                content_type="text/html")  # fmt: skip
        if path == "copy" and today >= 303:
            return web.Response(status=500)
        if path == "feed" and 40 <= today < 100:
            return redirect(f"{self.base}/elsewhere", 302)
        if path == "feed" and 200 <= today < 202:
            return redirect(f"{self.base}/maintenance", 301)
        if path == "feed" and 300 <= today < 311:
            return redirect(f"{self.base}/copy", 301)
        return self.feed(request)


class Outage(Site):
    """Cannot be read from day 80 to 101: faults, then silence, then nobody there."""

    every = 1.5
    window = 30

    async def answer(self, request: web.Request) -> web.StreamResponse:
        today = self.world.today
        if 80 <= today < 87:
            return web.Response(status=500)
        if 87 <= today < 94:
            await asyncio.sleep(1)  # longer than anybody waits here
        if 87 <= today < 101:
            return hang_up(request)
        return self.feed(request)


class Minutes(Outage):
    """Publishes every other day under one title; so it was before and after its outage."""

    every = 2.0
    window = 10

    def _story(self, at: datetime) -> Story:
        return self.world.story(at, "Minutes of the board")


class Gone(Site):
    """Says that it is gone: by mistake on day 50, for good from day 300 on."""

    gone = 300

    async def answer(self, request: web.Request) -> web.StreamResponse:
        today = self.world.today
        if 50 <= today < 50.75 or today >= self.gone:
            return web.Response(status=410)
        return self.feed(request)


class LateGone(Gone):
    """Is gone for good from the day on when the clock of the collector is wrong."""

    gone = WRONG_CLOCK


class Missing(Site):
    """Has nothing at its address from day 110 to 140."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if 110 <= self.world.today < 140:
            return web.Response(status=404)
        return self.feed(request)


class Busy(Site):
    """Asks for a pause: of 12 hours on day 100, until a date on day 200."""

    async def answer(self, request: web.Request) -> web.StreamResponse:
        today, headers = self.world.today, {"Date": self.date()}
        if 100 <= today < 100.5:
            return web.Response(status=429, headers={**headers, "Retry-After": "43200"})
        if 200 <= today < 200.5:
            until = self.date(day(200.9))
            return web.Response(status=503, headers={**headers, "Retry-After": until})
        return self.feed(request)


class Restless(Site):
    """Makes new ids for every answer."""

    def __init__(self, world: World, id: str, host: str) -> None:
        super().__init__(world, id, host)
        self.count = 0

    def feed(self, request: web.Request) -> web.Response:
        self.count += 1
        return super().feed(request)

    def post(self, story: Story) -> Post:
        return replace(super().post(story), id=f"{self.count}-{story.token}")


class Software(Site):
    """Gets other software on day 120: every id is another one."""

    def post(self, story: Story) -> Post:
        post = super().post(story)
        return replace(post, id=f"urn:uuid:{post.id}") if self.world.today >= 120 else post


class OneId(Site):
    """Gives all entries the same id."""

    def post(self, story: Story) -> Post:
        return replace(super().post(story), id="tag:all")


class Positions(Site):
    """Numbers its entries from the top: the newest is always 1."""

    def posts(self) -> list[Post]:
        return [replace(one, id=str(number)) for number, one in enumerate(super().posts(), 1)]


class Latest(OneId):
    """Shows its latest story alone, under the id of all."""

    window = 1


class Rehosted(Site):
    """Changes scheme and host of all addresses, which are its ids too, on day 150."""

    def post(self, story: Story) -> Post:
        later = self.world.today >= 150
        host = f"https://{self.id}.example" if later else f"http://www.{self.id}.example"
        link = f"{host}/news/{story.token}"
        return replace(super().post(story), id=link, link=link)


class RehostedUndated(Rehosted):
    """The same, without dates."""

    def post(self, story: Story) -> Post:
        return replace(super().post(story), at=None)


class Relaunch(Site):
    """A new website on day 180: other addresses, other ids, the same words and dates."""

    def post(self, story: Story) -> Post:
        post = super().post(story)
        if self.world.today < 180:
            return post
        link = f"https://new.{self.id}.example/en/{story.at.year}/{story.token}-article"
        return replace(post, id=f"{story.token}@new", link=link)


class Reworded(Relaunch):
    """The same, and the excerpts are cut in another way."""

    def post(self, story: Story) -> Post:
        post = super().post(story)
        return replace(post, text=post.text[:90]) if self.world.today >= 180 else post


class Archive(Site):
    """Puts thirty stories of past years into its feed on day 140, for two weeks."""

    def __init__(self, world: World, id: str, host: str) -> None:
        super().__init__(world, id, host)
        self.old = [world.story(day(-2_000 + 20 * number)) for number in range(30)]

    def newest(self) -> list[Story]:
        old = self.old if 140 <= self.world.today < 154 else []
        return super().newest() + old


class Again(Site):
    """Posts all it has a second time on day 210: other ids and addresses, and today's date."""

    def post(self, story: Story) -> Post:
        post = super().post(story)
        if self.world.today < 210 or story.at >= day(210):
            return post
        return replace(post, id=f"second-{story.token}", link=f"{post.link}-2", at=day(210))


class Page(Site):
    """Has no feed, but a page that lists its news without dates."""

    validators = False

    def feed(self, request: web.Request) -> web.Response:
        posts = self.posts()
        entries = (f'<li><a href="{one.link}">{one.title}</a></li>' for one in posts)
        body = f"<html><body><ul class=news>{''.join(entries)}</ul></body></html>"
        return self.document(request, body, posts)

    def kind(self) -> str:
        return "text/html; charset=utf-8"


class Window(Site):
    """Publishes most days, and keeps but ten stories in its feed."""

    every = 0.9
    window = 10


class Series(Window):
    """Publishes six series, each part under the same title as the one before."""

    every = 2.0

    def _story(self, at: datetime) -> Story:
        number = int((at - START) / DAY / self.every) % 6
        return self.world.story(at, f"Series about the {_SERIES[number]}, weekly figures")


class Edited(Site):
    """Changes title and text of what is a few days old on day 38."""

    def post(self, story: Story) -> Post:
        post = super().post(story)
        if self.world.today >= 38 and day(15) <= story.at < day(36):
            title, text = f"{post.title} (corrected)", f"{post.text} We got this wrong."
            return replace(post, title=title, text=text)
        return post


class Vanishing(Site):
    """Takes two stories out of its feed for months; one comes back under another id.

    For a day the feed is empty.
    """

    every = 5.0

    def newest(self) -> list[Story]:
        those = super().newest() if not 300 <= self.world.today < 301 else []
        two = [one for one in self.stories if day(80) <= one.at < day(90)]
        if 95 <= self.world.today < 250:
            return [one for one in those if one not in two]
        return [*two, *those] if 250 <= self.world.today < 260 else those

    def post(self, story: Story) -> Post:
        post = super().post(story)
        last = day(85) <= story.at < day(90)
        return replace(post, id="another") if last and self.world.today >= 250 else post


class Twin(Site):
    """Brings stories that another site brings as well, two days later."""

    def tell(self, stories: list[Story]) -> None:
        self.stories += [replace(one, at=one.at + 2 * DAY) for one in stories]


SITES: dict[str, type[Site]] = {
    "steady": Site,
    "plain": Plain,
    "patient": Patient,
    "cached": Cached,
    "stuck": Stuck,
    "moving": Moving,
    "late-moving": LateMoving,
    "detour": Detour,
    "outage": Outage,
    "minutes": Minutes,
    "gone": Gone,
    "late-gone": LateGone,
    "missing": Missing,
    "restless": Restless,
    "software": Software,
    "one-id": OneId,
    "positions": Positions,
    "latest": Latest,
    "rehosted": Rehosted,
    "rehosted-undated": RehostedUndated,
    "relaunch": Relaunch,
    "reworded": Reworded,
    "archive": Archive,
    "again": Again,
    "page": Page,
    "window": Window,
    "series": Series,
    "edited": Edited,
    "vanishing": Vanishing,
    "twin": Twin,
    "busy": Busy,
    "neighbour": Site,  # lives on the host of `busy`
}
BY_HAND = ("window", "series")  # whom an editor collects every two weeks


def settle(world: World) -> None:
    """Let all sites come to be."""
    for number, (id, kind) in enumerate(SITES.items()):
        host = BUSY_HOST if id in ("busy", "neighbour") else HOSTS[number % (len(HOSTS) - 2)]
        kind(world, id, host)
    twin, steady = world.sites["twin"], world.sites["steady"]
    assert isinstance(twin, Twin)
    twin.tell(steady.stories[40:80:4])
