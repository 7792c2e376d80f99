"""A fake remote to look at: ``python3 -m fake_remote --help``, in the folder above."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress

from . import FakeRemote


def main() -> None:
    """Answer until interrupted."""
    parser = argparse.ArgumentParser(description="A remote system with some records.")
    parser.add_argument("--collection", default="customers", help="what it has")
    parser.add_argument("--records", type=int, default=20, help="how many")
    parser.add_argument("--token", default="", help="what it wants to see")
    parser.add_argument("--port", type=int, default=0, help="where it answers")
    options = parser.parse_args()
    with FakeRemote(token=options.token, port=options.port) as remote:
        for number in range(1, options.records + 1):
            remote.add(
                options.collection,
                name=f"Record {number}",
                email=f"record{number}@example.com",
            )
        sys.stdout.write(f"{options.records} {options.collection} at {remote.url}\n")
        sys.stdout.flush()
        while True:
            time.sleep(3600)


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
