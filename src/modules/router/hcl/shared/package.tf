locals {
  package_from_s3  = var.lambda_s3_bucket != null && var.lambda_s3_key != null
  package_from_dir = var.lambda_source_dir != null
  package_zip      = coalesce(var.lambda_zip, "${path.module}/lambda.zip")
  package_files    = local.package_from_dir ? fileset(var.lambda_source_dir, "**") : []

  # The hash of the files, not of their zip: zips of the same files differ between machines.
  package_dir_hash = base64sha256(
    join("\n", [for name in local.package_files : join(" ", [name, filesha256("${var.lambda_source_dir}/${name}")])])
  )

  package_zip_hash = try(filebase64sha256(local.package_zip), null)
  package_path     = local.package_from_dir ? one(data.archive_file.lambda[*].output_path) : local.package_zip
  package_hash     = local.package_from_dir ? local.package_dir_hash : local.package_zip_hash
}
