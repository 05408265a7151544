"""After signing in one goes to an address of this site, on one's own side, or home."""

import pytest

from tests.signing_in import code_of, device_of, sign_in

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " /account/",
    "/%09/evil.example",
    "http:///evil.example",
    "/nothing-here/",
    "/sign-out/",
    "/leave/",
    "/sign-in/",
    "/second-factor/",
    "/second-factor/set-up/",
    "account/",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
@pytest.mark.parametrize("username", ["worker", "mother"])
def test_it_leads_home_instead_of(browser, council, password, username, wanted):
    home = {"worker": "/", "mother": "/family/"}[username]
    device = device_of(council.user(username))
    answer = browser.post("/sign-in/", {"username": username, "password": password, "next": wanted})
    assert answer["Location"].startswith("/second-factor/?next=")
    answer = browser.post("/second-factor/", {"code": code_of(device), "next": wanted})
    assert answer["Location"] == home
    assert browser.get("/sign-in/", {"next": wanted})["Location"] == home
    proof = browser.post("/account/prove/", {"password": password, "next": wanted})
    assert proof["Location"] == home


@pytest.mark.parametrize("wanted", ["/account/", "/account/?a=b#c", "/account/password/"])
def test_it_leads_back_to(browser, worker, password, wanted):
    device = device_of(worker)
    browser.post("/sign-in/", {"username": "worker", "password": password, "next": wanted})
    answer = browser.post("/second-factor/", {"code": code_of(device), "next": wanted})
    assert answer["Location"] == wanted


@pytest.mark.parametrize(
    ("username", "wanted"), [("mother", "/known/"), ("worker", "/cms/"), ("mother", "/cms/")]
)
def test_it_leads_home_instead_of_to_the_other_side(browser, council, username, wanted):
    user = council.user(username)
    sign_in(browser, user)
    home = "/family/" if user.is_family else "/"
    assert browser.get("/sign-in/", {"next": wanted})["Location"] == home


def test_a_forged_host_is_refused(client):
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}):
        answer = client.get("/account/", headers=headers)
        assert "evil.example" not in answer.headers.get("Location", "")
    assert client.get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400
