"""The store as a process: start, stop, restart; what it refuses; its pages."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
from pathlib import Path

import pytest
from store_client import Client

from demo.store.app import create_app, open_shop
from demo.store.control import Store, StoreNotStarted

ROOT = Path(__file__).resolve().parents[2]


def run(*arguments: str, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "demo.store", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def test_records_and_tokens_survive_a_restart(tmp_path: Path) -> None:
    with Store(customers=31, database=tmp_path / "store.sqlite") as store:
        with Client(store) as client:
            body = {"customer": {"firstname": "Changed"}}
            assert client.call("PUT", "/rest/V1/customers/4", body).status == 200
            token, port = client.token, store.port
        store.customers = 5
        store.restart()
        assert store.port == port
        with Client(store) as client:
            headers = {"Authorization": f"Bearer {token}"}
            answer = client.send("GET", "/rest/V1/customers/4", headers=headers)
            assert answer.json["firstname"] == "Changed"
        assert store.stats()["customers"] == 31


def test_records_survive_a_power_cut(tmp_path: Path) -> None:
    with Store(customers=31, database=tmp_path / "store.sqlite") as store:
        with Client(store) as client:
            body = {"customer": {"firstname": "Changed"}}
            assert client.call("PUT", "/rest/V1/customers/4", body).status == 200
        store.kill()
        store.start()
        with Client(store) as client:
            assert client.get("customers/4")["firstname"] == "Changed"


def test_its_temporary_file_goes_with_it() -> None:
    with Store(customers=1) as store:
        folder = Path(store.database).parent
        assert folder.exists()
    assert not folder.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_stop_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    process = run("--port", "0", "--database", str(tmp_path / "s"), "--customers", "3")
    assert process.stdout and process.stderr
    assert process.stdout.readline().startswith("store listening on http://127.0.0.1:")
    for name, value in Store.credentials.as_dict().items():
        assert process.stdout.readline().split() == [name, value]
    process.send_signal(number)
    assert process.wait(10) == 0
    assert process.stdout.read() == process.stderr.read() == ""


def test_it_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    process = run(
        "--port", "0", "--database", str(tmp_path / "s"), "--until-stdin-closes",
        stdin=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout and process.stdin
    process.stdout.readline()
    time.sleep(0.3)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(10) == 0


def test_a_taken_port_is_told(capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(StoreNotStarted, match=f"127.0.0.1:{port}"):
            Store(customers=1, port=port).start()
    assert "in use" in capfd.readouterr().err


def test_a_wrong_setting_is_told(tmp_path: Path) -> None:
    process = run("--database", str(tmp_path / "s"), "--settings", '{"colour": 1}')
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert "no setting 'colour'; there are clamp_last_page," in errors


def test_a_file_of_another_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    shop = open_shop(str(path), 1)
    with shop.database.read() as connection:
        connection.execute("PRAGMA user_version = 99")
    shop.database.close()
    with pytest.raises(ValueError, match="another version"):
        open_shop(str(path), 1)


def test_settings_are_all_or_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="token_life"):
        store.settings(two_factor=True, token_life="long")
    assert store.settings()["two_factor"] is False


def test_reset_puts_everything_back(store: Store, client: Client) -> None:
    before = client.get("customers/4")
    store.settings(street_lines=4)
    store.fault("html", path="nowhere")
    assert client.call("DELETE", "/rest/V1/customers/4").json is True
    assert store.stats()["customers"] == 30
    store.reset()
    assert store.settings()["street_lines"] == 2
    assert store.faults() == store.log() == []
    assert store.stats()["customers"] == 31
    assert client.get("customers/4") == before


def test_control_answers_this_machine_only(tmp_path: Path) -> None:
    app = create_app(open_shop(str(tmp_path / "s"), 1))
    for address, status in (("127.0.0.1", 200), ("192.0.2.7", 403), ("::1", 200)):
        environ = {"REMOTE_ADDR": address}
        answer = app.test_client().get("/_store/stats", environ_base=environ)
        assert answer.status_code == status, address


def test_credentials_can_be_asked_for(client: Client) -> None:
    told = client.send("GET", "/_store/").json["credentials"]
    assert told == Store.credentials.as_dict()


def test_the_first_page_lists_customers(store: Store, client: Client) -> None:
    page = client.send("GET", "/").raw.decode()
    assert "31 customers" in page
    assert "<strong>2024-11-23 01:03:16</strong>" in page
    assert "alba.test@example.test" in page
    found = client.send("GET", "/?q=soci%C3%A9t").raw.decode()
    assert "<h1>1 customer</h1>" in found
    assert "societe.fictive@example.test" in found


def test_pages_of_the_list() -> None:
    with Store(customers=120) as store, Client(store) as client:
        last = client.send("GET", "/?page=3").raw.decode()
    assert "Page 3 of 3" in last
    assert last.count("/customer/") == 20


def test_the_page_of_a_customer(client: Client) -> None:
    page = client.send("GET", "/customer/6").raw.decode()
    assert "Société Fictive &amp; Fils SARL" in page
    assert client.send("GET", "/customer/999").status == 404


def test_pages_escape_what_customers_typed() -> None:
    with Store(customers=60) as store, Client(store) as client:
        query = "searchCriteria[filter_groups][0][filters][0][field]=email"
        query += "&searchCriteria[filter_groups][0][filters][0][value]=company.html%25"
        query += "&searchCriteria[filter_groups][0][filters][0][condition_type]=like"
        found = client.get(f"customers/search?{query}")["items"][0]
        assert "<script>" in found["addresses"][0]["company"]
        page = client.send("GET", f"/customer/{found['id']}").raw.decode()
    assert "<script>" not in page


def test_writers_at_the_same_time_lose_nothing(store: Store) -> None:
    failures: list[object] = []

    def write(worker: int) -> None:
        with Client(store) as client:
            for index in range(15):
                person = {
                    "email": f"w{worker}.{index}@example.test",
                    "firstname": "W",
                    "lastname": "R",
                }
                answer = client.call("POST", "/rest/V1/customers", {"customer": person})
                if answer.status != 200:
                    failures.append(answer)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.stats()["customers"] == 31 + 90


def test_nothing_is_printed_per_request(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = run(
        "--port", "0", "--database", str(tmp_path / "s"), "--customers", "3",
        env=environment,
    )  # fmt: skip
    assert process.stdout and process.stderr
    store = Store(port=int(process.stdout.readline().rpartition(":")[2]))
    with Client(store) as client:
        client.get("customers/4")
        store.fault("disconnect", path="/customers/4", times=1)
        with pytest.raises(ConnectionError):
            client.get("customers/4")
    process.terminate()
    assert process.wait(10) == 0
    assert process.stderr.read() == ""


def test_a_customer_can_be_looked_at(store: Store, client: Client) -> None:
    shown = store.customer(4)
    assert shown == client.call("GET", "/rest/V1/customers/4").json
    client.call("PUT", "/rest/V1/customers/4", {"customer": {"firstname": "Seen"}})
    assert store.customer(4)["firstname"] == "Seen"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        store.customer(999999)
