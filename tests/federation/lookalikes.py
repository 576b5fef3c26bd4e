"""Addresses that look like a registered one and are not: made class by class, so that each class is whole."""

from collections.abc import Iterator

HOST, PATH = "exo.example", "/app/"
GOOD = f"https://{HOST}{PATH}"


def _schemes() -> Iterator[str]:
    for scheme in (
        "http",
        "HTTPS",
        "Https",
        "ftp",
        "ws",
        "wss",
        "file",
        "data",
        "javascript",
        "about",
        "blob",
        "view-source",
        "intent",
        "mailto",
        "h\u200bttps",
        "httpſ",
        "https:https",
        "https:/",
        "x-https",
    ):
        yield f"{scheme}://{HOST}{PATH}"
        yield f"{scheme}:{HOST}{PATH}"
    yield from (f"//{HOST}{PATH}", f"/{PATH}", f"{HOST}{PATH}", f":///{HOST}{PATH}", f"https:{HOST}{PATH}", "")
    yield from (f"https:/{HOST}{PATH}", f"https:///{HOST}{PATH}", f"https:\\\\{HOST}{PATH}", f"https:/\\{HOST}{PATH}")
    yield from ("javascript:alert(1)", "javascript://exo.example/app/%0aalert(1)", "data:text/html,x", "about:blank")


def _users() -> Iterator[str]:
    for before in (
        HOST,
        f"{HOST}:443",
        f"{HOST}%2fapp%2f",
        f"{HOST}{PATH}",
        "",
        "a",
        "a:b",
        f"a:{HOST}",
        f"{HOST}\\",
        f"{HOST};",
        f"{HOST}%00",
        f"{HOST}%20",
        f"{HOST}&",
        f"{HOST}?",
        f"{HOST}#",
    ):
        for evil in ("evil.example", "evil.example:443", "127.0.0.1", "[::1]", HOST):
            yield f"https://{before}@{evil}{PATH}"


def _hosts() -> Iterator[str]:
    names = [
        f"{HOST}.",
        f"{HOST}..",
        f".{HOST}",
        f"..{HOST}",
        f"evil-{HOST}",
        f"evil{HOST}",
        f"www.{HOST}",
        f"{HOST}.evil.example",
        f"{HOST}evil",
        f"{HOST}-evil.example",
        "exo.exampl",
        "exo.examples",
        "exoxexample",
        "exo-example",
        "exo..example",
        "EXO.example",
        "exo.EXAMPLE",
        "Exo.Example",
        f"evil.example/{HOST}",
        f"evil.example?{HOST}",
        f"evil.example#{HOST}",
        f"evil.example\\{HOST}",
        f"evil.example;{HOST}",
        f"evil.example,{HOST}",
        f"evil.example%2f{HOST}",
        f"{HOST}%2eevil.example",
        f"{HOST}%2f@evil.example",
        f"{HOST}%00.evil.example",
        f"{HOST}%0d%0a.evil.example",
        f"{HOST}%20",
        f"{HOST}%09",
        "exo%2eexample",
        "%65xo.example",
        "exo.ex%61mple",
        "exo。example",
        "exo．example",
        "exo｡example",
        "еxo.example",
        "exо.example",
        "exo.ехample",
        "ехо.example",
        "ëxo.example",
        "xn--xo-bja.example",
        "exo.xn--exmple-cua",
        "ｅｘｏ.example",
        "exo\u200b.example",
        "exo\u00ad.example",
        "exo.example\u3002",
        "ℯxo.example",
        "exⓞ.example",
        "[exo.example]",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "017700000001",
        "localhost",
        "localhost.",
        "0",
        "169.254.169.254",
        "exo.example:443@evil.example",
        "_exo.example",
        "-exo.example",
        "exo-.example",
        "exo.example-",
        "exo",
        "example",
        "exo.example\t",
        "exo.example ",
        " exo.example",
        "exo.example\n",
        "exo.example\r\n",
        "exo.example\x00",
        "exo*example",
        "*.example",
        "exo.example|",
        "exo.example`",
        "exo.example^",
        "exo.example{}",
        "exo.example<",
        'exo.example"',
        "exo.example'",
        "e" * 64 + ".example",
        ("e" * 50 + ".") * 6 + "example",
    ]
    for name in names:
        for tail in (PATH, "/", "", f"{PATH}page?x=1"):
            yield f"https://{name}{tail}"


def _ports() -> Iterator[str]:
    for port in (
        "",
        "0",
        "00",
        "0443",
        "80",
        "8443",
        "444",
        "4430",
        "65536",
        "99999",
        "443a",
        "a",
        "-1",
        "+443",
        "443 ",
        " 443",
        "443.",
        "443:443",
        "4 43",
        "%34%34%33",
        "443@evil.example",
        "443\\evil.example",
        "٤٤٣",
        "1e2",
        "0x1bb",
    ):
        yield f"https://{HOST}:{port}{PATH}"
        yield f"https://{HOST}:{port}"


def _paths() -> Iterator[str]:
    paths = [
        "",
        "/",
        "/app",
        "/ap",
        "/App/",
        "/APP/",
        "/apps/",
        "/app2/",
        "/app.evil/",
        "/app;/",
        "/app%20/",
        "/app%2f",
        "/app%2Fx",
        "/other/",
        "/app/../",
        "/app/../evil",
        "/app/./x",
        "/app/.",
        "/app/..",
        "/app/x/../../evil",
        "/../app/",
        "/./app/",
        "//app/",
        "/app//x",
        "/app///",
        "//evil.example/app/",
        "/app/%2e%2e/evil",
        "/app/%2E%2E/evil",
        "/app/.%2e/evil",
        "/app/%2e./evil",
        "/app/%2e/x",
        "/app/..%2fevil",
        "/app/..%2Fevil",
        "/app/%2e%2e%2fevil",
        "/app/..%5cevil",
        "/app/..%5Cevil",
        "/app/%5c..%5c",
        "/app/..\\evil",
        "\\app\\",
        "/app\\..\\evil",
        "/app/\\evil.example",
        "/app/%252e%252e/evil",
        "/app/%25252e/evil",
        "/app/..;/evil",
        "/app/..;a=b/evil",
        "/app/.;/x",
        "/app/;/../evil",
        "/app/x%00",
        "/app/%00/x",
        "/app/%0d%0aLocation:%20x",
        "/app/%0a",
        "/app/%09x",
        "/app/%1f",
        "/app/%7f",
        "/app/\x00",
        "/app/\r\nSet-Cookie: a=b",
        "/app/\nx",
        "/app/\tx",
        "/app/ x",
        "/app/x ",
        "/app/é",
        "/app/\u2025/evil",
        "/app/．．/evil",
        "/app/\u2215evil",
        "/app/∕",
        "/app/％2e",
        "/app/%",
        "/app/%2",
        "/app/%zz",
        "/app/%u002e",
        "/app/%c0%ae%2e/",
        "/app/<script>",
        '/app/"x',
        "/app/`x",
        "/app/{x}",
        "/app/|x",
        "/app/^x",
        "/app/[x]",
    ]
    for path in paths:
        for tail in ("", "?a=1", "?a=1&b=https://exo.example/app/"):
            if not (path.startswith("/app/%2") and tail):
                yield f"https://{HOST}{path}{tail}"


def _ends() -> Iterator[str]:
    for end in (
        "#",
        "#x",
        "#@evil.example",
        "#/../evil",
        "?a=1#x",
        "?#",
        "%23x#y",
        "?a=\x00",
        "?a=\r\nx",
        "?a= b",
        "?a=\\x",
        "?a=é",
        "?a=<x>",
        '?a="x',
        "?a=%",
        "?a=%2",
        "?a=%zz",
        "?a=`",
        "?a={x}",
        "?a=|",
        "?a=^",
        "?ticket=ST-1",
        "?a=1&ticket=ST-1",
        "?TICKET=x",
        "?Ticket=x",
        "?tick%65t=x",
        "?%74icket=x",
        "?a&ticket",
        "?ticket",
        "?ticket=",
        "?code=x",
        "?state=x",
        "?iss=x",
        "?a=1&c%6fde=x",
        "?a=\u2028",
        "?a=\ud7ff",
        "?" + "a" * 2100,
        "page" * 600,
    ):
        yield f"{GOOD}{end}"
        yield f"{GOOD}page{end}"


def _wrapped() -> Iterator[str]:
    for mark in (
        " ",
        "\t",
        "\n",
        "\r",
        "\r\n",
        "\x00",
        "\x0b",
        "\x1f",
        "\x7f",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\u200b",
        "\u202e",
        "'",
        '"',
        "<",
        "\\",
    ):
        yield f"{mark}{GOOD}"
        yield f"{GOOD}{mark}"
        yield f"https:{mark}//{HOST}{PATH}"
        yield f"https://{mark}{HOST}{PATH}"
        yield f"https://{HOST}{mark}{PATH}"
        yield f"https://exo{mark}.example{PATH}"
    for one in (
        "https://evil.example/?x=",
        "https://evil.example/#",
        "https://evil.example/",
        "//evil.example/?",
        "javascript:",
        "https://evil.example\\",
        "https://evil.example%2f",
        "https://evil.example;",
        "view-source:",
        "url=",
    ):
        yield f"{one}{GOOD}"
    for one in (
        "|https://evil.example/",
        " https://evil.example/",
        "\nhttps://evil.example/",
        "\\https://evil.example/",
    ):
        yield f"{GOOD}{one}"


def lookalikes() -> list[str]:
    """All of them, each once; none is inside the registered address."""
    made = [*_schemes(), *_users(), *_hosts(), *_ports(), *_paths(), *_ends(), *_wrapped()]
    return [one for one in dict.fromkeys(made) if one not in HARMLESS and not one.startswith(f"{GOOD}@")]


HARMLESS = {GOOD, f"{GOOD}'"}
"""Made along the way, and inside the registered address as everybody reads it, like what follows its slash by @."""
INSIDE = (
    GOOD,
    f"{GOOD}page",
    f"{GOOD}page?x=1&y=2",
    f"https://{HOST}:443{PATH}",
    f"{GOOD}a/b/c.html",
    f"{GOOD}?x=%C3%A9",
    f"{GOOD}page;jsessionid=1A2B",
    f"{GOOD}?back=https://evil.example/",
    f"{GOOD}@evil.example",
    f"{GOOD}%C3%A9",
    f"{GOOD}?a=%26b%23c",
    f"{GOOD}?a[]=1",
    f"{GOOD}...",
    f"{GOOD}a:b",
    f"{GOOD}%20x",
)
