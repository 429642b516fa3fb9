"""Users of a user pool, who sign in with a password."""

import hmac


class NotSignedIn(Exception):
    """The reason why somebody is not signed in, in the words of AWS."""


class NeedsNewPassword(Exception):
    """The password is right, and was given by somebody else."""

    def __init__(self, username: str):
        super().__init__()
        self.username = username


def signed_in(pool, name: str, password: str) -> str:
    """The user name of who signs in. Raises NotSignedIn or NeedsNewPassword."""
    user = pool._get_user(name)
    if not user or not user.password or not hmac.compare_digest(user.password.encode(), password.encode()):
        raise NotSignedIn("Incorrect username or password.")
    _check(pool, user)
    if user.status == "FORCE_CHANGE_PASSWORD":
        raise NeedsNewPassword(user.username)
    return user.username


def with_new_password(pool, username: str, password: str) -> str:
    """Gives a user a password of their own, and signs them in. Raises NotSignedIn."""
    from moto.cognitoidp.exceptions import InvalidPasswordException

    user = known(pool, username)
    if user is None:
        raise NotSignedIn("User does not exist.")
    try:
        pool.backend.admin_set_user_password(pool.id, username, password, True)
    except InvalidPasswordException:
        raise NotSignedIn("Password did not conform with policy.") from None
    return username


def known(pool, username: str):
    """A user who is there and may sign in; None where there is none."""
    user = pool.users.get(username)
    return user if user and user.enabled else None


def _check(pool, user) -> None:
    if not user.enabled:
        raise NotSignedIn("User is disabled.")
    if user.status == "UNCONFIRMED":
        raise NotSignedIn("User is not confirmed.")
    if user.status == "RESET_REQUIRED":
        raise NotSignedIn("Password reset required for the user")
    if user.sms_mfa_enabled or user.software_token_mfa_enabled or pool.mfa_config == "ON":
        raise NotSignedIn("This user needs a second factor, which is asked for on AWS alone.")
