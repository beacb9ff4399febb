"""A laptop serves the phones of its own network over HTTPS, by a certificate made on the spot."""

import errno
import http.client
import re
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
import time_machine
from django.utils import timezone

from hygie.config import network
from hygie.config.certificate import FILE, Certificate, certificate_for
from hygie.config.network import Place
from hygie.config.serving import qr_in_terminal
from hygie.obligations.tests.processes import ROOT, own_database
from hygie.web.addresses import opens_here_only

__all__ = ["own_database"]

WIFI = Place("192.168.137.1", "Wi-Fi")
DOCKER = Place("172.17.0.1", "docker0")
TUNNEL = Place("10.8.0.2", "tun0")
SHARED = Place("100.101.7.4", "Tailscale")
CABLE = Place("10.3.0.7", "Ethernet")
PUBLIC = Place("8.8.4.4", "Ethernet 2")
# Another address of this machine, taken for its Wi-Fi: the tests reach no other.
PHONES = "127.0.0.2"
SERVE = (
    "from hygie.config import cli, network;"
    f"network.places = lambda: [network.Place('{PHONES}', 'Wi-Fi')];"
    "cli.main(['serve', '--reseau', '--vide', '--port', '{port}'])"
)


def trust(kept: Certificate) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=kept.authority_der)
    return context


# Which address.
@pytest.mark.parametrize("found", [[WIFI], [DOCKER, WIFI], [PUBLIC, WIFI], [TUNNEL, WIFI, SHARED]])
def test_the_only_network_of_people_is_taken_without_asking(found: list[Place]) -> None:
    assert network.choose(found, "", may_ask=False) == WIFI


def test_two_networks_and_nobody_to_ask_says_what_to_type() -> None:
    with pytest.raises(click.ClickException) as refused:
        network.choose([CABLE, WIFI], "", may_ask=False)
    said = refused.value.message
    assert "192.168.137.1 (Wi-Fi)" in said
    assert "hygie serve --reseau --adresse 10.3.0.7" in said


def test_two_networks_ask_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(click, "prompt", lambda *_args, **_options: 2)
    assert network.choose([CABLE, WIFI], "", may_ask=True) == WIFI


def test_a_public_address_is_never_taken_without_asking() -> None:
    with pytest.raises(click.ClickException, match="visible hors de votre réseau"):
        network.choose([PUBLIC], "", may_ask=False)


@pytest.mark.parametrize("said", ["127.0.0.1", "192.168.1.99", "wlan0"])
def test_an_address_that_phones_cannot_reach_is_refused_with_those_that_they_can(said: str) -> None:
    with pytest.raises(click.ClickException) as refused:
        network.choose([CABLE, WIFI], said, may_ask=True)
    assert f"par {said}. Ses adresses" in refused.value.message
    assert "10.3.0.7 (Ethernet)" in refused.value.message


def test_a_machine_without_network_says_what_to_do() -> None:
    with pytest.raises(click.ClickException, match="point d’accès"):
        network.choose([], "", may_ask=True)


def test_the_addresses_of_this_machine_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Down, loopback and link-local ones are left out; virtual machines come last."""
    held = {"lo": "127.0.0.1", "docker0": "172.17.0.1", "eth1": "169.254.3.4", "wlan0": "10.3.0.7"}
    named = {name: [Held(socket.AF_INET, ip), SIX] for name, ip in held.items()}
    named["eth0"] = [Held(socket.AF_INET, "10.9.9.9")]
    monkeypatch.setattr(network.psutil, "net_if_addrs", lambda: named)
    monkeypatch.setattr(
        network.psutil, "net_if_stats", lambda: {name: Up(name != "eth0") for name in named}
    )
    assert [one.address for one in network.places()] == ["10.3.0.7", "172.17.0.1"]


class Held:
    def __init__(self, family: int, address: str) -> None:
        self.family, self.address = family, address


class Up:
    def __init__(self, isup: bool) -> None:
        self.isup = isup


SIX = Held(socket.AF_INET6, "::1")


# The certificate.
def test_the_certificate_is_kept_and_its_key_read_by_its_owner_only(tmp_path: Path) -> None:
    first = certificate_for(tmp_path, ["192.168.1.12"])
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert certificate_for(tmp_path, ["192.168.1.12"]).fingerprint == first.fingerprint


def test_the_certificate_is_made_anew_for_another_address_or_when_it_is_to_end(
    tmp_path: Path,
) -> None:
    first = certificate_for(tmp_path, ["192.168.1.12"]).fingerprint
    second = certificate_for(tmp_path, ["10.0.0.4"]).fingerprint
    with time_machine.travel(timezone.now() + timedelta(days=390)):
        third = certificate_for(tmp_path, ["10.0.0.4"]).fingerprint
    assert len({first, second, third}) == 3


def test_back_on_a_network_already_served_the_certificate_still_holds(tmp_path: Path) -> None:
    certificate_for(tmp_path, ["192.168.1.12"])
    both = certificate_for(tmp_path, ["10.0.0.4"])
    assert certificate_for(tmp_path, ["192.168.1.12"]).fingerprint == both.fingerprint
    for rank in range(20):
        last = certificate_for(tmp_path, [f"10.0.1.{rank}"])
    assert "10.0.1.12" in str(last.served.extensions)
    assert "10.0.1.11" not in str(last.served.extensions)


def test_why_an_address_cannot_be_listened_to_is_said_in_french() -> None:
    assert network.why_not(OSError(errno.EADDRINUSE, "Address in use")) == "le port est déjà pris"


def test_a_broken_certificate_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"-----BEGIN PRIVATE KEY-----\nrien\n")
    certificate_for(tmp_path, ["10.0.0.4"])
    assert (tmp_path / FILE).read_bytes().count(b"BEGIN CERTIFICATE") == 2


# The links.
def test_a_link_made_at_localhost_carries_the_address_of_the_network(
    client: Any, settings: Any
) -> None:
    settings.PUBLIC_URL, settings.PUBLIC_URL_IS_SAID = "https://192.168.1.12:8000", True
    settings.NETWORK_FINGERPRINT = "AB:CD"
    page = client.get("/certificat/").content.decode()
    assert "AB:CD" in page
    assert "https://192.168.1.12:8000" in page


@pytest.mark.parametrize(
    ("address", "here_only"),
    [
        ("http://localhost:8000/lien/", True),
        ("https://127.0.0.1/lien/", True),
        ("https://192.168.1.12:8000/lien/", False),
        ("https://hygie.exemple.fr/lien/", False),
    ],
)
def test_an_address_that_only_this_machine_opens_is_known(address: str, here_only: bool) -> None:
    assert opens_here_only(address) is here_only


def test_a_terminal_that_cannot_draw_a_code_is_given_none() -> None:
    assert "█" in qr_in_terminal("https://192.168.1.12:8000/", "utf-8")
    assert qr_in_terminal("https://192.168.1.12:8000/", "ascii") == ""


# The whole command.
@pytest.fixture
def served(own_database: dict[str, str]) -> Generator[tuple[int, list[str]]]:
    """The port, and the lines said once the server answers."""
    with socket.socket() as probe:
        probe.bind((PHONES, 0))
        port = probe.getsockname()[1]
    running = subprocess.Popen(
        [sys.executable, "-c", SERVE.replace("{port}", str(port))],
        env={**own_database, "PYTHONIOENCODING": "utf-8"}, cwd=ROOT, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert running.stdout is not None
    lines: list[str] = []
    for line in running.stdout:
        lines.append(line.rstrip())
        if "Arrêter" in line:
            break
    yield port, lines
    running.terminate()
    running.communicate(timeout=20)


@pytest.mark.allow_hosts(["127.0.0.1", PHONES, "127.0.0.3"])
def test_phones_open_the_page_over_https_with_the_certificate(
    served: tuple[int, list[str]], own_database: dict[str, str]
) -> None:
    port, lines = served
    said = "\n".join(lines)
    kept = certificate_for(Path(own_database["HYGIE_DATA_DIR"]), [PHONES])
    address = f"https://{PHONES}:{port}"
    assert f"{address}/compte/connexion/" in said
    assert kept.fingerprint in said
    assert re.search(rf"{re.escape(address)}/compte/premier-demarrage/\S+/", said)

    for host in (PHONES, "localhost"):
        line = http.client.HTTPSConnection(host, port, context=trust(kept), timeout=30)
        line.request("GET", "/compte/connexion/")
        answer = line.getresponse()
        assert answer.status == 200
        assert "Secure" in (answer.getheader("Set-Cookie") or "")
        assert answer.getheader("Strict-Transport-Security") is None
        answer.read()
        line.request("GET", "/certificat/hygie.crt")
        assert line.getresponse().read() == kept.authority_der
        line.close()

    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.3", port), timeout=5)
    with socket.create_connection((PHONES, port), timeout=5) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200" not in plain.recv(100)[:20]
