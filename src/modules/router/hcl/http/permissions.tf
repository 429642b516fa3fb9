locals {
  # The end of the ARN that a permission names: the API may call each function.
  permission_sources = { for key in concat(["$router"], keys(local.routed)) : key => "/*/*" }
}
