environment = "prod"

database = {
  max_capacity    = 4
  internet_access = true # for the service that knows exchange rates
}
