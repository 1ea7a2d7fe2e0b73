"""How the desk looks: colours of its own with high contrast, or those of the terminal.

No colour means anything by itself: what counts is said by letters, signs and reversed lines. Every
pair of colours has a contrast of at least 7:1 (WCAG 2.2, 1.4.6); a test holds them to it.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = {"background": "#101418", "foreground": "#f5f5f0", "heading": "#ffd479", "quiet": "#b8c4cf"}
LIGHT = {"background": "#fffdf7", "foreground": "#16181d", "heading": "#6b3a00", "quiet": "#45505c"}
TERMINAL = "terminal"
SCHEMES = ("dark", "light", TERMINAL)

_PLAIN = {
    "background": "ansi_default",
    "foreground": "ansi_default",
    "heading": "ansi_default",
    "quiet": "ansi_default",
}


def theme(name: str) -> Theme:
    """Return the theme of this name, one of `SCHEMES`; "terminal" leaves all to the terminal."""
    colours = {"dark": DARK, "light": LIGHT}.get(name, _PLAIN)
    back, front = colours["background"], colours["foreground"]
    reversed_ = {"background": front, "foreground": back}
    return Theme(
        name=f"desk-{name}",
        primary=colours["heading"],
        foreground=front,
        background=back,
        surface=back,
        panel=back,
        boost=back,
        dark=name != "light",
        ansi=name == TERMINAL,
        text_alpha=1.0,
        variables={
            "heading": colours["heading"],
            "ansi-background": back,
            "ansi-foreground": front,
            "quiet": colours["quiet"],
            "border": colours["heading"],
            "border-blurred": colours["quiet"],
            "scrollbar": colours["quiet"],
            "scrollbar-hover": colours["heading"],
            "scrollbar-active": colours["heading"],
            "scrollbar-background": back,
            "scrollbar-background-hover": back,
            "scrollbar-background-active": back,
            "scrollbar-corner-color": back,
            **{
                f"{part}-{ground}": colour
                for part in ("input-cursor", "input-selection", "block-cursor", "screen-selection")
                for ground, colour in reversed_.items()
            },
            "input-cursor-text-style": "reverse" if name == TERMINAL else "none",
        },
    )


CSS = """
Screen { background: $background; color: $foreground; }
#head { height: 1; }
#head, .title { width: 100%; background: $foreground; color: $background; text-style: bold; }
App:ansi #head, App:ansi .title {
    background: ansi_default; color: ansi_default; text-style: bold reverse;
}
#middle { height: 1fr; layout: vertical; }
#inbox { height: 1fr; min-height: 3; overflow-x: hidden; scrollbar-size-vertical: 1; }
#pane {
    height: 1fr; min-height: 3; padding: 0 1; scrollbar-size-vertical: 1;
    border-top: solid $quiet; border-title-color: $heading; border-title-style: bold;
}
#words { height: auto; }
#strip {
    height: auto; border-top: solid $quiet;
    border-title-color: $foreground; border-title-style: none;
}
#said { height: 1; text-style: bold; }
#find { display: none; }
#legend { height: auto; color: $quiet; }

DeskScreen.-finding #find { display: block; }
DeskScreen.-finding #said { display: none; }
DeskScreen.-low #pane { display: none; }
DeskScreen.-low.-reading #pane { display: block; }
DeskScreen.-reading #inbox { display: none; }
DeskScreen.-wide #middle { layout: horizontal; }
DeskScreen.-wide #inbox { width: 55%; height: 100%; }
DeskScreen.-wide #pane { width: 45%; height: 100%; border-left: solid $quiet; }
DeskScreen.-wide.-reading #pane { width: 100%; border-left: none; }

Inbox > .inbox--place { color: $heading; text-style: bold; }
Inbox > .inbox--section { color: $heading; }
Inbox > .inbox--cursor { text-style: bold reverse; }
Inbox > .inbox--decided { color: $quiet; }

Input, TextArea { background: $background; color: $foreground; background-tint: $background 0%; }
Input, TextArea { border: solid $quiet; border-title-color: $foreground; }
Input:focus, TextArea:focus {
    border: heavy $heading; border-title-style: bold; background-tint: $background 0%;
}
Input { padding: 0 1; }
#find, #find:focus { border: none; height: 1; padding: 0; }
TextArea { min-height: 4; height: 8; }

Form, Notice, Choose, Ask { background: $background; }
.title { height: auto; max-height: 4; padding: 0 1; }
.body { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
.body > Static { height: auto; }
.message { height: auto; padding: 0 1; text-style: bold; }
.foot { height: auto; padding: 0 1; color: $quiet; }
.message, .now { display: none; }
.message.-shown, .now.-shown { display: block; }
.now { height: auto; padding: 0 1; }
Form.-one TextArea { height: 1fr; }
"""
