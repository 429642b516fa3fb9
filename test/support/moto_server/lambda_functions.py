"""Lambda functions: what moto does otherwise than AWS. Each docstring says what is wrong without it."""

import json

from moto.awslambda import models as functions
from moto.awslambda.exceptions import InvalidParameterValueException
from moto.iam.models import iam_backends
from terragate_local.replaces import replaces

KEPT = ("DeadLetterConfig", "EphemeralStorage", "KMSKeyArn", "LoggingConfig", "SnapStart", "TracingConfig")


def _refuse_dead_letters(account_id, spec, role):
    """AWS asks whether the role may send to the target, which keeps no order."""
    arn = (spec.get("DeadLetterConfig") or {}).get("TargetArn")
    if not arn:
        return
    if arn.endswith(".fifo"):
        raise InvalidParameterValueException(f"The target {arn} is not supported: it is a FIFO queue or topic.")
    action = "sns:Publish" if arn.split(":")[2] == "sns" else "sqs:SendMessage"
    policies = iam_backends[account_id]["aws"].get_role(role.rpartition("/")[2]).policies
    statements = [one for text in policies.values() for one in json.loads(text)["Statement"]]
    if not any(action in one["Action"] and arn in one["Resource"] for one in statements):
        raise InvalidParameterValueException(
            f"The provided execution role does not have permissions to call {action.split(':')[1]} on {arn}"
        )


@replaces(functions.LambdaFunction, "__init__")
def _new_function(original, self, account_id, spec, *args, **kwargs):
    """moto forgets these settings of a function, and does not update others."""
    _refuse_dead_letters(account_id, spec, spec["Role"])
    original(self, account_id, spec, *args, **kwargs)
    self.kept = {name: spec[name] for name in KEPT if spec.get(name)}


@replaces(functions.LambdaFunction, "update_configuration")
def _update_function(original, self, config_updates):
    _refuse_dead_letters(self.account_id, config_updates, self.role)
    self.kept = {**self.kept, **{name: config_updates[name] for name in KEPT if name in config_updates}}
    if not (self.kept.get("DeadLetterConfig") or {}).get("TargetArn"):  # "" takes it away
        self.kept.pop("DeadLetterConfig", None)
    if "Environment" in config_updates and "Variables" not in config_updates["Environment"]:
        config_updates = {**config_updates, "Environment": {"Variables": {}}}
    original(self, config_updates)
    return self.get_configuration()


@replaces(functions.LambdaFunction, "get_configuration")
def _function_configuration(original, self, *args, **kwargs):
    answer = {**original(self, *args, **kwargs), **{name: value for name, value in self.kept.items() if value}}
    logging = self.kept.get("LoggingConfig") or {}
    answer["LoggingConfig"] = {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{self.function_name}", **logging}
    if answer["LoggingConfig"]["LogFormat"] == "JSON":
        levels = {"ApplicationLogLevel": "INFO", "SystemLogLevel": "INFO"}
        answer["LoggingConfig"] = {**levels, **answer["LoggingConfig"]}
    published = str(self.version) not in ("$LATEST", "latest", "0")
    wanted = (self.kept.get("SnapStart") or {}).get("ApplyOn", "None")
    status = "On" if published and wanted == "PublishedVersions" else "Off"
    answer["SnapStart"] = {"ApplyOn": wanted, "OptimizationStatus": status}
    return answer


@replaces(functions.LambdaFunction, "_get_layers_data")
def _layers(original, self, arns):
    """moto knows the layers of its own account only: those of others are taken as they are named."""
    own = [arn for arn in arns if arn.split(":")[4] == self.account_id]
    found = {layer["Arn"]: layer for layer in original(self, own)}
    return [found.get(arn, {"Arn": arn, "CodeSize": 1}) for arn in arns]


@replaces(functions.FunctionUrlConfig, "__init__")
def _new_url(original, self, function, config):
    """The address of a URL has a slash at its end."""
    original(self, function, config)
    self.url = f"{self.url}/"


@replaces(functions.FunctionUrlConfig, "update")
def _update_url(original, self, new_config):
    """moto does not change how answers are sent, nor takes CORS away."""
    original(self, new_config)
    self.config.update({name: new_config[name] for name in ("Cors", "InvokeMode") if name in new_config})
