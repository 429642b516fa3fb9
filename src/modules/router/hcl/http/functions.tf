locals {
  # The base path of the domain, which is not in the path of an event of an HTTP API: there is nothing to take away. The guard
  # of the package (terragate_asgi.py) tells the app of it. A team can say otherwise by env.
  base_path_environment = {
    for key in keys(local.runs_adapter) : key => (
      var.domain_base_path == null ? {} : { TERRAGATE_BASE_PATH = "/${var.domain_base_path}" }
    )
  }
}
