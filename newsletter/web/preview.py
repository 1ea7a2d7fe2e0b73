"""The preview of an issue in a browser: one page, on this machine alone, that changes nothing.

Only 127.0.0.1 is listened to. A page elsewhere that has its name lead here is refused by the name
(DNS rebinding), one that asks from a form or script gets nothing it could read.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any
from urllib.parse import quote, urlsplit

from flask import Flask, Response, abort, jsonify, request
from waitress.server import create_server
from waitress.wasyncore import close_all

from newsletter.errors import ConfigError, NewsletterError, UsageError
from newsletter.flows.preview import Good, Part, Preview, Sight, variant_of
from newsletter.model.look import Look, look_of
from newsletter.model.mail import EDITIONS, Variant

HOST = "127.0.0.1"
_NAMES = (HOST, "localhost")
_THREADS = 8
_WAITING = 4  # of them, at most, are kept by pages that wait for a change
_PATIENCE = 20.0  # seconds until such a page asks again
_FRAME = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: {pictures}; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_PAGE = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def preview_site(preview: Preview, port: int) -> Flask:
    """Return the pages of a preview that is served at ``port`` of this machine."""
    site = Flask(__name__)
    names = {f"{name}:{port}" for name in _NAMES} | (set(_NAMES) if port == 80 else set())

    @site.before_request
    def _guard() -> None:
        if request.host not in names:
            abort(421, f"This preview is at http://{HOST}:{port}/ and nowhere else.")
        if request.method not in ("GET", "HEAD"):
            abort(405)

    @site.after_request
    def _quiet(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response

    @site.errorhandler(NewsletterError)
    def _told(error: NewsletterError) -> Response:
        return Response(f"{error}\n", status=500, content_type="text/plain; charset=utf-8")

    waiting = threading.BoundedSemaphore(_WAITING)
    _get(site, "/", partial(_page, preview))
    _get(site, "/preview.css", partial(_styles, preview))
    _get(site, "/shown", partial(_shown, preview))
    _get(site, "/message.eml", partial(_message, preview))
    _get(site, "/wait", partial(_wait, preview, waiting))
    return site


def _get(site: Flask, path: str, view: Callable[[], Any]) -> None:
    site.add_url_rule(path, path, view, methods=["GET"], provide_automatic_options=False)


def _asked(good: Good | None) -> dict[str, str]:
    """Return how the part is to be shown; what is not understood is as if it were not there."""
    places = good.places if good else ()
    allowed = {
        "edition": EDITIONS,
        "first": ("", *(place.code for place in places)),
        "part": tuple(map(str, Part)),
        "width": ("desktop", "phone"),
        "scheme": ("light", "dark"),
        "images": ("on", "off"),
    }
    given = {name: request.args.get(name, "") for name in allowed}
    return {name: given[name] if given[name] in one else one[0] for name, one in allowed.items()}


def _page(preview: Preview) -> Response:
    state = preview.state()
    context = {
        "name": preview.name,
        "file": preview.file.name,
        "state": state,
        "good": state.good,
        "mail": _facts(preview, state.good),
        "asked": _asked(state.good),
        "editions": EDITIONS,
    }
    response = Response(preview.app.renderer.render("web/preview.html", context))
    response.headers["Content-Security-Policy"] = _PAGE
    return response


def _styles(preview: Preview) -> Response:
    sheets = ("styles/desk.css", "styles/preview.css")
    look = _look(preview)
    text = "\n".join(preview.app.renderer.render(sheet, {"look": look}) for sheet in sheets)
    return Response(text, content_type="text/css; charset=utf-8")


def _facts(preview: Preview, good: Good | None) -> dict[str, object]:
    if good is None:
        return {}
    mail = preview.mail(good, _variant(good))
    size = len((mail.html or mail.text).encode())
    return {
        "subject": mail.subject,
        "preheader": good.checked.issue.preheader,
        "kilobytes": max(1, round(size / 1024)),
    }


def _look(preview: Preview) -> Look:
    try:
        return preview.app.look
    except ConfigError:  # which is told on the page itself
        return look_of()


def _variant(good: Good | None) -> Variant:
    asked = _asked(good)
    return variant_of(asked["edition"], asked["first"], good.places if good else ())


def _shown(preview: Preview) -> Response:
    """Return what the frame shows: a part of the mail, or why there is none."""
    good = preview.state().good
    asked = _asked(good)
    dark = asked["scheme"] == "dark"
    markup, lines = "", [("", "There is nothing to show yet.")]
    if good:
        sight = Sight(Part(asked["part"]), _variant(good), dark, asked["images"] == "on")
        try:
            markup, lines = preview.content(good, sight)
        except NewsletterError as error:
            lines = [("", line) for line in str(error).splitlines()]
    if not markup:
        context = {"lines": lines, "dark": dark, "name": preview.name, "part": asked["part"]}
        markup = preview.app.renderer.render("web/preview-text.html", context)
    response = Response(markup)
    pictures = _pictures(good) if asked["images"] == "on" else ""
    response.headers["Content-Security-Policy"] = _FRAME.format(pictures=pictures)
    return response


def _pictures(good: Good | None) -> str:
    """Return from where pictures may come: the network's own site."""
    url = urlsplit(good.app.settings.site.url) if good else None
    return f"{url.scheme}://{url.netloc}" if url and url.netloc else ""


def _message(preview: Preview) -> Response:
    good = preview.state().good
    if good is None:
        abort(404, "The issue cannot be read yet.")
    response = Response(preview.message(good, _variant(good)), content_type="message/rfc822")
    name = quote(f"{preview.name}.eml", safe="")  # RFC 8187: headers have no other letters
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _wait(preview: Preview, waiting: threading.BoundedSemaphore) -> Response:
    """Answer once a file has changed; at once if too many wait, who then ask again by the clock."""
    since = request.args.get("since", "")
    gone = request.environ.get("waitress.client_disconnected", lambda: False)
    if not waiting.acquire(blocking=False):
        return jsonify(version=preview.changed(since, 0, gone), pause=2)
    try:
        return jsonify(version=preview.changed(since, _PATIENCE, gone), pause=0)
    finally:
        waiting.release()


@contextmanager
def serving(preview: Preview, *ports: int) -> Iterator[str]:
    """Serve a preview as long as this lasts, and yield its address.

    It is at the first of ``ports`` that can be had; 0 is any that is free. Raises `UsageError`
    when there is none.
    """
    listening = _listening(ports)
    port = listening.getsockname()[1]
    sockets: dict[int, Any] = {}
    server = create_server(
        preview_site(preview, port), map=sockets, sockets=[listening], threads=_THREADS,
        channel_request_lookahead=1, ident="", clear_untrusted_proxy_headers=True,
    )  # fmt: skip
    loop = threading.Thread(target=server.run, name="preview")
    loop.start()
    try:
        yield f"http://{HOST}:{port}/"
    finally:
        preview.end()
        server.task_dispatcher.shutdown()
        server.trigger.pull_trigger(partial(close_all, sockets))
        loop.join()


def _listening(ports: Sequence[int]) -> socket.socket:
    for port in ports:
        try:
            return socket.create_server((HOST, port))
        except OSError as error:
            failed = error
    raise UsageError(
        f"port {ports[-1]} of this machine cannot be used: {failed.strerror}",
        "Another preview may be running there. --port 0 takes any that is free.",
    ) from failed
