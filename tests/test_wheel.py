"""The wheel works outside the repository, with the templates and starter files inside it."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

_CHECKOUT = Path(__file__).parents[1]


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.installation
@pytest.mark.long
def test_the_wheel_alone_in_an_empty_environment_runs_the_demo(tmp_path: Path) -> None:
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path / "dist", _CHECKOUT)
    _run(sys.executable, *build, cwd=tmp_path)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    venv.create(tmp_path / "empty")  # not even pip is in it: that of the tests installs
    bin = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")

    pip = ("-m", "pip", "--python", tmp_path / "empty", "--disable-pip-version-check")
    install = ("install", "--quiet", "--no-compile", "-c", _CHECKOUT / "constraints.txt", wheel)
    _run(sys.executable, *pip, *install, cwd=tmp_path)
    _run(bin / "newsletter", "demo", tmp_path / "demo", cwd=tmp_path)
    code = (
        "from newsletter.adapters.templates import template_folders, starter_file\n"
        "print(*template_folders(None), starter_file('sources.yaml'), sep='\\n')"
    )
    found = _run(bin / "python", "-I", "-c", code, cwd=tmp_path).split()

    assert (tmp_path / "demo/var/outbox").is_dir()
    assert all(str(tmp_path / "empty") in line and "shipped" in line for line in found)


def test_an_editable_installation_finds_the_files_of_the_checkout() -> None:
    from newsletter.adapters.templates import starter_file, template_folders

    assert template_folders(None)[-1] == _CHECKOUT / "templates"
    assert starter_file("newsletter.toml") == _CHECKOUT / "newsletter.toml"


def test_a_workspace_template_comes_before_ours(tmp_path: Path) -> None:
    from newsletter.adapters.templates import TemplateRenderer, template_folders

    (tmp_path / "templates/mail").mkdir(parents=True)
    (tmp_path / "templates/mail/update.txt").write_text("ours: {{ word }}")

    renderer = TemplateRenderer(template_folders(tmp_path))

    assert renderer.render("mail/update.txt", {"word": "hello"}).strip() == "ours: hello"
