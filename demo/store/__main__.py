"""Runs the store: ``python -m demo.store --database FILE``."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence

from .app import ORDERS, PRODUCTS
from .server import make_server
from .settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the store until it is interrupted; return the exit status."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return _run(_parse(arguments))
    except KeyboardInterrupt:
        return 0


def _run(options: argparse.Namespace) -> int:
    settings = Settings()
    try:
        settings.update(json.loads(options.settings))
        server = make_server(
            options.host,
            options.port,
            options.database,
            options.customers,
            settings,
            options.products,
            options.orders,
        )
    except (ValueError, OSError) as error:
        print(f"the store cannot start: {error}", file=sys.stderr)
        return 1
    try:
        if options.until_stdin_closes:
            threading.Thread(target=_watch_stdin, daemon=True).start()
        print(f"store listening on http://{options.host}:{server.port}", flush=True)
        for name, value in server.shop.credentials.as_dict().items():
            print(f"  {name:20} {value}", flush=True)
        server.serve_forever()
    finally:
        server.close()
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m demo.store",
        description="A make-believe Magento 2 store. Its credentials are public: "
        "keep it on this machine.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8217, help="0 = any free one")
    parser.add_argument("--database", required=True, help="its file; made if missing")
    parser.add_argument(
        "--customers", type=int, default=300, help="how many a new file gets"
    )
    parser.add_argument(
        "--products", type=int, default=PRODUCTS, help="how many a new file gets"
    )
    parser.add_argument(
        "--orders", type=int, default=ORDERS, help="how many a new file gets"
    )
    parser.add_argument("--settings", default="{}", help="as a JSON object")
    parser.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="stop when whoever started the store is gone",
    )
    return parser.parse_args(arguments)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _watch_stdin() -> None:
    while sys.stdin.read(1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())
