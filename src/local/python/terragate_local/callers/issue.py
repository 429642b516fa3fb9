"""Keys and tokens for the command line: of users and roles of the local IAM, and of users of user pools.

``POST /_terragate/keys`` with ``{"name": "alice", "api": "<id>", "create": false}`` gives a temporary key, and the
region of the API. ``POST /_terragate/tokens`` with ``{"name": "alice", "use": "id", ...}`` gives a token. What cannot
be given is answered with 404 and the parts of a problem.
"""

import functools
import json
import secrets
import time
from types import ModuleType

from . import pools, tokens

ACCOUNT = "000000000000"
_POLICY = "call-api"


class _Unknown(Exception):
    """Something that is not there: the parts of a problem."""

    def __init__(self, what: str, fix: str, **more):
        super().__init__(what)
        self.problem = {"what": what, "fix": fix, **more}


def install(edge: ModuleType) -> None:
    edge.ROUTER.add("/_terragate/keys", endpoint=_answering(key), methods=["POST"])
    edge.ROUTER.add("/_terragate/tokens", endpoint=_answering(token), methods=["POST"])


def _answering(give):
    from rolo import Response

    @functools.wraps(give)
    def answer(request):
        try:
            return Response(json.dumps(give(**request.get_json(force=True))), mimetype="application/json")
        except _Unknown as unknown:
            return Response(json.dumps(unknown.problem), status=404, mimetype="application/json")

    return answer


def key(name: str, api: str, create: bool = False) -> dict[str, str]:
    """A temporary key of a user, or of a role, of the local IAM.

    ``create`` makes a user that is missing, who may call this API and nothing else.
    """
    from localstack.aws.connect import connect_to
    from localstack.services.iam.models import iam_stores

    from .sessions import session

    store, region = iam_stores[ACCOUNT]["us-east-1"], _region_of(api)
    if create and name not in store.USERS and name not in store.ROLES:
        iam = connect_to(aws_access_key_id=ACCOUNT, region_name="us-east-1").iam
        iam.create_user(UserName=name)
        statement = {"Effect": "Allow", **_calls_of(api, region)}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_user_policy(UserName=name, PolicyName=_POLICY, PolicyDocument=document)
    if name in store.USERS:
        user = store.USERS[name].user
        made = session(ACCOUNT, user["Arn"], user["UserId"])
    elif name in store.ROLES:
        role = store.ROLES[name].role
        partition = role["Arn"].split(":")[1]
        arn = f"arn:{partition}:sts::{ACCOUNT}:assumed-role/{name}/terragate"
        made = session(ACCOUNT, arn, f"{role['RoleId']}:terragate")
    else:
        raise _Unknown(
            f"the local IAM has neither a user nor a role {name}",
            "name one of these; or add --create, which makes a user that may call this API",
            got=name,
            allowed=[*store.USERS, *store.ROLES],
        )
    return {
        "accessKeyId": made.access_key_id,
        "secretAccessKey": made.secret_access_key,
        "sessionToken": made.session_token,
        "region": region,
    }


def _calls_of(api: str, region: str) -> dict[str, str | list[str]]:
    """What somebody has to be allowed who calls an API, or a function URL."""
    from ..function_urls.urls import url_of
    from .urls import ACTIONS

    if url := url_of(api):
        return {"Action": list(ACTIONS), "Resource": url.function}
    return {"Action": "execute-api:Invoke", "Resource": f"arn:aws:execute-api:{region}:{ACCOUNT}:{api}/*"}


def _region_of(api: str) -> str:
    from localstack.services.apigateway.models import apigateway_stores

    from ..function_urls.urls import url_of
    from ..http_api.stages import region_of

    if url := url_of(api):
        return url.region

    deployments = apigateway_stores[ACCOUNT]["us-east-1"].internal_deployments.get(api) or {}
    for deployment in deployments.values():
        return deployment.region
    return region_of(api) or "us-east-1"


def token(
    name: str,
    use: str = "id",
    pool: str | None = None,
    scopes: list[str] | None = None,
    create: bool = False,
    expired: bool = False,
) -> dict[str, str]:
    """A token of a user of a user pool, without a password.

    ``create`` makes a user that is missing, and tells its password.
    """
    found = _pool(pool)
    client = next(iter(found.clients), None)
    if client is None:
        raise _Unknown(f"the user pool {found.name} has no app client", "add an aws_cognito_user_pool_client to it")
    user = _user(found, name)
    password = f"{secrets.token_urlsafe(12)}-aA1" if user is None and create else None
    if password:
        user = _new_user(found, name, password)
    if user is None:
        raise _Unknown(
            f"the user pool {found.name} has no user {name}",
            "name one of these, or add --create, which makes the user on this machine",
            got=name,
            allowed=sorted(map(_called, found.users.values())),
        )
    told = {"token": _signed(found, client, user, use, scopes or [], expired), "user": _called(user)}
    return {**told, "password": password} if password else told


def _signed(found, client: str, user, use: str, scopes: list[str], expired: bool) -> str:
    _, origin = found.create_refresh_token(client, user.username)
    make = found.create_access_token if use == "access" else found.create_id_token
    text, lifetime = make(client, _login(found, user), origin)
    if not scopes and not expired:
        return text
    claims = tokens.unchecked(text)
    if scopes and use == "access":
        claims["scope"] = " ".join(scopes)
    if expired:
        begin = int(time.time()) - 2 * lifetime
        claims |= {"auth_time": begin, "iat": begin, "exp": begin + lifetime}
    return tokens.signed(claims, found.json_web_key)


def _pool(name: str | None):
    known = pools.all_pools()
    chosen = [one for one in known if name is None or name in (one.name, one.id)]
    if len(chosen) == 1:
        return chosen[0]
    if not known:
        raise _Unknown("the local AWS has no user pool", "add one to the Terraform root, and run: terragate up")
    what = "there are several user pools" if name is None else f"there is no single user pool {name}"
    raise _Unknown(what, "give --pool one of these", got=name, allowed=[one.id for one in known])


def _user(found, name: str):
    names = {name, _login_name(found, name)}
    for user in found.users.values():
        if not names.isdisjoint({user.username, user.id, _attribute(user, "email")}):
            return user
    return None


def _new_user(found, name: str, password: str):
    from localstack.aws.connect import connect_to

    place = {"aws_access_key_id": ACCOUNT, "aws_secret_access_key": "local", "region_name": found.region}
    cognito = connect_to(**place).get_client("cognito-idp")
    login = _login_name(found, name)
    email = login if "@" in login else f"{login}@example.com"
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    user = {"UserPoolId": found.id, "Username": login}
    cognito.admin_create_user(**user, UserAttributes=attributes, MessageAction="SUPPRESS")
    cognito.admin_set_user_password(**user, Password=password, Permanent=True)
    return _user(found, name)


def _login_name(found, name: str) -> str:
    """A name as the pool's users sign in: where that is by e-mail, ``alice`` is ``alice@example.com``."""
    return f"{name}@example.com" if pools.is_by_email(found) and "@" not in name else name


def _login(found, user) -> str:
    return (pools.is_by_email(found) and _attribute(user, "email")) or user.username


def _called(user) -> str:
    return _attribute(user, "email") or user.username


def _attribute(user, name: str) -> str | None:
    return next((one["Value"] for one in user.attributes or [] if one["Name"] == name), None)
