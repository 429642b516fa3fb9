locals {
  # The end of the ARN that a permission names: a function of one operation may be called for that operation only.
  permission_sources = merge(
    { "$router" = "/*/*" },
    {
      for id, operation in local.routed : id => "/*/${operation.method}${replace(operation.route, "/{[^}]*}/", "*")}"
    }
  )
}
