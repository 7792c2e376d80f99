"""What the browser tests share: logging in, taking the pictures of the docs."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

from demo.odoo_server import OdooServer

#: Milliseconds that the client may take for one thing, on a busy machine.
PATIENCE = 30_000


class Pictures:
    """Takes the pictures of the docs, into the folder that SCREENSHOTS names, if any."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.folder = os.environ.get("SCREENSHOTS")

    def take(self, name: str) -> None:
        if self.folder:
            # No tooltip in the way, and no animation.
            self.page.mouse.move(640, 850)
            self.page.wait_for_timeout(1000)
            self.page.screenshot(path=Path(self.folder) / f"{name}.png")


def log_in(
    page: Page, server: OdooServer, login: str = "admin", password: str = "admin"
) -> None:
    page.goto(f"{server.url}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_selector(".o_main_navbar")
