# The pages, on CloudFront. They read the address of the API from runtime-config.json, which the module writes.
module "website" {
  source = "./modules/website"

  name            = "${local.prefix}board"
  api_urls        = { Board = trimsuffix(local.api_url, "/") }
  aliases         = var.website_domain[*].name
  certificate_arn = one(var.website_domain[*].certificate_arn)
  force_destroy   = !var.deletion_protection
  tags            = local.tags
}

locals {
  api_url = coalesce(module.board.domain_url, module.board.stage_invoke_url)
  pages   = "${path.module}/../website"

  types = {
    html = "text/html; charset=utf-8"
    js   = "text/javascript; charset=utf-8"
  }
}

# A website that is built (npm run build) is sent by aws s3 sync in place of this: see the README of the module.
resource "aws_s3_object" "page" {
  for_each = fileset(local.pages, "*")

  bucket        = module.website.bucket
  key           = each.key
  source        = "${local.pages}/${each.key}"
  source_hash   = filesha256("${local.pages}/${each.key}")
  content_type  = local.types[split(".", each.key)[1]]
  cache_control = "no-cache"
}

resource "aws_route53_record" "website" {
  for_each = var.website_domain == null ? [] : toset(["A", "AAAA"])

  zone_id = var.website_domain.hosted_zone_id
  name    = var.website_domain.name
  type    = each.key

  alias {
    evaluate_target_health = false
    name                   = module.website.domain_name
    zone_id                = module.website.hosted_zone_id
  }
}
