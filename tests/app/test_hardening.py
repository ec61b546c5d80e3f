"""What browsers and guessers meet: headers, cookies, passwords, and what the code leaves out."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings

import corrin
from corrin.app import cookies, settings, urls
from corrin.app.accounts import even
from corrin.app.models import Account
from corrin.app.site import Site
from tests.app.accounts import PASSWORD, a_server, code_sent, signed_in, signed_up, visitor
from tests.app.secret_paths import EMAIL
from tests.app.test_routes import place

SOURCE = Path(corrin.__file__).parent
HTTPS = Site("https://b12.example.org")
KINDS = ("text/html", "text/plain", "text/calendar", "text/csv", "text/javascript")
NEW = "nine quiet rivers"


@pytest.fixture(autouse=True)
def server(kept: None) -> Iterator[None]:
    mail.outbox = []
    with a_server():
        yield


def test_every_answer_says_what_it_is_and_what_a_browser_may_do_with_it() -> None:
    mine = signed_in(EMAIL)
    for route in urls.ROUTES:
        answer = mine.get(place(route))
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code != 302:
            assert kind, route.name
            assert not kind.startswith(KINDS) or "charset=utf-8" in kind, (route.name, kind)
        told = answer.headers
        assert told["X-Content-Type-Options"] == "nosniff", route.name
        assert told["Referrer-Policy"] == "same-origin", route.name
        assert told["X-Frame-Options"] == "DENY", route.name
        policy = told["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        if route.address.startswith(("me/", "<whose", "account", "clinic", "consent")):
            assert "no-store" in told["Cache-Control"], route.name


def test_no_page_is_open_to_other_origins_but_the_calls_without_cookies() -> None:
    mine = signed_in(EMAIL)
    for route in urls.ROUTES:
        answer = mine.get(place(route), headers={"origin": "https://evil.example"})
        if "Access-Control-Allow-Origin" in answer.headers:
            assert route.address.startswith("cds-services"), route.name
            assert "Access-Control-Allow-Credentials" not in answer.headers


def test_over_https_every_cookie_is_bound_to_this_host_and_unread_by_scripts() -> None:
    answer = HttpResponse()
    with override_settings(SITE=HTTPS):
        cookies.put(answer, "lang", "da", age=5, same_site="Lax")
        request = RequestFactory().get("/")
        request.COOKIES["__Host-lang"] = "da"
        assert cookies.got(request, "lang") == "da"
    (name,) = answer.cookies
    told = answer.cookies[name]
    assert name == "__Host-lang"
    assert told["secure"] and told["httponly"] and told["path"] == "/" and not told["domain"]
    assert told["samesite"] == "Lax"


def test_no_cookie_is_set_but_in_one_place_and_by_django() -> None:
    found = [p.name for p in SOURCE.rglob("*.py") if "set_cookie" in p.read_text(encoding="utf-8")]
    assert found == ["cookies.py"]
    assert settings.SESSION_COOKIE_NAME == "session"  # __Host-session where the site is https


def test_the_names_of_djangos_cookies_are_bound_as_well_over_https() -> None:
    text = (SOURCE / "app" / "settings.py").read_text(encoding="utf-8")
    assert '"__Host-session" if SITE.https' in text and '"__Host-csrf" if SITE.https' in text
    assert "SECURE_HSTS_SECONDS = 31_536_000 if SITE.https" in text


def test_signing_out_lets_the_browser_forget() -> None:
    mine = signed_in(EMAIL)
    answer = mine.post("/account/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    again = visitor()
    again.post("/account/login/", {"login": EMAIL, "password": PASSWORD})
    answer = again.post("/account/erase/", {"password": PASSWORD})
    assert "storage" in answer.headers["Clear-Site-Data"]


def told_wrong(password: str) -> bool:
    sent = {"email": "new@example.org", "password1": password}
    return visitor().post("/account/signup/", sent).status_code == 200


@pytest.mark.parametrize(
    "password", ["short", "nine char", "1234567890", "password123", "qwertyuiop", "new@example.org"]
)
def test_a_password_that_is_short_common_or_the_address_is_refused(password: str) -> None:
    assert told_wrong(password)


@pytest.mark.parametrize(
    "password",
    ["aaaa bbbb c", "ææææ øøøø åå", "x" * 128, "  two spaces around  ", "💉💉💉💉💉💉💉💉💉💉"],
)
def test_any_other_composition_and_length_is_taken_as_it_is(password: str) -> None:
    someone = visitor()
    someone.post("/account/signup/", {"email": EMAIL, "password1": password})
    assert someone.post("/account/code/", {"code": code_sent()}).status_code == 302
    for wrong in (password + " ", password[:-1], password.swapcase() + "x"):
        sent = {"login": EMAIL, "password": wrong}
        assert visitor().post("/account/login/", sent).status_code == 200
    sent = {"login": EMAIL, "password": password}
    assert visitor().post("/account/login/", sent).status_code == 302


@pytest.mark.parametrize("odd", ["a@example.org\nBcc: b@evil.example", "a@b\r\n\r\nx", "a b@c.dk"])
def test_a_mail_address_that_would_be_more_than_one_line_is_refused(odd: str) -> None:
    for address in ("/account/signup/", "/account/reset/"):
        answer = visitor().post(address, {"email": odd, "password1": PASSWORD})
        assert answer.status_code == 200
    assert mail.outbox == []


def test_a_password_is_changed_with_the_old_one_alone() -> None:
    mine = signed_up(EMAIL)
    new = {"password1": NEW, "password2": NEW}
    assert mine.post("/account/password/", {"oldpassword": "wrong", **new}).status_code == 200
    assert Account.objects.get().check_password(PASSWORD)
    assert mine.post("/account/password/", {"oldpassword": PASSWORD, **new}).status_code == 302
    assert Account.objects.get().check_password(NEW)


def test_a_password_field_is_masked_and_open_to_keepers_of_passwords() -> None:
    page = visitor().get("/account/login/").text
    (field,) = re.findall(r'<input[^>]*name="password"[^>]*>', page)
    assert 'type="password"' in field and 'autocomplete="current-password"' in field
    scripts = (SOURCE / "app" / "static").rglob("*.js")
    assert not any("paste" in script.read_text(encoding="utf-8") for script in scripts)


def test_nobody_has_an_account_before_somebody_makes_one() -> None:
    assert Account.objects.count() == 0


def test_a_code_from_the_mail_is_used_once_and_not_for_long() -> None:
    someone = visitor()
    someone.post("/account/signup/", {"email": EMAIL, "password1": PASSWORD})
    code = code_sent()
    assert len(code.replace("-", "")) >= 6
    assert someone.post("/account/code/", {"code": code}).status_code == 302
    again = visitor()
    again.post("/account/signup/", {"email": "bob@example.org", "password1": PASSWORD})
    assert again.post("/account/code/", {"code": code}).status_code == 200
    assert settings.PASSWORD_RESET_TIMEOUT <= 3600


@pytest.mark.parametrize(
    "address",
    ["/.git/config", "/.env", "/secret-key", "/corrin.sqlite3", "/static/../settings.py",
     "/static/%2e%2e/settings.py", "/static/", "/static/corrin/", "/admin/", "/media/x", "/debug/"],
)  # fmt: skip
def test_nothing_but_what_is_named_is_served(address: str) -> None:
    assert visitor().get(address).status_code in (404, 400)


def test_nothing_is_shown_of_a_fault_and_no_trace_is_answered() -> None:
    assert settings.DEBUG is False
    assert visitor().generic("TRACE", "/").status_code in (403, 405)


FORBIDDEN = {"eval", "exec", "compile", "__import__"}
MODULES = {
    "pickle",
    "marshal",
    "shelve",
    "yaml",
    "os.system",
    "subprocess",
    "telnetlib",
    "ctypes.util",
}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file, by the name of what is called."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


APP = [p for room in ("app", "store", "fhir", "sheets", "record", "words")
       for p in sorted((SOURCE / room).rglob("*.py")) if "migrations" not in p.parts]  # fmt: skip


def test_no_text_becomes_code_a_command_or_an_object() -> None:
    for path in APP:
        text = path.read_text(encoding="utf-8")
        built = {name for name, call in calls(path) if isinstance(call.func, ast.Name)} & FORBIDDEN
        assert not built, (path, built)
        imported = {
            name
            for node in ast.walk(ast.parse(text))
            for name in (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not imported & MODULES, (path, imported & MODULES)


def test_no_weak_hash_is_used() -> None:
    for path in APP:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(md5|sha1|DES|ECB|RC4)\b", text), path


SAYING = {"execute", "executemany", "ask", "ask_of", "raw", "extra"}
CONSTANT = {
    "PATIENCE",
    "table",
    "name",
    "ROLE",
    "_ROW",
    "_DAYS",
    "_LASTING",
    "_UNDATED",
    "condition",
    "value",
    "model._meta.db_table",
}


def test_no_statement_is_put_together_from_what_somebody_sent() -> None:
    """A statement is a constant, or made of constants; whatever varies is a parameter."""
    for path in APP:
        kept = path.is_relative_to(SOURCE / "store")
        names = SAYING if kept else SAYING - {"ask"}  # elsewhere this is not ours
        for name, call in calls(path):
            if name not in names or not call.args:
                continue
            said = call.args[1:] if name == "ask_of" else call.args[:1]  # behind whom it is about
            parts = [part for one in said for part in ast.walk(one)]
            if any(isinstance(part, ast.JoinedStr | ast.BinOp) for part in parts):
                varies = [part for part in parts if isinstance(part, ast.FormattedValue)]
                met = {ast.unparse(part.value) for part in varies}
                assert kept and met <= CONSTANT, (path, met)


def test_answers_that_name_an_address_end_on_even_steps() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(even, "STEP", 0.5)
        assert [even.left(t) for t in (0.0, 0.25, 0.5, 0.75)] == [0.5, 0.25, 0.5, 0.25]


def test_a_new_account_is_as_much_work_where_the_address_has_one_already() -> None:
    hashed: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(MD5PasswordHasher, "encode", counting(hashed, MD5PasswordHasher.encode))
        for whose in ("of nobody", "of somebody"):
            visitor().post("/account/signup/", {"email": EMAIL, "password1": PASSWORD})
            assert len(hashed) == 1, whose
            hashed.clear()
        for login in (EMAIL, "nobody@example.org"):
            visitor().post("/account/login/", {"login": login, "password": "wrong, all of it"})
            assert len(hashed) == 1, login
            hashed.clear()
    assert Account.objects.count() == 1


def counting(met: list[str], encode: Callable[..., str]) -> Callable[..., str]:
    """The same function, which also notes that it was called."""

    def noted(self: object, password: str, *more: object) -> str:
        met.append("hashed")
        return encode(self, password, *more)

    return noted


def test_only_what_somebody_sends_with_an_address_waits_for_its_step() -> None:
    slept: list[float] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("corrin.app.accounts.even.time.sleep", slept.append)
        someone = visitor()
        for path in ("/account/login/", "/account/signup/", "/account/reset/"):
            someone.get(path)
            assert slept == []
            someone.post(path, {"login": EMAIL, "email": EMAIL, "password": PASSWORD})
            assert len(slept) == 1, path
            slept.clear()


def test_a_form_takes_the_fields_it_shows_and_no_others() -> None:
    someone = visitor()
    sent = {"email": EMAIL, "password1": PASSWORD, "is_active": "", "id": "0" * 32}
    someone.post("/account/signup/", {**sent, "joined_at": "1999-01-01"})
    account = Account.objects.get()
    assert account.is_active and account.joined_at.year > 2000 and account.pk.int != 0


def test_a_way_back_leads_to_this_site_alone() -> None:
    signed_in(EMAIL)
    for away in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
    ):
        someone = Client(headers={"host": "localhost"})
        answer = someone.post(
            f"/account/login/?next={away}", {"login": EMAIL, "password": PASSWORD, "next": away}
        )
        assert (
            answer.headers["Location"].startswith("/") and "evil" not in answer.headers["Location"]
        )


def test_no_path_is_made_from_what_somebody_sent() -> None:
    """In the app nothing is opened but settings, the demo, and what setting-up names."""
    may = {"settings.py", "secret.py", "site.py", "demo.py", "cds_tokens.py", "mailing.py",
           "installed.py", "serve.py"}  # fmt: skip
    opening = {"open", "read_text", "read_bytes", "write_text", "write_bytes"}
    met = {path.name for path in APP if path.is_relative_to(SOURCE / "app")
           for name, call in calls(path) if name in opening}  # fmt: skip
    assert met <= may, met - may
