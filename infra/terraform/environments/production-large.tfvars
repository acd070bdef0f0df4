# terraform plan -var-file=environments/production-large.tfvars
# A shop of thousands of orders a day: one instance stays warm, several share Redis, facts are merged more often.
project           = "my-shop-production"
environment       = "production"
region            = "europe-west2"
bigquery_location = "EU"

shop = {
  time_zone = "Europe/London"
  currency  = "GBP"
  country   = "GB"
}

hosts = {
  dashboard = "shopsight.shop.example"
  services  = "shopsight-api.shop.example"
}

# Who signs in, and as what. An address goes before its domain.
staff = {
  "owner@shop.example" = "owner"
  "buyer@shop.example" = "buyer"
  "@shop.example"      = "viewer"
}

# Who issues the tokens that other programs of the shop bring, each with the claims `role` and `role_version`.
auth = {
  issuer   = "https://login.shop.example"
  audience = "shopsight"
  jwks_url = "https://login.shop.example/keys"
}

# Facts are in the figures within some four minutes while somebody has the dashboard before their eyes, else within some
# twelve. docs/costs.md says what other minutes cost.
merge_minutes         = 10
merge_minutes_watched = 2

# A shop of 10,000 orders a day reads two of them.
queries_tb_a_day = 4

# A gigabyte holds the answers of a day and what a hundred thousand visitors did of late.
redis = { memory_gb = 1 }

budget = {
  billing_account = "000000-000000-000000"
  monthly_amount  = 900 # docs/costs.md has what a shop of 10,000 orders a day costs
}

alert_emails = ["oncall@shop.example"]

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
