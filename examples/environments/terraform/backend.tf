# Written by terragate backend, which writes it again: changes are lost.
terraform {
  backend "s3" {} # by -backend-config=envs/NAME.s3.tfbackend
}
