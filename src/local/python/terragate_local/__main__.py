"""Starts LocalStack in this process, with functions as plain processes. Prints "Ready." once it serves."""

import dataclasses
import logging
import os
import shutil
import signal
import sys
import tempfile
import threading
import time

from . import bounds, changes, processes, records, service_index, service_loading, serving
from .imports import when_imported
from .server_log import rotate_output
from .settings import Settings, read_settings
from .watchdog import Watchdog


def main() -> None:
    os.umask(0o077)  # logs and work files are for the user of this process alone
    settings = read_settings()
    listener = serving.listen(settings.port)
    settings = dataclasses.replace(settings, port=listener.getsockname()[1])
    # The launcher has set the variable already, so that it is there from the first moment on
    os.environ.setdefault(processes.INSTANCE, str(settings.data))
    processes.adopt_orphans()  # processes of a supervisor that is killed
    shutil.rmtree(settings.work, ignore_errors=True)  # files that a killed server left
    settings.work.mkdir(parents=True)
    watchdog = Watchdog(str(settings.data) if settings.temporary else "")
    _configure(settings)
    serving.install(settings, listener)

    # Imported only now: LocalStack reads its configuration when it is imported
    from localstack.logging.setup import setup_logging_from_config
    from localstack.runtime import current

    from . import early_services

    setup_logging_from_config()
    executor = None

    def get_executor():
        nonlocal executor
        if executor is None:
            from .executor import process_executor

            executor = process_executor(settings, watchdog)
        return executor

    def set_executor(runtime_executor) -> None:
        runtime_executor.get_runtime_executor = get_executor

    def set_layers(hooks) -> None:
        from .layers import FolderLayers

        hooks.inject_layer_fetcher.run = lambda provider: setattr(
            provider, "layer_fetcher", FolderLayers(settings.layers)
        )

    def set_bucket_folder(provider) -> None:
        provider.DEFAULT_S3_TMP_DIR = str(settings.work / "s3")  # the default is shared by all servers of a machine

    def patch_gateway(_provider) -> None:
        from . import gateway, gateway_responses

        gateway.install(settings)
        gateway_responses.install()

    def set_limit(assignment) -> None:
        from localstack.services.lambda_.invocation import lambda_models

        from .environments import keep_used_code, limit_environments

        limit_environments(assignment, settings)
        keep_used_code(lambda_models)

    def add_services(plugins) -> None:
        from . import certificates, distributions, hosted_zones, identity_pools, tables, user_pools

        certificates.install()
        distributions.install(plugins)
        hosted_zones.install()
        tables.install(plugins)
        user_pools.install(plugins)
        identity_pools.install(plugins)

    def add_callers(edge) -> None:
        from .callers import issue, mode, pools

        mode.set_mode(settings.callers)
        mode.install(edge)
        pools.install(edge)
        issue.install(edge)

    def add_http_apis(plugins) -> None:
        from .http_api import endpoint

        endpoint.install_service(plugins)

    def add_addresses(handlers) -> None:
        from . import custom_domains
        from .callers import http
        from .function_urls import endpoint as function_urls
        from .http_api import endpoint
        from .managed_login import endpoint as sign_in

        http.install(settings.access_key, settings.secret)
        endpoint.install_addresses(handlers)
        function_urls.install_addresses(handlers)
        custom_domains.install_addresses(handlers)
        sign_in.install_addresses(handlers)

    def set_addresses_of_urls(api_utils) -> None:
        from .function_urls import urls

        urls.install(api_utils)

    def keep_origins(cors) -> None:
        from .managed_login import address

        address.keep_own_origins(cors)

    def keep_logs_small(logs) -> None:
        bounds.bound_waiting_logs(logs)
        records.gather_logs(logs)

    def add_strictness(edge) -> None:
        from . import strictness

        strictness.install(edge)

    def add_starts(provider) -> None:
        from . import starts

        starts.install(provider, settings)

    when_imported("localstack.aws.spec", service_index.install)
    when_imported("localstack.aws.handlers.service_plugin", service_loading.install)
    when_imported("localstack.services.plugins", add_services)
    when_imported("localstack.services.edge", add_callers)
    when_imported("localstack.services.edge", add_strictness)
    when_imported("localstack.services.plugins", add_http_apis)
    when_imported("localstack.aws.handlers", add_addresses)
    when_imported("localstack.aws.handlers.cors", keep_origins)
    when_imported("localstack.services.edge", changes.install)
    when_imported("localstack.aws.handlers.service", changes.count_operations)
    when_imported("localstack.services.lambda_.api_utils", set_addresses_of_urls)
    when_imported("localstack.services.lambda_.provider", add_starts)
    when_imported("localstack.services.lambda_.invocation.runtime_executor", set_executor)
    when_imported("localstack.services.lambda_.invocation.assignment", set_limit)
    when_imported("localstack.services.lambda_.invocation.logs", keep_logs_small)
    when_imported("localstack.services.lambda_.invocation.version_manager", records.gather_metrics)
    when_imported("localstack.services.sts.provider", bounds.bound_credentials)
    when_imported("localstack.utils.threads", bounds.bound_threads)
    when_imported("moto.logs.models", bounds.bound_log_events)
    when_imported("localstack.services.lambda_.hooks", set_layers)
    when_imported("localstack.services.s3.provider", set_bucket_folder)
    when_imported("localstack.services.apigateway.next_gen.provider", patch_gateway)

    def stop(*_args) -> None:
        # Ends in a thread: a signal handler runs between any two instructions, perhaps while a lock is held
        threading.Thread(target=_stop, args=(settings, watchdog), name="stop").start()

    def keep_log_small() -> None:
        while True:
            time.sleep(5)
            rotate_output(settings.data / "server.log")

    threading.Thread(target=keep_log_small, daemon=True, name="server-log").start()
    early_services.load_when_ready()
    runtime = current.initialize_runtime()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    if settings.follow_stdin:
        threading.Thread(target=lambda: (sys.stdin.buffer.read(), stop()), daemon=True, name="stdin").start()
    runtime.run()


def _configure(settings: Settings) -> None:
    temporary = settings.work / "tmp"
    temporary.mkdir(exist_ok=True)
    tempfile.tempdir = str(temporary)  # not TMPDIR: LocalStack gives that name another meaning
    os.environ["GATEWAY_LISTEN"] = f"127.0.0.1:{settings.port}"
    os.environ["LOCALSTACK_HOST"] = f"127.0.0.1:{settings.port}"
    # LocalStack's folders are below the data folder, also where this runs inside of a container
    os.environ["OVERRIDE_IN_DOCKER"] = "0"
    os.environ["FILESYSTEM_ROOT"] = str(settings.data / "localstack")
    for name, value in {
        "DISABLE_EVENTS": "1",  # no usage reports
        "SKIP_SSL_CERT_DOWNLOAD": "1",
        "DNS_ADDRESS": "0",  # no DNS server
        "DISABLE_BOTO_RETRIES": "1",  # a gateway does not ask a busy function again
        "EAGER_SERVICE_LOADING": "0",
        "LS_LOG": "info",
    }.items():
        os.environ.setdefault(name, value)


def _stop(settings: Settings, watchdog: Watchdog) -> None:
    executor = sys.modules.get(f"{__package__}.executor")
    if executor:
        executor.stop_all_environments()
    processes.kill(pid for pid in processes.descendants(os.getpid()) if pid != watchdog.pid)
    if settings.temporary:
        shutil.rmtree(settings.data, ignore_errors=True)
    logging.shutdown()
    os._exit(0)  # nothing of LocalStack's own state has to be kept


if __name__ == "__main__":
    main()
