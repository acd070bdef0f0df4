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

# Identity-Aware Proxy stands in front: it signs who is asking, for the backend named by the audience.
auth = {
  issuer   = "https://cloud.google.com/iap"
  audience = "/projects/000000000000/locations/europe-west2/services/shopsight"
  jwks_url = "https://www.gstatic.com/iap/verify/public_key-jwk"
}

instances = {
  # Nobody waits for staging in the morning: everything scales to nothing.
  revenue            = { min = 0, max = 1 }
  ingestion          = { min = 0, max = 1 }
  inventory-alerts   = { min = 0, max = 1 }
  segments           = { min = 0, max = 1 }
  recommendations-v2 = { min = 0, max = 1 }
}
deletion_protection = false # its data is a copy and can be loaded again
