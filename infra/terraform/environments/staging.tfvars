# terraform plan -var-file=environments/staging.tfvars
project           = "my-shop-staging"
environment       = "staging"
region            = "europe-west2"
bigquery_location = "EU"

shop = {
  time_zone = "Europe/London"
  currency  = "GBP"
  country   = "GB"
}

hosts = {
  dashboard = "shopsight-staging.shop.example"
  services  = "shopsight-api-staging.shop.example"
}

# Who signs in, and as what. An address goes before its domain.
staff = {
  "owner@shop.example" = "owner"
  "admin@shop.example" = "admin"
}

# Who issues the tokens that other programs of the shop bring, each with the claims `role` and `role_version`.
auth = {
  issuer   = "https://login.shop.example"
  audience = "shopsight-staging"
  jwks_url = "https://login.shop.example/keys"
}

budget = {
  billing_account = "000000-000000-000000"
  monthly_amount  = 50 # docs/capacity.md has what a shop of this size costs
}

alert_emails = ["dev@shop.example"]

instances = {
  # Nobody waits for staging in the morning: everything scales to nothing.
  revenue            = { min = 0, max = 1 }
  ingestion          = { min = 0, max = 1 }
  inventory-alerts   = { min = 0, max = 1 }
  segments           = { min = 0, max = 1 }
  recommendations-v2 = { min = 0, max = 1 }
}
deletion_protection = false # its data is a copy and can be loaded again
