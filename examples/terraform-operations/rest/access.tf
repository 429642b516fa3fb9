# All functions in a VPC, one that may do more than the others, and callers: a role, and the pages of a distribution.
module "access" {
  source              = "../../../modules/my-api"
  name                = "access"
  integration_pattern = "isolated"

  memory_size            = 512
  vpc_subnet_ids         = var.vpc_subnet_ids
  vpc_security_group_ids = var.vpc_security_group_ids
  cors_allow_origins     = ["https://app.example.com", "https://${aws_cloudfront_distribution.app.domain_name}"]

  operations = {
    say_hello = {
      memory_size = 1024
      env         = { LOG_LEVEL = "DEBUG" }

      iam_policy_statements = [{
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${aws_s3_bucket.files.arn}/*"]
      }]
    }

    get_documentation = {
      integration   = { type = "http_proxy", uri = "https://example.com/docs" }
      authorization = "NONE"
    }

    get_file = {
      request_parameters = { "querystring.fileName" = true }

      integration = {
        type        = "aws"
        service     = "s3"
        method      = "GET"
        path        = "${aws_s3_bucket.files.bucket}/{fileName}"
        credentials = aws_iam_role.s3.arn
      }
    }
  }
}

# A stand-in for a bucket that you have: S3 closes it to the public, and encrypts it, without being told.
resource "aws_s3_bucket" "files" {
  #checkov:skip=CKV_AWS_18: a stand-in
  #checkov:skip=CKV_AWS_21: a stand-in
  #checkov:skip=CKV_AWS_144: a stand-in
  #checkov:skip=CKV_AWS_145: a stand-in
  #checkov:skip=CKV2_AWS_6: a stand-in
  #checkov:skip=CKV2_AWS_61: a stand-in
  #checkov:skip=CKV2_AWS_62: a stand-in
  bucket_prefix = "files-"
}

resource "aws_iam_role" "caller" {
  name = "calls-access"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "ec2.amazonaws.com" }
      Action    = "sts:AssumeRole"
    }]
  })
}

resource "aws_iam_role_policy" "invoke" {
  name = "invoke-${module.access.api_id}"
  role = aws_iam_role.caller.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = ["execute-api:Invoke"]
      Resource = ["${module.access.stage_execution_arn}/*"]
    }]
  })
}

# The pages that call the API. A stand-in for a distribution that you have; modules/website makes a whole one.
resource "aws_cloudfront_distribution" "app" {
  #checkov:skip=CKV_AWS_68: a stand-in
  #checkov:skip=CKV_AWS_86: a stand-in
  #checkov:skip=CKV_AWS_174: a stand-in
  #checkov:skip=CKV_AWS_305: a stand-in
  #checkov:skip=CKV_AWS_310: a stand-in
  #checkov:skip=CKV_AWS_374: a stand-in
  #checkov:skip=CKV2_AWS_32: a stand-in
  #checkov:skip=CKV2_AWS_42: a stand-in
  #checkov:skip=CKV2_AWS_47: a stand-in
  enabled             = true
  wait_for_deployment = false

  origin {
    domain_name = "pages.example.com"
    origin_id   = "pages"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  default_cache_behavior {
    target_origin_id       = "pages"
    viewer_protocol_policy = "redirect-to-https"
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6" # CachingOptimized, of AWS
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
