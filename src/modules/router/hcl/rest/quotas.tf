locals {
  # The end of the ARN that a permission names: one operation may call the function.
  permission_sources = {
    for id, operation in local.routed : id => "/*/${operation.method}${replace(operation.route, "/{[^}]*}/", "*")}"
  }
}
