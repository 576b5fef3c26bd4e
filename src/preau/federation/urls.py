"""Addresses of this room."""

from django.urls import path

from preau.federation.views import cas, console, oidc, saml, way

app_name = "federation"
urlpatterns = [
    path("cas/login", cas.login, name="cas_login"),
    path("cas/logout", cas.logout, name="cas_logout"),
    path("cas/serviceValidate", cas.service_validate, name="cas_validate"),
    path("cas/proxyValidate", cas.proxy_validate, name="cas_proxy_validate"),
    path("cas/p3/serviceValidate", cas.service_validate, name="cas3_validate"),
    path("cas/p3/proxyValidate", cas.proxy_validate, name="cas3_proxy_validate"),
    path("cas/proxy", cas.proxy, name="cas_proxy"),
    path(".well-known/openid-configuration", oidc.discovery, name="discovery"),
    path("oidc/authorize", oidc.authorize, name="authorize"),
    path("oidc/token", oidc.token, name="token"),
    path("oidc/userinfo", oidc.user_info, name="userinfo"),
    path("oidc/jwks", oidc.jwks, name="jwks"),
    path("oidc/logout", oidc.end_session, name="end_session"),
    path("saml/metadata", saml.metadata, name="saml_metadata"),
    path("saml/sso", saml.ask, name="saml_sso"),
    path("saml/entrer", saml.enter, name="saml_enter"),
    path("saml/slo", saml.leave_from, name="saml_slo"),
    path("outils/", way.tools, name="tools"),
    path("outils/suite/", way.go_on, name="onwards"),
    path("outils/confirmer/", way.prove, name="prove"),
    path("outils/informer/", way.told, name="told"),
    path("console/outils/", console.services, name="services"),
    path("console/outils/ajouter/", console.add, name="add_service"),
    path("console/outils/<uuid:service_id>/", console.change, name="service"),
    path("console/outils/<uuid:service_id>/secret/", console.secret, name="secret"),
    path("console/outils/<uuid:service_id>/retirer/", console.retire, name="retire"),
]
