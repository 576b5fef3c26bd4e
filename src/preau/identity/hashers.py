"""Password hashing, costly on purpose and bounded on purpose."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class BoundedArgon2Hasher(Argon2PasswordHasher):
    """argon2id, 19 MiB, t=2, p=1: OWASP's minimum, so that a rush of sign-ins can be served."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
