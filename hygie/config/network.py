"""Serving the phones and computers of the same network from one laptop: which address, and what
the settings become. No internet, no name server: a Wi-Fi access point opened by the laptop will do.
"""

import errno
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

import click
import psutil
from django.conf import settings

LOOPBACK = "127.0.0.1"
# Networks that a machine opens for its own virtual machines: no phone is on them.
VIRTUAL = (
    "docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "virtualbox", "vmware", "podman", "lxcbr",
    "lxdbr", "cni",
)  # fmt: skip
# Private tunnels (VPN) to elsewhere: the phones of the room are not on them either.
TUNNELS = (
    "tun", "tap", "wg", "utun", "ppp", "ipsec", "tailscale", "zt", "zerotier", "nordlynx", "proton",
    "openvpn", "wireguard", "cscotun", "fortissl", "gpd", "vpn",
)  # fmt: skip
# What providers and tunnels share (RFC 6598): neither private nor public.
SHARED = IPv4Network("100.64.0.0/10")
NOTHING = (
    "Cette machine n’a aucune adresse de réseau. Branchez un câble, rejoignez un Wi-Fi ou ouvrez "
    "un point d’accès (partage de connexion), puis relancez."
)


@dataclass(frozen=True, slots=True)
class Place:
    """An IPv4 address of this machine, and the network interface that holds it."""

    address: str
    interface: str

    @property
    def is_public(self) -> bool:
        """Whether the whole internet may reach it."""
        return IPv4Address(self.address).is_global

    @property
    def is_virtual(self) -> bool:
        return self.interface.lower().startswith(VIRTUAL)

    @property
    def is_tunnel(self) -> bool:
        """Whether it goes elsewhere (VPN): the phones of the room are not there."""
        name = self.interface.lower()
        return name.startswith(TUNNELS) or "vpn" in name or IPv4Address(self.address) in SHARED

    @property
    def is_likely(self) -> bool:
        """Whether phones are probably on it."""
        return not (self.is_virtual or self.is_tunnel or self.is_public)

    @property
    def told(self) -> str:
        """« 192.168.1.12 (Wi-Fi) », with what makes it a poor choice."""
        note = ", machines virtuelles" if self.is_virtual else ""
        note = ", tunnel (VPN)" if self.is_tunnel else note
        note = ", adresse publique\u00a0: visible hors de votre réseau" if self.is_public else note
        return f"{self.address} ({self.interface}{note})"


def places() -> list[Place]:
    """Addresses that other machines may reach, the likeliest first."""
    states = psutil.net_if_stats()
    found = [
        Place(one.address, interface)
        for interface, held in psutil.net_if_addrs().items()
        if interface in states and states[interface].isup
        for one in held
        if one.family == socket.AF_INET and _is_reachable(IPv4Address(one.address))
    ]
    return sorted(found, key=lambda one: (one.is_virtual, one.is_tunnel, one.is_public))


def _is_reachable(address: IPv4Address) -> bool:
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)


def choose(found: Sequence[Place], said: str, *, may_ask: bool) -> Place:
    """The address to serve: the one said, else the only private one, else the person is asked.

    Raises `click.ClickException` with what to type.
    """
    if not found:
        raise click.ClickException(NOTHING)
    listed = "\n".join(f"  {one.told}" for one in found)
    if said:
        for one in found:
            if one.address == said:
                return one
        raise click.ClickException(
            f"Les téléphones ne peuvent pas atteindre cette machine par {said}. "
            f"Ses adresses\u00a0:\n{listed}"
        )
    likely = [one for one in found if one.is_likely]
    if len(likely) == 1:
        return likely[0]
    if may_ask:
        return _asked(found)
    raise click.ClickException(
        f"Quel réseau\u00a0? Les adresses de cette machine\u00a0:\n{listed}\n"
        f"Choisissez\u00a0: hygie serve --reseau --adresse {found[0].address}"
    )


def _asked(found: Sequence[Place]) -> Place:
    click.echo("Quel réseau rejoignent les téléphones\u00a0?")
    for rank, one in enumerate(found, 1):
        click.echo(f"  {rank}. {one.told}")
    number = click.prompt("Numéro", type=click.IntRange(1, len(found)), default=1)
    return found[int(number) - 1]


def settings_follow(place: Place, port: int) -> str:
    """Takes the settings of an instance that is its own HTTPS server; returns its public address.

    Called before the application is loaded: nothing has read them yet. Every link written for
    somebody else carries that address (`hygie.web.addresses`).
    """
    public = f"https://{place.address}:{port}"
    settings.PUBLIC_URL, settings.PUBLIC_URL_IS_SAID = public, True
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, place.address]
    settings.CSRF_TRUSTED_ORIGINS = [*settings.CSRF_TRUSTED_ORIGINS, public]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    # No proxy stands before us; and « localhost » must stay free for other programs over HTTP.
    settings.SECURE_PROXY_SSL_HEADER = None
    settings.SECURE_HSTS_SECONDS = 0
    return public


WORDS = {
    errno.EADDRINUSE: "le port est déjà pris",
    errno.EADDRNOTAVAIL: "cette machine n’a plus cette adresse",
    errno.EACCES: "le système ne le permet pas (un port sous 1024, ou un pare-feu)",
}


def why_not(error: OSError) -> str:
    """Why an address cannot be listened to, in words; else as the system says it."""
    return WORDS.get(error.errno or 0) or error.strerror or str(error)


def listening(place: Place, port: int) -> list[socket.socket]:
    """Where to listen: the address chosen, and this machine itself. No other network."""
    return [
        socket.create_server((address, port), backlog=2048) for address in (place.address, LOOPBACK)
    ]
