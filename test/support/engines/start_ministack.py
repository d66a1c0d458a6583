"""Starts ministack 1.5.33, without some of its differences from AWS."""

import os
import secrets
import threading

from ministack import app
from ministack.services import lambda_svc
from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS

secret = _RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
create_secret, delete_secret = secret["create"], secret["delete"]


def create_secret_as_aws(logical_id, props, stack_name):
    """Ref gives the ARN. A generated name is the logical id and twelve characters."""
    name = props.get("Name") or f"{logical_id}-{secrets.token_hex(6)}"
    _, attributes = create_secret(logical_id, {**props, "Name": name}, stack_name)
    return attributes["Arn"], attributes


def delete_secret_by_arn(arn, props):
    """AWS appends a dash and six characters to the name."""
    delete_secret(arn.split(":")[-1][:-7], props)


api = _RESOURCE_HANDLERS["AWS::ApiGatewayV2::Api"]
create_api = api["create"]


def create_api_with_path(logical_id, props, stack_name):
    """Not every resolver finds names below localhost."""
    api_id, attributes = create_api(logical_id, props, stack_name)
    endpoint = f"https://localhost:{os.environ['GATEWAY_PORT']}/_aws/execute-api/{api_id}/$default"
    return api_id, {**attributes, "ApiEndpoint": endpoint}


execute = lambda_svc._execute_function_with_config_scope
turns = threading.BoundedSemaphore(8)


def execute_in_turn(*invocation):
    """It would start a process for each of two hundred deliveries at once."""
    with turns:
        return execute(*invocation)


lambda_svc._execute_function_with_config_scope = execute_in_turn
secret.update(create=create_secret_as_aws, delete=delete_secret_by_arn)
api.update(create=create_api_with_path)
# It would also listen on port 443.
app._port_is_bindable = lambda *_: False
app.main()
