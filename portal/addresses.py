"""Where a request came from, as far as that can be trusted."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that wrong passwords are counted by; for IPv6 its /64, since one customer has all of that.

    Of `X-Forwarded-For` only what the council's own proxies wrote counts: the last `KINFILE_PROXIES` entries.
    """
    typed = request.META.get("REMOTE_ADDR", "")
    if settings.KINFILE_PROXIES:
        passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        if len(passed) >= settings.KINFILE_PROXIES:
            typed = passed[-settings.KINFILE_PROXIES]
    try:
        address = ip_address(typed)
    except ValueError:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False).network_address)
    return str(address)
