"""Tables of accounts: who they are of, how they are proved, on which devices, and what is taken away from them."""

from preau.identity.models.accounts import Account, AccountManager, AccountSession, Office
from preau.identity.models.activation import OneTimeCode, Slip, Tries
from preau.identity.models.devices import DeviceNotice, FamilySeat, KnownDevice, SchoolNetwork

from preau.identity.external import ExternalKey, FederatedSession, SpentAnswer  # isort: skip
from preau.identity.models.factors import RecoveryCode, SecondFactor
from preau.identity.models.locks import Lock, ViewOpening
from preau.identity.token_models import ApiToken

__all__ = [
    "Account",
    "AccountManager",
    "AccountSession",
    "ApiToken",
    "DeviceNotice",
    "ExternalKey",
    "FamilySeat",
    "FederatedSession",
    "KnownDevice",
    "Lock",
    "Office",
    "OneTimeCode",
    "RecoveryCode",
    "SchoolNetwork",
    "SecondFactor",
    "Slip",
    "SpentAnswer",
    "Tries",
    "ViewOpening",
]
