locals {
  # The base path of the domain, which is in the path of each request by it: the adapter takes it away, and the guard of the
  # package (terragate_asgi.py) tells the app of it. A team can say otherwise by env.
  base_path_environment = {
    for key, adapter in local.runs_adapter : key => merge(
      var.domain_base_path == null ? {} : { TERRAGATE_BASE_PATH = "/${var.domain_base_path}" },
      var.domain_base_path == null || !adapter ? {} : { AWS_LWA_REMOVE_BASE_PATH = "/${var.domain_base_path}" }
    )
  }
}
