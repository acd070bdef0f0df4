# terraform plan -var-file=environments/production.tfvars
project           = "my-shop-production"
environment       = "production"
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
  # One revenue instance stays warm: the owner's first look in the morning shall not be a cold start of two seconds.
  # Four times 60 requests are more than the staff of one shop will ever send; the cap is there for the bill.
  revenue = { min = 1, max = 4 }
  # Loads wait for each other at the lease; the second instance answers about loads while one runs.
  ingestion = { min = 0, max = 2 }
  # A page of the buyer's and the presses of Slack's buttons: nobody waits for it in a hurry.
  inventory-alerts = { min = 0, max = 2 }
  # The marketer's page: nobody waits for it in a hurry either.
  segments = { min = 0, max = 2 }
  # Every page of the shop asks it: one stays warm, and four answer more page views than a shop of this size has.
  recommendations-v2 = { min = 1, max = 4 }
}
