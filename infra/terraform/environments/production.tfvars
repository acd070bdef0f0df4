# terraform plan -var-file=environments/production.tfvars
# A shop of up to some 1,000 orders a day, which pays for little that nobody uses: no instance is kept warm, none shares a cache.
# production-large.tfvars is for larger ones; whoever has outgrown this one takes its last four values over from there.
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

# While somebody has the dashboard before their eyes facts are in the figures within some five minutes, else within some
# seventeen. A minute instead of three costs a shop of 100 orders a day some three dollars a month more, one of 1,000 some thirty
# (docs/costs.md).
merge_minutes         = 15
merge_minutes_watched = 3

# Each instance caches for itself, and one of recommendations-v2 answers all lists: a hundred a second.
redis = null

budget = {
  billing_account = "000000-000000-000000"
  monthly_amount  = 100 # docs/costs.md has what a shop of 1,000 orders a day costs
}

alert_emails = ["oncall@shop.example"]

instances = {
  # The first look in the morning waits two seconds for a cold start; min = 1 costs ten dollars a month.
  # Twice 60 requests are more than the staff of one shop will ever send; the cap is there for the bill.
  revenue = { min = 0, max = 2 }
  # Loads wait for each other at the lease; the second instance answers about loads while one runs.
  ingestion = { min = 0, max = 2 }
  # A page of the buyer's and the presses of Slack's buttons: nobody waits for it in a hurry.
  inventory-alerts = { min = 0, max = 2 }
  # The marketer's page: nobody waits for it in a hurry either.
  segments = { min = 0, max = 2 }
  # Visitors keep it warm all day. The first of a night waits for its start, and rules are as fresh as the last list;
  # min = 1 costs a hundred dollars a month.
  recommendations-v2 = { min = 0, max = 1 }
}
