locals {
  # The end of the ARN that a permission names: the API may call the function.
  permission_sources = { for id in keys(local.routed) : id => "/*/*" }
}
