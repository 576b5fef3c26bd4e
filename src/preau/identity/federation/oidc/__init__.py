"""OpenID Connect: the relying party's half; signatures by joserfc, checks of our own on top (`tokens`)."""
